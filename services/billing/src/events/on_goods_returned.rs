//! Credits what came back.

use o2c_kernel::{Call, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::fulfillment::v1::GoodsReturned;
use o2c_rpc::parse;
use o2c_store::Tx;

use super::read;
use crate::{
    BillingError, app,
    domain::returned::{GoodsReturn, ReturnedLine},
    service::Billing,
};

pub async fn on_goods_returned(
    billing: &Billing,
    tx: &Tx,
    call: &Call,
    facts: &[Received<GoodsReturned>],
) -> Result<Vec<Verdict>, BillingError> {
    app::credit_returns(billing, tx, call, read::each(facts, returned)).await
}

fn returned(fact: &Received<GoodsReturned>) -> Result<GoodsReturn, Violations> {
    let message = fact.message.clone();
    let mut v = Violations::default();
    let id = parse::id(&mut v, "goods_return_id", &message.goods_return_id);
    let order = parse::id(&mut v, "order_id", &message.order_id);
    let received_on = parse::date(&mut v, "received_on", message.received_on);
    let reason = parse::optional_text(&mut v, "reason", message.reason, read::TEXT);
    let lines = parse::list(&mut v, "lines", message.lines, 0..=10_000, |v, line| {
        let product = parse::optional_id(v, "product_id", &line.product_id);
        let quantity = parse::quantity(v, "quantity", line.quantity);
        let net = parse::money(v, "credit_net_amount", line.credit_net_amount);
        Some(ReturnedLine {
            order_line: line.order_line_number,
            product: product?,
            quantity: quantity?,
            net: net?,
            at_order_price: line.credit_at_order_price,
        })
    });
    let occurred_at = fact.occurred_at;
    parse::finish(v, || {
        Some(GoodsReturn {
            id: id?,
            order: order?,
            received_on: received_on?,
            reason: reason?,
            lines: lines?,
            occurred_at,
        })
    })
}
