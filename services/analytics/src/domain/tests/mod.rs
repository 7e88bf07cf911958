//! Folding, without a database: stories of single documents, and laws over random ones.

mod kpis;
mod laws;
mod orders;
mod receivables;
mod story;
