//! Counts and sums, page by page, from the public API.

use anyhow::Context;
use o2c_kernel::Date;
use o2c_proto::{
    analytics::v1::ListEventsRequest,
    billing::v1::{InvoiceKind, ListInvoicesRequest},
    credit::v1::{CreditReviewState, ListCreditReviewsRequest},
    fulfillment::v1::ShipmentState,
    orders::v1::{BatchGetOrdersRequest, ListOrdersRequest, OrderConfirmed, OrderState},
    payments::v1::ListReceiptsRequest,
    receivables::v1::GetTrialBalanceRequest,
};
use prost::Message;

use super::{Documents, Figures};
use crate::demo::{
    desk::{PAGE, Person, each_page, explained},
    figures as evening,
    wire::{date, minor, quantity},
    world::World,
};

/// Orders whose lines are read at a time.
const ORDERS: usize = 50;
const BAD_DEBT_EXPENSE: &str = "6100";
const ALLOWANCE: &str = "1190";

pub(super) async fn gather(world: &mut World, days: &[Date]) -> anyhow::Result<Figures> {
    let mut figures = Figures {
        lines: world.input.lines,
        order_lines_net: world.input.order_lines_net,
        returns_net: world.input.returns_net,
        ..Figures::default()
    };
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(figures) };
    orders(world, &mut figures).await?;
    backorders(world, &mut figures).await?;
    reviews(world, &mut figures).await?;
    figures.deliveries = world.shipments(ShipmentState::Delivered).await?.len() as u64;
    figures.shipments = figures.deliveries + world.shipments(ShipmentState::Shipped).await?.len() as u64;
    documents(world, &mut figures).await?;
    receipts(world, &mut figures).await?;
    ledger(world, &mut figures, *last).await?;
    let report = evening::kpis(&mut world.desk, *first, *last).await?;
    figures.events = report.offset;
    for kpi in report.kpis {
        if let Some(value) = kpi.value {
            figures.kpis.insert(kpi.name, value.value);
        }
    }
    Ok(figures)
}

async fn orders(world: &mut World, figures: &mut Figures) -> anyhow::Result<()> {
    each_page(async |page_token| {
        let request = ListOrdersRequest { page_size: PAGE, page_token, ..ListOrdersRequest::default() };
        let request = world.desk.ask(Person::OrderDesk, request);
        let page = world.desk.orders.list_orders(request).await.map_err(explained)?.into_inner();
        let ids: Vec<String> = page.orders.iter().map(|order| order.order_id.clone()).collect();
        for batch in ids.chunks(ORDERS) {
            let request = world.desk.ask(Person::OrderDesk, BatchGetOrdersRequest { order_ids: batch.to_vec() });
            let found = world.desk.orders.batch_get_orders(request).await.map_err(explained)?.into_inner();
            for order in found.orders {
                let counts = &mut figures.orders;
                counts.submitted += 1;
                match order.state() {
                    OrderState::Confirmed | OrderState::Completed => counts.confirmed += 1,
                    OrderState::Rejected => counts.rejected += 1,
                    OrderState::Cancelled => counts.cancelled += 1,
                    OrderState::Submitted | OrderState::Draft | OrderState::Unspecified => {}
                }
                let net = minor(order.net_amount.as_ref())?;
                if order.state() == OrderState::Rejected {
                    figures.net_by.rejected += net;
                    continue;
                }
                let (mut invoiced, mut cancelled) = (0, 0);
                for line in &order.lines {
                    invoiced += minor(line.invoiced_net_amount.as_ref())?;
                    cancelled += minor(line.cancelled_net_amount.as_ref())?;
                }
                figures.net_by.invoiced += invoiced;
                figures.net_by.cancelled += cancelled;
                figures.net_by.open += net - invoiced - cancelled;
            }
        }
        Ok(page.next_page_token)
    })
    .await
}

/// Lines that could not be allocated in full when their order was confirmed.
async fn backorders(world: &mut World, figures: &mut Figures) -> anyhow::Result<()> {
    each_page(async |page_token| {
        let request = ListEventsRequest {
            page_size: PAGE,
            page_token,
            aggregate_id: String::new(),
            r#type: "o2c.orders.v1.OrderConfirmed".to_owned(),
        };
        let request = world.desk.ask(Person::Controller, request);
        let page = world.desk.analytics.list_events(request).await.map_err(explained)?.into_inner();
        for event in page.events {
            let confirmed = OrderConfirmed::decode(event.payload.as_slice()).context("an archived fact")?;
            for line in confirmed.lines {
                if quantity(line.allocated_quantity.as_ref())? < quantity(line.quantity.as_ref())? {
                    figures.orders.backordered_lines += 1;
                }
            }
        }
        Ok(page.next_page_token)
    })
    .await
}

async fn reviews(world: &mut World, figures: &mut Figures) -> anyhow::Result<()> {
    for state in [CreditReviewState::Open, CreditReviewState::Released, CreditReviewState::Rejected] {
        each_page(async |page_token| {
            let request = ListCreditReviewsRequest { page_size: PAGE, page_token, state: state.into() };
            let request = world.desk.ask(Person::CreditAnalyst, request);
            let page = world.desk.credit.list_credit_reviews(request).await.map_err(explained)?.into_inner();
            let count = page.credit_reviews.len() as u64;
            figures.orders.credit_held += count;
            if state == CreditReviewState::Released {
                figures.orders.credit_released += count;
            }
            Ok(page.next_page_token)
        })
        .await?;
    }
    Ok(())
}

async fn documents(world: &mut World, figures: &mut Figures) -> anyhow::Result<()> {
    each_page(async |page_token| {
        let request = ListInvoicesRequest { page_size: PAGE, page_token, ..ListInvoicesRequest::default() };
        let request = world.desk.ask(Person::Accountant, request);
        let page = world.desk.billing.list_invoices(request).await.map_err(explained)?.into_inner();
        for document in page.invoices {
            let credit = document.kind() == InvoiceKind::CreditNote;
            let sums: &mut Documents = if credit { &mut figures.credit_notes } else { &mut figures.invoices };
            sums.count += 1;
            sums.net += minor(document.net_amount.as_ref())?;
            sums.tax += minor(document.tax_amount.as_ref())?;
            sums.gross += minor(document.gross_amount.as_ref())?;
        }
        Ok(page.next_page_token)
    })
    .await
}

async fn receipts(world: &mut World, figures: &mut Figures) -> anyhow::Result<()> {
    each_page(async |page_token| {
        let request = ListReceiptsRequest { page_size: PAGE, page_token, ..ListReceiptsRequest::default() };
        let request = world.desk.ask(Person::CashClerk, request);
        let page = world.desk.payments.list_receipts(request).await.map_err(explained)?.into_inner();
        for receipt in page.receipts {
            figures.receipts += 1;
            figures.receipts_amount += minor(receipt.amount.as_ref())?;
            figures.applied += minor(receipt.applied_amount.as_ref())?;
            // What nobody has decided yet is the customer's money all the same.
            figures.on_account +=
                minor(receipt.on_account_amount.as_ref())? + minor(receipt.unapplied_amount.as_ref())?;
        }
        Ok(page.next_page_token)
    })
    .await
}

async fn ledger(world: &mut World, figures: &mut Figures, last: Date) -> anyhow::Result<()> {
    let ageing = evening::ageing(&mut world.desk, last).await?;
    figures.open_receivables = minor(ageing.total.as_ref())?;
    figures.ageing = [
        minor(ageing.current.as_ref())?,
        minor(ageing.days_1_to_30.as_ref())?,
        minor(ageing.days_31_to_60.as_ref())?,
        minor(ageing.days_61_to_90.as_ref())?,
        minor(ageing.over_90.as_ref())?,
    ];
    let request = GetTrialBalanceRequest { as_of: Some(date(last)), currency_code: "GBP".to_owned() };
    let request = world.desk.ask(Person::Controller, request);
    let balance = world.desk.receivables.get_trial_balance(request).await.map_err(explained)?.into_inner();
    figures.trial_balance = minor(balance.difference.as_ref())?;
    // Bad debt taken over from elsewhere stands against the allowance; the rest was written off open items.
    for account in &balance.accounts {
        let difference = minor(account.debits.as_ref())? - minor(account.credits.as_ref())?;
        if [BAD_DEBT_EXPENSE, ALLOWANCE].contains(&account.account.as_str()) {
            figures.written_off += difference;
        }
    }
    Ok(())
}
