//! Requests about dunning runs.

use o2c_kernel::Violations;
use o2c_proto::collections::v1::{GetDunningRunRequest, RunDunningRequest};
use o2c_rpc::parse;

use crate::{app::RunDunning, domain::RunId};

pub fn run(message: RunDunningRequest) -> Result<RunDunning, Violations> {
    let mut v = Violations::default();
    let as_of = parse::optional_date(&mut v, "as_of", message.as_of);
    parse::finish(v, || Some(RunDunning { as_of: as_of? }))
}

pub fn get(message: GetDunningRunRequest) -> Result<RunId, Violations> {
    let mut v = Violations::default();
    let run = parse::id(&mut v, "dunning_run_id", &message.dunning_run_id);
    parse::finish(v, || run)
}
