//! Facts of others move exposure along the document chain.

use o2c_proto::credit::v1::*;

use crate::{desk::*, news::News};

/// Ids of the documents of one order.
struct Papers {
    shipment: String,
    invoice: String,
    item: String,
}

fn papers() -> Papers {
    Papers { shipment: new_id(), invoice: new_id(), item: new_id() }
}

#[tokio::test]
async fn value_follows_the_documents_until_it_is_paid() {
    on_both_engines(async |desk| {
        let opened = desk.customer(1_000).await;
        let customer = opened.customer_id.as_str();
        let order = order_of(customer, 200);
        desk.ask(order.clone()).await;
        let (news, of) = (News::default(), papers());
        let (shipment, invoice, item) = (of.shipment.as_str(), of.invoice.as_str(), of.item.as_str());

        let cancelled = news.cancelled(&order.order_id, customer, &[50, 30], false);
        assert_eq!(desk.hears(&[cancelled]).await.handled, 1);
        assert_eq!(desk.categories(customer).await, [120, 0, 0, 0]);
        desk.hears(&[news.shipped(&order.order_id, shipment, customer, 120)]).await;
        assert_eq!(desk.categories(customer).await, [0, 120, 0, 0]);
        desk.hears(&[news.invoiced(shipment, invoice, customer, 120, 126)]).await;
        assert_eq!(desk.categories(customer).await, [0, 0, 126, 0]);
        desk.hears(&[news.posted(item, "INVOICE", invoice, customer, 126)]).await;
        assert_eq!(desk.categories(customer).await, [0, 0, 0, 126]);
        desk.hears(&[news.paid(item, invoice, customer, 100, 1)]).await;
        assert_eq!(desk.categories(customer).await, [0, 0, 0, 25]);
        desk.hears(&[news.reversed(item, invoice, customer, 100, false)]).await;
        assert_eq!(desk.categories(customer).await, [0, 0, 0, 125]);
        desk.hears(&[news.written_off(item, invoice, customer, 125)]).await;
        assert_eq!(desk.categories(customer).await, [0, 0, 0, 0]);

        let kinds: Vec<_> = desk
            .entries(&opened.credit_account_id)
            .await
            .into_iter()
            .map(|entry| (entry.kind, entry.document_type))
            .collect();
        let expected = [
            ("reservation", "order"),
            ("release", "order"),
            ("conversion", "order"),
            ("conversion", "shipment"),
            ("conversion", "shipment"),
            ("conversion", "invoice"),
            ("adjustment", "invoice"),
            ("conversion", "invoice"),
            ("conversion", "invoice"),
            ("application", "invoice"),
            ("application", "invoice"),
            ("application", "invoice"),
        ];
        assert_eq!(kinds, expected.map(|(kind, of)| (kind.to_owned(), of.to_owned())));
    })
    .await;
}

#[tokio::test]
async fn notes_charge_take_back_and_are_used() {
    on_both_engines(async |desk| {
        let opened = desk.customer(1_000).await;
        let customer = opened.customer_id.as_str();
        let (news, note, charge, note_item, charge_item) = (News::default(), new_id(), new_id(), new_id(), new_id());
        desk.hears(&[news.credited(&note, customer, 30), news.debited(&charge, customer, 100)]).await;
        assert_eq!(desk.categories(customer).await, [0, 0, 70, 0]);
        desk.hears(&[
            news.posted(&note_item, "CREDIT_NOTE", &note, customer, 30),
            news.posted(&charge_item, "DEBIT_NOTE", &charge, customer, 100),
        ])
        .await;
        assert_eq!(desk.categories(customer).await, [0, 0, 0, 70]);
        desk.hears(&[
            news.note_used(&note_item, &note, customer, 20, true),
            news.note_used(&charge_item, &charge, customer, 20, false),
        ])
        .await;
        assert_eq!(desk.categories(customer).await, [0, 0, 0, 70]);
        desk.hears(&[
            news.reversed(&note_item, &note, customer, 20, true),
            news.reversed(&charge_item, &charge, customer, 20, false),
        ])
        .await;
        assert_eq!(desk.categories(customer).await, [0, 0, 0, 70]);
        let types: std::collections::BTreeSet<_> =
            desk.entries(&opened.credit_account_id).await.into_iter().map(|entry| entry.document_type).collect();
        assert_eq!(types.into_iter().collect::<Vec<_>>(), ["credit_note", "debit_note"]);
    })
    .await;
}

#[tokio::test]
async fn facts_of_a_customer_without_an_account_are_recorded_and_give_no_credit() {
    on_both_engines(async |desk| {
        let (news, customer, of) = (News::default(), new_id(), papers());
        desk.hears(&[
            news.invoiced("", &of.invoice, &customer, 0, 90),
            news.posted(&of.item, "INVOICE", &of.invoice, &customer, 90),
        ])
        .await;
        let implicit = desk.find(&customer).await.unwrap();
        assert!(implicit.implicit);
        assert_eq!((minor(implicit.limit.as_ref()), minor(implicit.exposure.as_ref())), (0, 90));
        let denied = desk.ask(order_of(&customer, 1)).await;
        assert_eq!(said(&denied), (CreditOutcome::Denied, vec!["NO_ACCOUNT"]));

        let opened = desk.create(account(customer.parse().unwrap(), 100)).await.unwrap();
        assert_eq!((opened.implicit, minor(opened.exposure.as_ref())), (false, 90));
        assert_eq!(opened.credit_account_id, implicit.credit_account_id);
        assert_eq!(desk.ask(order_of(&customer, 11)).await.outcome(), CreditOutcome::Referred);
        assert_eq!(desk.ask(order_of(&customer, 10)).await.outcome(), CreditOutcome::Approved);
    })
    .await;
}

#[tokio::test]
async fn a_set_of_facts_of_many_customers_counts_each_once_and_repeats_change_nothing() {
    on_both_engines(async |desk| {
        let news = News::default();
        let customers: Vec<String> = (0..5).map(|_| new_id()).collect();
        let facts: Vec<_> = (0..100_i64)
            .map(|number| news.invoiced("", &new_id(), &customers[usize::try_from(number % 5).unwrap()], 0, number))
            .collect();
        desk.hears(&facts).await;
        desk.hears(&facts).await;
        desk.hears(&facts[10..20]).await;
        for (index, customer) in customers.iter().enumerate() {
            let expected: i64 = (0..20).map(|round| round * 5 + i64::try_from(index).unwrap()).sum();
            assert_eq!(desk.used(customer).await, expected);
        }
    })
    .await;
}

#[tokio::test]
async fn a_shipment_free_of_charge_frees_the_credit_of_its_order() {
    on_both_engines(async |desk| {
        let opened = desk.customer(1_000).await;
        let customer = opened.customer_id.as_str();
        let order = order_of(customer, 10);
        desk.ask(order.clone()).await;
        let (news, of) = (News::default(), papers());
        desk.hears(&[news.not_billable(&order.order_id, &of.shipment, 10)]).await;
        assert_eq!(desk.categories(customer).await, [10, -10, 0, 0]);
        // neither its order nor its shipment is known: it waits for the order
        let report = desk.hears(&[news.not_billable(&new_id(), &new_id(), 7)]).await;
        assert_eq!((report.handled, report.waiting), (0, 1));
        assert_eq!(desk.used(customer).await, 0);
    })
    .await;
}

/// The contract names aggregates of several producers by one id: `allocation` by the order, `shipment_billing` by the
/// shipment.
#[tokio::test]
async fn facts_of_two_producers_about_one_id_are_both_taken_in() {
    on_both_engines(async |desk| {
        let customer = desk.customer(1_000).await.customer_id;
        let (order, news, of) = (order_of(&customer, 100), News::default(), papers());
        desk.ask(order.clone()).await;
        desk.hears(&[news.reallocated(&order.order_id), news.cancelled(&order.order_id, &customer, &[40], false)])
            .await;
        assert_eq!(desk.categories(&customer).await, [60, 0, 0, 0]);
        desk.hears(&[
            news.shipped(&order.order_id, &of.shipment, &customer, 60),
            news.not_billable(&order.order_id, &of.shipment, 60),
        ])
        .await;
        assert_eq!(desk.categories(&customer).await, [0, 0, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn an_order_that_is_gone_leaves_the_queue_and_gives_back_its_override() {
    on_both_engines(async |desk| {
        let customer = desk.customer(100).await.customer_id;
        let news = News::default();
        let (waiting, released) = (order_of(&customer, 150), order_of(&customer, 160));
        let review = desk.ask(waiting.clone()).await.credit_review_id;
        let other = desk.ask(released.clone()).await.credit_review_id;
        desk.by("rita").decide(&other, CreditReviewDecision::Release).await.unwrap();
        assert_eq!(desk.used(&customer).await, 160);
        desk.hears(&[
            news.cancelled(&waiting.order_id, &customer, &[150], true),
            news.rejected(&released.order_id),
            news.rejected(&new_id()),
        ])
        .await;
        assert_eq!(desk.used(&customer).await, 0);
        let get = GetCreditReviewRequest { credit_review_id: review.clone() };
        let closed = desk.client().get_credit_review(desk.request(get)).await.unwrap().into_inner();
        assert_eq!((closed.state(), closed.decided_by.as_str()), (CreditReviewState::Closed, "system:credit"));
        assert!(desk.by("rita").decide(&review, CreditReviewDecision::Release).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_fact_that_cannot_be_read_harms_no_other() {
    on_both_engines(async |desk| {
        let customer = desk.customer(100).await.customer_id;
        let (news, of) = (News::default(), papers());
        desk.hears(&[
            news.invoiced("", &new_id(), "nobody", 0, 5),
            news.invoiced("", &of.invoice, &customer, 0, 6),
            news.posted(&of.item, "LETTER", &of.invoice, &customer, 6),
        ])
        .await;
        assert_eq!(desk.categories(&customer).await, [0, 0, 6, 0]);
    })
    .await;
}

/// What is told, and in which order, is what happened.
#[tokio::test]
async fn decisions_reviews_and_limits_are_told() {
    on_both_engines(async |desk| {
        let customer = desk.customer(100).await.customer_id;
        let order = order_of(&customer, 150);
        let review = desk.ask(order.clone()).await.credit_review_id;
        desk.by("rita").decide(&review, CreditReviewDecision::Release).await.unwrap();
        desk.ask(again(&order)).await;
        desk.hears(&[News::default().invoiced("", &new_id(), &customer, 0, 1)]).await;
        let told = published(&desk).await;
        assert_eq!(
            told,
            [
                "credit_account o2c.credit.v1.CreditLimitChanged",
                "credit_decision o2c.credit.v1.CreditDecided",
                "credit_review o2c.credit.v1.CreditReleased",
                "credit_decision o2c.credit.v1.CreditDecided",
            ]
        );
        let other = desk.customer(100).await.customer_id;
        desk.hears(&[News::default().invoiced("", &new_id(), &other, 0, 101)]).await;
        assert_eq!(published(&desk).await.last().unwrap(), "credit_account o2c.credit.v1.CreditLimitExceeded");
    })
    .await;
}

/// The aggregates and types of all facts, as they were stated.
pub async fn published(desk: &Desk) -> Vec<String> {
    use sea_orm::{ConnectionTrait, Statement};
    let tx = desk.store.begin_read(o2c_kernel::Deadline::after(std::time::Duration::from_secs(5))).await.unwrap();
    let backend = tx.connection().get_database_backend();
    let sql = "SELECT aggregate_type, type FROM outbox ORDER BY position";
    let rows = tx.connection().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let told = |row: &sea_orm::QueryResult| {
        format!("{} {}", row.try_get_by_index::<String>(0).unwrap(), row.try_get_by_index::<String>(1).unwrap())
    };
    rows.iter().map(told).collect()
}
