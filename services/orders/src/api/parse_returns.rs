//! Requests about returns.

use o2c_kernel::Violations;
use o2c_proto::orders::v1 as proto;
use o2c_rpc::parse::{self, reason};

use super::parse_page::page;
use crate::{
    app::returns::ListReturns,
    domain::{Credit, Disposition, ReturnId, ReturnRequest, ReturnWish},
};

const MAX_LINES: usize = 4_000;
const MAX_TEXT: usize = 200;

pub fn create(message: proto::CreateReturnRequest) -> Result<ReturnRequest, Violations> {
    let mut v = Violations::default();
    let request = parse::nested(&mut v, "return", message.r#return, |v, message| {
        let order = parse::id(v, "order_id", &message.order_id);
        let authorized_on = parse::optional_date(v, "authorized_on", message.authorized_on);
        let reason = parse::text(v, "reason", message.reason, MAX_TEXT);
        let lines = parse::list(v, "lines", message.lines, 1..=MAX_LINES, line);
        Some(ReturnRequest { order: order?, authorized_on: authorized_on?, reason: reason?, lines: lines? })
    });
    parse::finish(v, || request)
}

fn line(v: &mut Violations, line: proto::ReturnLine) -> Option<ReturnWish> {
    let order_line = parse::in_range(v, "order_line_number", line.order_line_number, 1..=i32::MAX);
    let quantity = parse::positive_quantity(v, "quantity", line.quantity);
    let credit_net = parse::optional_money(v, "credit_net_amount", line.credit_net_amount);
    if credit_net.flatten().is_some_and(|amount| amount.is_negative()) {
        v.add("credit_net_amount", reason::OUT_OF_RANGE, "must not be negative");
    }
    let disposition = parse::optional_enum::<proto::Disposition>(v, "disposition", line.disposition);
    Some(ReturnWish {
        order_line: order_line?,
        quantity: quantity?,
        credit: credit_net?.map_or(Credit::AtOrderPrice, Credit::Agreed),
        disposition: match disposition? {
            Some(proto::Disposition::Scrap) => Disposition::Scrap,
            Some(proto::Disposition::Restock | proto::Disposition::Unspecified) | None => Disposition::Restock,
        },
    })
}

pub fn get(message: proto::GetReturnRequest) -> Result<ReturnId, Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "return_id", &message.return_id);
    parse::finish(v, || id)
}

pub fn list(message: proto::ListReturnsRequest) -> Result<ListReturns, Violations> {
    let mut v = Violations::default();
    let order = parse::optional_id(&mut v, "order_id", &message.order_id);
    let customer = parse::optional_id(&mut v, "customer_id", &message.customer_id);
    let mut chosen = format!("returns/{}", message.order_id);
    // Only where it is given: the tokens of a release that did not know it stay good.
    if !message.customer_id.is_empty() {
        chosen = format!("{chosen}/{}", message.customer_id);
    }
    let page = page(&mut v, message.page_size, &message.page_token, chosen);
    parse::finish(v, || Some(ListReturns { order: order?, customer: customer?, page: page? }))
}
