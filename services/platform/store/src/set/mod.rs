//! Sets of rows: the only SQL that reads or writes many rows at once, generic over sea-orm entities.
//!
//! On SQLite rows go as multi-row `VALUES` in chunks of a few fixed sizes, on PostgreSQL as arrays: either way a table
//! has few statements and each stays prepared; the texts are built once per entity. Rows are written in the order of
//! their keys, so that two sets never wait for each other crosswise. Every function takes its iterator in before the
//! first await.

mod chunk;
mod delete;
mod find;
mod insert;
mod keys;
mod overwrite;
mod packed;
mod rows;
mod select;
mod shape;
mod text;
mod update;

pub use delete::delete_by_keys;
pub use find::{find, find_for_update};
pub use insert::{insert, insert_ignoring_conflicts, insert_numbered, insert_returning_new, upsert};
pub use overwrite::overwrite;
pub use select::select;
pub use update::{update, update_columns};

pub(crate) use rows::lists;
pub(crate) use shape::Shape;
