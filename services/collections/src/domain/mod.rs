//! The rules of collections: pure, no clock, no database. Start with [`dunning::decide`] and [`Dispute`].

mod case;
mod deduction;
mod dispute;
mod dunning;
mod fact;
mod ids;
mod notice;
mod open_item;
mod priority;
mod procedure;
mod refusal;
mod ruling;
mod run;
mod top;

#[cfg(test)]
mod tests;

pub use case::{CaseState, DunningCase};
pub use deduction::Deduction;
pub use dispute::{Dispute, DisputeReason, DisputeState, NewDispute};
pub use dunning::{Account, AccountItem, Decision, Dunned, Fresh, decide};
pub use fact::{CollectionsFact, What};
pub use ids::*;
pub use notice::{DunnedLine, Notice};
pub use open_item::{DocumentType, Objection, OpenItem};
pub use priority::{Debtor, Ranked, Weights, rank};
pub use procedure::{Level, Procedure};
pub use refusal::{DOMAIN, Refusal};
pub use ruling::{PAID, Resolution, Ruling};
pub use run::{DunningRun, RunState, Tally};
pub use top::Top;
