//! What can come after an invoice: a further charge, a return, a reminder.

use anyhow::ensure;
use o2c::demo::desk::Person;
use o2c_proto::{
    BatchResponse,
    billing::v1::CreateDebitNoteRequest,
    collections::v1::RunDunningRequest,
    fulfillment::v1::{BatchReceiveReturnsRequest, ReceiveReturnRequest},
    orders::v1::{CreateReturnRequest, Disposition, Return, ReturnLine},
};

use super::story::Story;
use crate::{note_line, units};

/// The freight was forgotten.
pub async fn debit(story: &Story<'_>, invoice: &str) -> anyhow::Result<()> {
    let clerk = story.clerk;
    let message = CreateDebitNoteRequest {
        request_id: story.id("debit"),
        invoice_id: invoice.to_owned(),
        reason_code: "PRICE".to_owned(),
        reason: "freight".to_owned(),
        lines: vec![note_line(0, "7.00")],
        ..CreateDebitNoteRequest::default()
    };
    let debited = clerk.insist("a debit note", async |desk| {
        desk.billing.create_debit_note(clerk.ask(Person::Accountant, message.clone())).await
    });
    debited.await.map(drop)
}

/// One piece of the first line is brought back.
pub async fn bring_back(story: &Story<'_>, order: &str) -> anyhow::Result<()> {
    let clerk = story.clerk;
    let line = ReturnLine {
        order_line_number: 1,
        quantity: Some(units("1")),
        disposition: Disposition::Restock.into(),
        ..ReturnLine::default()
    };
    let back = Return {
        order_id: order.to_owned(),
        reason: "wrong colour".to_owned(),
        lines: vec![line],
        ..Return::default()
    };
    let message = CreateReturnRequest { request_id: story.id("return"), r#return: Some(back) };
    // what was delivered is known to the order by a fact, which takes its time
    let authorized = clerk.until("a return", async || {
        let authorized = clerk.insist("a return", async |desk| {
            match desk.orders.create_return(clerk.ask(Person::OrderDesk, message.clone())).await {
                Ok(answer) => Ok(tonic::Response::new(Some(answer.into_inner().return_id))),
                Err(status) if status.code() == tonic::Code::FailedPrecondition => Ok(tonic::Response::new(None)),
                Err(status) => Err(status),
            }
        });
        authorized.await
    });
    let return_id = authorized.await?;
    let received = ReceiveReturnRequest {
        request_id: story.id("return received"),
        return_id,
        warehouse_id: story.business.warehouse.clone(),
        ..ReceiveReturnRequest::default()
    };
    let message = BatchReceiveReturnsRequest { requests: vec![received] };
    let received = clerk.until("the goods", async || {
        let answer = clerk.insist("the goods", async |desk| {
            desk.fulfillment.batch_receive_returns(clerk.ask(Person::Warehouse, message.clone())).await
        });
        Ok(answer.await?.into_results().into_iter().all(|result| result.is_ok()).then_some(()))
    });
    received.await
}

/// Whoever is late is reminded; nobody is yet.
pub async fn remind(story: &Story<'_>) -> anyhow::Result<()> {
    let clerk = story.clerk;
    let as_of = Some(o2c_rpc::wire::date(story.business.today));
    let message = RunDunningRequest { request_id: story.id("remind"), as_of };
    let run = clerk.insist("a dunning run", async |desk| {
        desk.collections.run_dunning(clerk.ask(Person::Collector, message.clone())).await
    });
    let run = run.await?;
    ensure!(!run.dunning_run_id.is_empty(), "a dunning run has no id");
    Ok(())
}
