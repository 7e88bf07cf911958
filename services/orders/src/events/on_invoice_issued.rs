//! An invoice was issued for lines of an order.

use o2c_kernel::{Call, Instant, Money, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::billing::v1::InvoiceIssued;
use o2c_rpc::parse::{self, finish};
use o2c_store::Tx;

use super::recording::{self, Recorded, record};
use crate::{
    domain::{DocumentId, InvoicedLine, Order, OrderId, Refusal},
    error::OrdersError,
    service::Orders,
};

struct Invoiced {
    document: DocumentId,
    gross: Money,
    lines: Vec<InvoicedLine>,
}

pub async fn on_invoice_issued(
    orders: &Orders,
    tx: &Tx,
    call: &Call,
    facts: &[Received<InvoiceIssued>],
) -> Result<Vec<Verdict>, OrdersError> {
    record(orders, tx, call, facts, parse, apply).await
}

fn parse(message: &InvoiceIssued) -> Result<Option<(OrderId, Invoiced)>, Violations> {
    let mut v = Violations::default();
    let Some(invoice) = parse::required(&mut v, "invoice", message.invoice.as_ref()) else { return Err(v) };
    let order = recording::optional_order(&mut v, &invoice.order_id);
    let document = parse::id(&mut v, "invoice_id", &invoice.invoice_id);
    let gross = recording::money(&mut v, "gross_amount", invoice.gross_amount.as_ref());
    // Line 0 stands for what comes from no order line.
    let lines = invoice.lines.iter().filter(|line| line.order_line_number > 0).map(|line| {
        let quantity = recording::quantity(&mut v, line.quantity.as_ref());
        let net_amount = recording::money(&mut v, "lines.net_amount", line.net_amount.as_ref());
        Some(InvoicedLine { line: line.order_line_number, quantity: quantity?, net_amount: net_amount? })
    });
    let lines: Option<Vec<InvoicedLine>> = lines.collect();
    finish(v, || {
        let invoiced = Invoiced { document: document?, gross: gross?, lines: lines? };
        Some(order?.map(|order| (order, invoiced)))
    })
}

fn apply(order: &mut Order, invoiced: Invoiced, _: Instant) -> Result<Recorded, Refusal> {
    order.invoiced(invoiced.document, invoiced.gross, &invoiced.lines).map(Recorded::from)
}
