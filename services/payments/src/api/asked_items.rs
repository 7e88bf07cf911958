//! What people name to be paid.

use std::collections::HashSet;

use o2c_kernel::{Money, Violations};
use o2c_proto::{
    google::r#type as wire,
    payments::v1::{ApplyOnAccountRequest, ProposedItem, ResolvePaymentExceptionRequest},
};
use o2c_rpc::parse;

use crate::{
    app::{ApplyOnAccount, ResolveException},
    domain::AskedItem,
};

/// Items of one request.
const MOST_ITEMS: usize = 1_000;
const REASON: usize = 40;

pub fn resolve_exception(message: ResolvePaymentExceptionRequest) -> Result<ResolveException, Violations> {
    let mut v = Violations::default();
    let exception = parse::id(&mut v, "payment_exception_id", &message.payment_exception_id);
    let customer = parse::optional_id(&mut v, "customer_id", &message.customer_id);
    let items = items(&mut v, message.items, 0);
    parse::finish(v, || Some(ResolveException { exception: exception?, customer: customer?, items: items? }))
}

pub fn apply_on_account(message: ApplyOnAccountRequest) -> Result<ApplyOnAccount, Violations> {
    let mut v = Violations::default();
    let receipt = parse::id(&mut v, "receipt_id", &message.receipt_id);
    let items = items(&mut v, message.items, 1);
    parse::finish(v, || Some(ApplyOnAccount { receipt: receipt?, items: items? }))
}

pub fn lines(command: &ResolveException) -> usize {
    command.items.len()
}

/// Open items with what each is paid; an item is named once.
pub fn items(v: &mut Violations, items: Vec<ProposedItem>, least: usize) -> Option<Vec<AskedItem>> {
    let mut seen = HashSet::new();
    parse::list(v, "items", items, least..=MOST_ITEMS, |v, item| {
        let id = parse::id(v, "open_item_id", &item.open_item_id);
        if id.is_some_and(|id| !seen.insert(id)) {
            v.add("open_item_id", "DUPLICATE", "is named twice");
        }
        let amount = parse::positive_money(v, "amount", item.amount);
        let write_off = not_negative(v, "write_off_amount", item.write_off_amount);
        let deduction = not_negative(v, "deduction_amount", item.deduction_amount);
        let deduction_reason = parse::optional_text(v, "deduction_reason", item.deduction_reason, REASON);
        Some(AskedItem {
            item: id?,
            amount: amount?,
            write_off: write_off?,
            deduction: deduction?,
            deduction_reason: deduction_reason?,
        })
    })
}

fn not_negative(v: &mut Violations, field: &str, value: Option<wire::Money>) -> Option<Option<Money>> {
    let money = parse::optional_money(v, field, value)?;
    if money.is_some_and(Money::is_negative) {
        v.add(field, parse::reason::OUT_OF_RANGE, "must not be negative");
        return None;
    }
    Some(money)
}
