//! Tests of the rules.

mod builders;
mod disputes;
mod dunning;
mod worklist;
