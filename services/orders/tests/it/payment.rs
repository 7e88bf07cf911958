//! From the invoice to the last penny.

use o2c_proto::{
    billing::v1::{Invoice, InvoiceIssued, InvoiceLine},
    orders::v1::{BillingStatus, Order, OrderState, PaymentStatus},
    receivables::v1::{ApplicationReversed, OpenItem, OpenItemPosted, PaymentApplied},
};

use crate::{
    desk::{Desk, decimal, id, on_both_engines, pounds},
    fulfilment::{deliver, ship},
};

pub async fn invoice(desk: &Desk, order: &Order, quantities: &[(i32, &str, i64, i32)], gross: (i64, i32)) -> String {
    let document = id();
    let lines = quantities.iter().map(|(line, quantity, units, pence)| InvoiceLine {
        line_number: *line,
        order_line_number: *line,
        quantity: decimal(quantity),
        net_amount: pounds(*units, *pence),
        ..Default::default()
    });
    let invoice = Invoice {
        invoice_id: document.clone(),
        order_id: order.order_id.clone(),
        lines: lines.collect(),
        gross_amount: pounds(gross.0, gross.1),
        ..Default::default()
    };
    let issued = InvoiceIssued { invoice: Some(invoice), gross_estimate: None };
    desk.hear("billing", "invoice", &document, issued).await;
    document
}

pub async fn pay(desk: &Desk, order: &Order, document: &str, item: &str, open_after: (i64, i32)) {
    let applied = PaymentApplied {
        open_item_id: item.to_owned(),
        document_id: document.to_owned(),
        document_type: "INVOICE".to_owned(),
        order_id: order.order_id.clone(),
        open_amount_after: pounds(open_after.0, open_after.1),
        ..Default::default()
    };
    desk.hear("receivables", "open_item", item, applied).await;
}

#[tokio::test]
async fn an_order_is_complete_when_it_is_delivered_billed_and_paid() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let order = desk.accepted(&customer, &[&kettle]).await;
        let shipment = ship(desk, &order, &[(1, "10")]).await;

        let document = invoice(desk, &order, &[(1, "10", 199, 90)], (239, 88)).await;
        let now = desk.order(&order.order_id).await;
        assert_eq!((now.billing_status(), now.payment_status()), (BillingStatus::Billed, PaymentStatus::Unpaid));
        assert_eq!(now.lines[0].invoiced_net_amount, pounds(199, 90));

        let item = id();
        let posted = OpenItem {
            open_item_id: item.clone(),
            document_type: "INVOICE".to_owned(),
            document_id: document.clone(),
            order_id: order.order_id.clone(),
            original_amount: pounds(239, 88),
            open_amount: pounds(239, 88),
            ..Default::default()
        };
        let posted = OpenItemPosted { open_item: Some(posted), corrected_document_id: String::new() };
        desk.hear("receivables", "open_item", &item, posted).await;
        pay(desk, &order, &document, &item, (100, 0)).await;
        assert_eq!(desk.order(&order.order_id).await.payment_status(), PaymentStatus::PartiallyPaid);
        pay(desk, &order, &document, &item, (0, 0)).await;
        let now = desk.order(&order.order_id).await;
        assert_eq!((now.state(), now.payment_status()), (OrderState::Confirmed, PaymentStatus::Paid));

        deliver(desk, &order, &shipment, &[(1, "10")]).await;
        assert_eq!(desk.order(&order.order_id).await.state(), OrderState::Completed);
        assert_eq!(desk.stated(&order.order_id).await.last().unwrap(), "OrderCompleted");

        // A payment that comes back opens the order again.
        let reversed = ApplicationReversed {
            open_item_id: item.clone(),
            document_id: document,
            order_id: order.order_id.clone(),
            open_amount_after: pounds(139, 88),
            ..Default::default()
        };
        desk.hear("receivables", "open_item", &item, reversed).await;
        let now = desk.order(&order.order_id).await;
        assert_eq!((now.state(), now.payment_status()), (OrderState::Confirmed, PaymentStatus::PartiallyPaid));
    })
    .await;
}

#[tokio::test]
async fn an_order_of_gifts_is_complete_when_it_has_arrived() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let mut gift = crate::desk::line(&kettle, "1", None);
        gift.free_of_charge = true;
        let order = desk.create(crate::desk::order(&customer, vec![gift]), true).await.unwrap();
        desk.settled().await;
        let shipment = ship(desk, &order, &[(1, "1")]).await;
        deliver(desk, &order, &shipment, &[(1, "1")]).await;
        assert_eq!(desk.order(&order.order_id).await.state(), OrderState::Completed);
    })
    .await;
}

/// Two for a penny: with the first goes the penny, the second costs nothing, and billing makes no invoice of it.
#[tokio::test]
async fn a_part_that_costs_nothing_keeps_no_order_open() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let screw = desk.product("SCREW").await;
        let lines = vec![crate::desk::line(&screw, "2", Some("0.005"))];
        let order = desk.create(crate::desk::order(&customer, lines), true).await.unwrap();
        desk.settled().await;
        let first = ship(desk, &order, &[(1, "1")]).await;
        let document = invoice(desk, &order, &[(1, "1", 0, 1)], (0, 1)).await;
        pay(desk, &order, &document, &id(), (0, 0)).await;
        deliver(desk, &order, &first, &[(1, "1")]).await;
        assert_eq!(desk.order(&order.order_id).await.state(), OrderState::Confirmed);

        let second = ship(desk, &order, &[(1, "1")]).await;
        deliver(desk, &order, &second, &[(1, "1")]).await;
        let now = desk.order(&order.order_id).await;
        let statuses = (now.state(), now.billing_status(), now.payment_status());
        assert_eq!(statuses, (OrderState::Completed, BillingStatus::Billed, PaymentStatus::Paid));
    })
    .await;
}
