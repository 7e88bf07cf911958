//! The laws hold on a book with everything in it, and each names the document when a fault is planted.

use o2c_audit::{Figure, LawReport};
use o2c_proto::credit::v1::*;

use crate::{desk::*, news::News};

/// Orders approved, referred, released over the limit, rejected, given back, shipped, billed, posted, paid.
async fn a_busy_day(desk: &Desk) {
    let news = News::default();
    let customer = desk.customer(1_000).await.customer_id;
    let order = order_of(&customer, 300);
    desk.ask(order.clone()).await;
    let (shipment, invoice, item) = (new_id(), new_id(), new_id());
    desk.hears(&[
        news.shipped(&order.order_id, &shipment, &customer, 200),
        news.invoiced(&shipment, &invoice, &customer, 200, 210),
        news.posted(&item, "INVOICE", &invoice, &customer, 210),
        news.paid(&item, &invoice, &customer, 10, 0),
    ])
    .await;
    let large = order_of(&customer, 900);
    let review = desk.ask(large.clone()).await.credit_review_id;
    desk.by("rita").decide(&review, CreditReviewDecision::Release).await.unwrap();
    desk.ask(again(&large)).await;
    let held = order_of(&customer, 800);
    let review = desk.ask(held).await.credit_review_id;
    desk.by("rita").decide(&review, CreditReviewDecision::Release).await.unwrap();
    desk.ask(order_of(&customer, 700)).await;
    let review = desk.ask(order_of(&customer, 600)).await.credit_review_id;
    desk.by("rita").decide(&review, CreditReviewDecision::Reject).await.unwrap();
    let review = desk.ask(order_of(&customer, 500)).await.credit_review_id;
    desk.by("rita").decide(&review, CreditReviewDecision::Recheck).await.unwrap();
    let gone = order_of(&desk.customer(50).await.customer_id, 50);
    desk.ask(gone.clone()).await;
    desk.release(undo(&gone)).await.unwrap();
    desk.ask(order_of(&new_id(), 1)).await;
}

async fn law(desk: &Desk, id: &str) -> LawReport {
    let audit = desk.service.audit();
    let law = audit.laws().into_iter().find(|law| law.id == id).unwrap();
    (law.check)(&desk.store).await.unwrap()
}

/// No law is broken.
pub async fn assert_lawful(desk: &Desk) {
    for law in desk.service.audit().laws() {
        let report = (law.check)(&desk.store).await.unwrap();
        assert_eq!(report.failed, 0, "{}: {:?}", law.id, report.failures);
    }
}

/// Changes the database behind the service's back.
async fn plant(desk: &Desk, sql: &str) {
    assert!(o2c_testkit::plant(&desk.store, sql).await > 0, "nothing was planted by {sql}");
}

#[tokio::test]
async fn a_busy_day_breaks_no_law() {
    on_both_engines(async |desk| {
        a_busy_day(&desk).await;
        for law in desk.service.audit().laws() {
            let report = (law.check)(&desk.store).await.unwrap();
            assert_eq!(report.failed, 0, "{}: {:?}", law.id, report.failures);
            assert!(report.rows > 0, "{} compared nothing", law.id);
        }
    })
    .await;
}

#[tokio::test]
async fn every_planted_fault_is_named() {
    let faults = [
        ("CRD-1", "UPDATE credit_account SET open_orders = open_orders + 1"),
        ("CRD-1", "UPDATE document_exposure SET open_orders = open_orders + 1 WHERE document_type = 'order'"),
        ("CRD-1", "DELETE FROM exposure_entry WHERE sequence = 2"),
        ("CRD-1", "UPDATE exposure_entry SET kind = 'conversion' WHERE kind = 'reservation'"),
        ("CRD-1", "UPDATE exposure_entry SET amount = amount + 1 WHERE sequence = 1"),
        ("CRD-2", "UPDATE credit_decision SET exposure = exposure - 1"),
        ("CRD-2", "UPDATE credit_decision SET limit_minor = 1, credit_review_id = NULL WHERE outcome = 'APPROVED'"),
        ("CRD-3", "UPDATE credit_reservation SET state = 3 WHERE kind = 2"),
        ("CRD-4", "UPDATE credit_decision SET valid_until = NULL WHERE outcome = 'APPROVED'"),
        ("CRD-4", "UPDATE credit_decision SET amount = amount * 2 WHERE reasons = 'RELEASED_BY_REVIEW'"),
        ("CRD-5", "UPDATE credit_decision SET outcome = 'DENIED' WHERE outcome = 'APPROVED'"),
        ("CRD-5", "UPDATE credit_decision SET policy_version = 'none'"),
        ("CRD-6", "UPDATE credit_review SET decided_by = requested_by WHERE state = 2"),
    ];
    for (id, sql) in faults {
        on_both_engines(async |desk| {
            a_busy_day(&desk).await;
            if id == "CRD-3" {
                plant(&desk, "UPDATE credit_review SET state = 1 WHERE state = 2").await;
                plant(&desk, "UPDATE credit_reservation SET state = 3 WHERE kind = 1").await;
            }
            plant(&desk, sql).await;
            let report = law(&desk, id).await;
            assert!(report.failed > 0, "{id} does not see {sql}");
            assert!(!report.failures.is_empty());
        })
        .await;
    }
}

#[tokio::test]
async fn figures_come_in_pages_with_what_was_taken_in() {
    on_both_engines(async |desk| {
        let news = News::default();
        let customer = desk.customer(1_000_000).await.customer_id;
        let (shipment, invoice, item, note) = (new_id(), new_id(), new_id(), new_id());
        let orders: Vec<_> = (1..=5).map(|number| order_of(&customer, number * 100)).collect();
        desk.reserve(orders.clone()).await;
        desk.hears(&[
            news.cancelled(&orders[0].order_id, &customer, &[40], false),
            news.shipped(&orders[1].order_id, &shipment, &customer, 200),
            news.invoiced(&shipment, &invoice, &customer, 150, 160),
            news.credited(&note, &customer, 15),
            news.posted(&item, "INVOICE", &invoice, &customer, 160),
            news.paid(&item, &invoice, &customer, 60, 0),
        ])
        .await;
        // released and not asked for again yet: exposure, but no open order
        let waits = order_of(&customer, 2_000_000);
        let review = desk.ask(waits.clone()).await.credit_review_id;
        desk.by("rita").decide(&review, CreditReviewDecision::Release).await.unwrap();
        let open_orders = figures(&desk, "credit.open_orders").await;
        let mut expected: Vec<_> = orders
            .iter()
            .zip([60, 0, 300, 400, 500])
            .enumerate()
            .map(|(index, (order, amount))| (order.order_id.clone(), i64::from(index == 0), amount))
            .collect();
        expected.push((waits.order_id, 0, 0));
        expected.sort();
        assert_eq!(open_orders, expected);
        assert_eq!(figures(&desk, "credit.delivered_not_billed").await, [(shipment, 1, 50)]);
        let mut expected = [(invoice, 2, 100), (note, 0, -15)];
        expected.sort();
        assert_eq!(figures(&desk, "credit.open_receivables").await, expected);
    })
    .await;
}

/// All figures of a stream, read two at a time: document, sequence, amount.
async fn figures(desk: &Desk, name: &str) -> Vec<(String, i64, i64)> {
    let stream = desk.service.audit().figures().into_iter().find(|figures| figures.name == name).unwrap();
    let mut found: Vec<Figure> = Vec::new();
    loop {
        let after = found.last().map(|figure| (figure.tenant.clone(), figure.document));
        let page = (stream.page)(&desk.store, after, 2).await.unwrap();
        if page.is_empty() {
            break;
        }
        assert!(page.len() <= 2);
        found.extend(page);
    }
    found.iter().map(|figure| (figure.document.to_string(), figure.sequence, figure.amounts[0])).collect()
}
