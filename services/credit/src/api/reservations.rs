//! Requests of the acceptance of orders.

use o2c_kernel::Violations;
use o2c_proto::credit::v1::{ReleaseCreditRequest, ReserveCreditRequest};
use o2c_rpc::parse::{self, reason};

use super::REASON_LENGTH;
use crate::{app::GiveBack, domain::Attempt};

pub fn reserve(message: ReserveCreditRequest) -> Result<Attempt, Violations> {
    let mut v = Violations::default();
    let reservation = parse::id(&mut v, "reservation_id", &message.reservation_id);
    let order = parse::id(&mut v, "order_id", &message.order_id);
    let customer = parse::id(&mut v, "customer_id", &message.customer_id);
    let amount = parse::money(&mut v, "amount", message.amount).filter(|amount| {
        // an order may be free, but none owes the customer something
        if amount.is_negative() {
            v.add("amount", reason::OUT_OF_RANGE, "must not be negative");
        }
        !amount.is_negative()
    });
    let requested_by = parse::principal(&mut v, "requested_by", &message.requested_by);
    parse::finish(v, || {
        Some(Attempt {
            reservation: reservation?,
            order: order?,
            customer: customer?,
            amount: amount?,
            requested_by: requested_by?,
        })
    })
}

pub fn release(message: ReleaseCreditRequest) -> Result<GiveBack, Violations> {
    let mut v = Violations::default();
    let reservation = parse::id(&mut v, "reservation_id", &message.reservation_id);
    let order = parse::id(&mut v, "order_id", &message.order_id);
    let reason = parse::optional_text(&mut v, "reason", message.reason, REASON_LENGTH);
    parse::finish(v, || reason.and(Some(GiveBack { reservation: reservation?, order: order? })))
}
