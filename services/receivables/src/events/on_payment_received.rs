//! Money becomes a receipt in the books; its payer may become known later.

use futures::future::BoxFuture;
use o2c_kernel::{Call, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::payments::v1::{PayerIdentified, PaymentReceived};
use o2c_rpc::parse;
use o2c_store::Tx;

use super::read;
use crate::{
    Receivables,
    app::{self, Payment},
    domain::{ReceiptFacts, Refusal},
    error::ReceivablesError,
};

type Verdicts<'a> = BoxFuture<'a, Result<Vec<Verdict>, ReceivablesError>>;

pub fn received<'a>(
    r: &'a Receivables,
    tx: &'a Tx,
    call: &'a Call,
    facts: &'a [Received<PaymentReceived>],
) -> Verdicts<'a> {
    Box::pin(read::each(facts, payment, async |payments| app::receive_payments(r, tx, call, payments).await, verdict))
}

pub fn identified<'a>(
    r: &'a Receivables,
    tx: &'a Tx,
    call: &'a Call,
    facts: &'a [Received<PayerIdentified>],
) -> Verdicts<'a> {
    Box::pin(read::each(facts, payer, async |payments| app::receive_payments(r, tx, call, payments).await, verdict))
}

pub fn verdict(outcome: Result<(), Refusal>) -> Verdict {
    match outcome {
        Ok(()) => Verdict::Done,
        Err(refusal) => Verdict::Failed(refusal.to_string()),
    }
}

fn payment(fact: &PaymentReceived) -> Result<Payment, Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "receipt_id", &fact.receipt_id);
    let customer = parse::optional_id(&mut v, "customer_id", &fact.customer_id);
    let amount = parse::money(&mut v, "amount", fact.amount.clone());
    let value_date = parse::date(&mut v, "value_date", fact.value_date);
    parse::finish(v, || {
        Some(Payment::Received(ReceiptFacts { id: id?, customer: customer?, amount: amount?, value_date: value_date? }))
    })
}

fn payer(fact: &PayerIdentified) -> Result<Payment, Violations> {
    let mut v = Violations::default();
    let receipt = parse::id(&mut v, "receipt_id", &fact.receipt_id);
    let customer = parse::id(&mut v, "customer_id", &fact.customer_id);
    parse::finish(v, || Some(Payment::PayerIdentified(receipt?, customer?)))
}
