//! The question whether goods may leave, for many orders at once.

use o2c_kernel::Violations;
use o2c_proto::{
    BatchRequest,
    credit::v1::{BatchCheckCreditRequest, CheckCreditRequest, CreditCheckpoint},
};
use o2c_rpc::{
    parse::{self, reason},
    reply::MAX_ITEMS,
};

use crate::{
    app::Asked,
    domain::{Checkpoint, OrderId},
};

pub fn check(message: BatchCheckCreditRequest) -> Result<Vec<Asked>, Violations> {
    let mut v = Violations::default();
    let items = message.into_items();
    if items.is_empty() {
        v.add("requests", reason::TOO_FEW, "needs at least 1");
    }
    let bounded = parse::bounded(&mut v, "requests", items.len(), MAX_ITEMS);
    parse::finish(v, || bounded.map(|_| items.into_iter().map(one).collect()))
}

fn one(message: CheckCreditRequest) -> Result<(OrderId, Checkpoint), Violations> {
    let mut v = Violations::default();
    let order = parse::id(&mut v, "order_id", &message.order_id);
    let checkpoint = parse::known_enum::<CreditCheckpoint>(&mut v, "checkpoint", message.checkpoint);
    let checkpoint = checkpoint.and_then(|checkpoint| match checkpoint {
        CreditCheckpoint::Delivery => Some(Checkpoint::Delivery),
        CreditCheckpoint::GoodsIssue => Some(Checkpoint::GoodsIssue),
        CreditCheckpoint::Unspecified => None,
    });
    parse::finish(v, || Some((order?, checkpoint?)))
}
