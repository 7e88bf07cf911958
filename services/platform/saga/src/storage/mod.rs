//! The saga log: the only sea-orm of this crate.

mod claim;
mod entities;
mod lease;
mod listing;
mod migrations;
mod privileges;
mod settle;
mod step_rows;

pub(crate) use claim::{
    Due, Ready, newest_not_ended, newest_unfinished, ready, under_way_by_name, unfinished_and_stuck,
};
pub(crate) use entities::{saga::Model as SagaRow, saga_change::Model as SagaChange, saga_step::Model as StepRow};
pub(crate) use lease::{LeaseRow, free as free_lease, hold as hold_lease, holder as lease_holder, take as take_lease};
pub(crate) use listing::{find, list, steps_of, unstick};
pub use migrations::MIGRATIONS;
pub use privileges::PRIVILEGES;
pub(crate) use settle::{Settlement, insert, settle};
