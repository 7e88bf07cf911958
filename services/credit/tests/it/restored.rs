//! Credit was put back to an instant before all that its callers asked for, and everybody else knows it.

use std::sync::Arc;

use o2c_kernel::{Deadline, new_uuid};
use o2c_messaging::{
    Envelope, Fact, HeadSource, StoreHeads, publish,
    record::{self, NothingBeside, Redone, Taking},
};
use o2c_proto::credit::v1::*;
use o2c_store::{Store, TablePrivileges};
use o2c_testkit::{TestDatabase, engines};

use crate::{desk::*, facts::published, news::News};

const PRIVILEGES: &[&[TablePrivileges]] = &[o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_credit::PRIVILEGES];

async fn opened(database: &TestDatabase) -> Store {
    let migrations = o2c_credit::migrations();
    let sets = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, &migrations];
    database.migrated("credit", &sets, PRIVILEGES).await
}

/// A database that knows nothing but the facts that it had stated.
async fn put_back(desk: &Desk, database: &TestDatabase) -> Desk {
    let store = opened(database).await;
    let witnesses: [Arc<dyn HeadSource>; 1] = [Arc::new(StoreHeads::new(desk.store.clone()))];
    let taken = record::take_back(&store, &witnesses, Taking::Known, &NothingBeside).await.unwrap();
    assert_eq!(taken.lost_facts, 0);
    store.close().await;
    let restored = Desk::open(opened(database).await).await;
    restored.clock.advance_to(desk.clock.now()).unwrap();
    restored
}

async fn redo(desk: &Desk) -> Redone {
    record::redo(&desk.service.clone().redoing().unwrap()).await.unwrap()
}

/// Its own facts before those of others, as `o2c recover` has it.
async fn recovered(desk: &Desk, heard: &[Envelope]) {
    let mut last = redo(desk).await;
    while last.facts > 0 {
        last = redo(desk).await;
    }
    assert_eq!(record::behind(&desk.store, None, 9).await.unwrap(), [], "{:?}", last.refused);
    for fact in heard {
        assert_eq!(desk.hears(std::slice::from_ref(fact)).await.handled, 1);
    }
}

async fn assert_lawful(desk: &Desk) {
    for law in desk.service.audit().laws() {
        let report = (law.check)(&desk.store).await.unwrap();
        assert_eq!(report.failed, 0, "{}: {:?}", law.id, report.failures);
    }
}

/// The types of all facts.
async fn stated(desk: &Desk) -> Vec<String> {
    let mut stated = published(desk).await;
    stated.sort();
    stated
}

/// Accounts and reviews, as they are told.
async fn told(desk: &Desk) -> (Vec<CreditAccount>, Vec<CreditReview>) {
    let list = ListCreditAccountsRequest { page_size: 100, ..Default::default() };
    let accounts = desk.client().list_credit_accounts(desk.request(list)).await.unwrap().into_inner().credit_accounts;
    let mut reviews = Vec::new();
    use CreditReviewState::{Closed, Open, Rejected, Released};
    for state in [Open, Released, Rejected, Closed] {
        let list = ListCreditReviewsRequest { page_size: 100, state: state.into(), ..Default::default() };
        let page = desk.client().list_credit_reviews(desk.request(list)).await.unwrap().into_inner();
        assert!(!page.credit_reviews.is_empty(), "there is one of each kind: {state:?}");
        reviews.extend(page.credit_reviews);
    }
    (accounts, reviews)
}

/// What was asked, what others stated meanwhile.
#[derive(Default)]
struct Business {
    asked: Vec<ReserveCreditRequest>,
    heard: Vec<Envelope>,
    news: News,
}

impl Business {
    async fn asks(&mut self, desk: &Desk, request: ReserveCreditRequest) -> String {
        let answer = desk.ask(request.clone()).await;
        self.asked.push(request);
        answer.credit_review_id
    }

    async fn hears(&mut self, desk: &Desk, fact: Envelope) {
        assert_eq!(desk.hears(std::slice::from_ref(&fact)).await.handled, 1);
        self.heard.push(fact);
    }

    /// Orders that go their way, on an account whose terms change meanwhile.
    async fn accepted(&mut self, desk: &Desk) {
        let terms = CreditAccount {
            valid_to: Some(date("2012-12-31")),
            risk_class: RiskClass::High.into(),
            ..account(new_uuid(), 1_000)
        };
        let opened = desk.create(terms).await.unwrap();
        let customer = opened.customer_id.as_str();
        let (paid, cancelled) = (order_of(customer, 300), order_of(customer, 400));
        let (shipment, invoice, item) = (new_id(), new_id(), new_id());
        self.asks(desk, paid.clone()).await;
        self.hears(desk, self.news.shipped(&paid.order_id, &shipment, customer, 300)).await;
        self.hears(desk, self.news.invoiced(&shipment, &invoice, customer, 300, 310)).await;
        self.asks(desk, cancelled.clone()).await;
        self.hears(desk, self.news.posted(&item, "INVOICE", &invoice, customer, 310)).await;
        self.hears(desk, self.news.cancelled(&cancelled.order_id, customer, &[150], false)).await;
        self.hears(desk, self.news.paid(&item, &invoice, customer, 310, 0)).await;
        self.asks(desk, order_of(customer, 700)).await;
        let undone = order_of(customer, 50);
        self.asks(desk, undone.clone()).await;
        desk.release(undo(&undone)).await.unwrap();
        desk.release(undo(&order_of(customer, 1))).await.unwrap();

        let account = opened.credit_account_id;
        let limit = SetCreditLimitRequest {
            request_id: new_id(),
            credit_account_id: account.clone(),
            limit: Some(gbp(500)),
            reason: "worse".to_owned(),
            ..Default::default()
        };
        desk.client().set_credit_limit(desk.request(limit)).await.unwrap();
        self.hears(desk, self.news.debited(&new_id(), customer, 20)).await;
        let block = BlockCreditAccountRequest {
            request_id: new_id(),
            credit_account_id: account.clone(),
            reason: "unpaid".to_owned(),
        };
        desk.client().block_credit_account(desk.request(block)).await.unwrap();
        self.asks(desk, order_of(customer, 1)).await;
        let unblock =
            UnblockCreditAccountRequest { request_id: new_id(), credit_account_id: account, reason: "paid".to_owned() };
        desk.client().unblock_credit_account(desk.request(unblock)).await.unwrap();
        self.asks(desk, order_of(&new_id(), 1)).await;
    }

    /// Orders over the limit, one for each thing that can become of them.
    async fn reviewed(&mut self, desk: &Desk) {
        let customer = desk.customer(100).await.customer_id;
        let rita = desk.by("rita");
        let released = order_of(&customer, 150);
        let review = self.asks(desk, released.clone()).await;
        self.asks(desk, again(&released)).await;
        rita.decide(&review, CreditReviewDecision::Recheck).await.unwrap();
        rita.decide(&review, CreditReviewDecision::Release).await.unwrap();
        self.asks(desk, again(&released)).await;
        let further = ReserveCreditRequest { amount: Some(gbp(900)), ..again(&released) };
        let review = self.asks(desk, further.clone()).await;
        rita.decide(&review, CreditReviewDecision::Release).await.unwrap();

        let fits = order_of(&desk.customer(60).await.customer_id, 60);
        let first = order_of(&fits.customer_id, 30);
        self.asks(desk, first.clone()).await;
        let review = self.asks(desk, fits.clone()).await;
        desk.release(undo(&first)).await.unwrap();
        rita.decide(&review, CreditReviewDecision::Recheck).await.unwrap();
        self.asks(desk, again(&fits)).await;

        let review = self.asks(desk, order_of(&customer, 600)).await;
        rita.decide(&review, CreditReviewDecision::Reject).await.unwrap();
        self.asks(desk, order_of(&customer, 500)).await;
        let (gone, held) = (order_of(&customer, 400), order_of(&customer, 450));
        self.asks(desk, gone.clone()).await;
        let review = self.asks(desk, held.clone()).await;
        rita.decide(&review, CreditReviewDecision::Release).await.unwrap();
        self.hears(desk, self.news.cancelled(&gone.order_id, &customer, &[], true)).await;
        self.hears(desk, self.news.rejected(&held.order_id)).await;
    }
}

#[tokio::test]
async fn what_callers_asked_for_comes_back_and_every_law_holds() {
    for (before, after) in engines().await.into_iter().zip(engines().await) {
        let desk = Desk::open(opened(&before).await).await;
        let mut business = Business::default();
        business.accepted(&desk).await;
        desk.clock.advance_to(desk.clock.now().plus(std::time::Duration::from_secs(3 * 86_400))).unwrap();
        business.reviewed(&desk).await;
        let known = told(&desk).await;
        let facts = stated(&desk).await;
        assert_lawful(&desk).await;

        let restored = put_back(&desk, &after).await;
        recovered(&restored, &business.heard).await;
        assert_eq!(told(&restored).await, known);
        assert_lawful(&restored).await;
        assert_eq!(stated(&restored).await, facts, "nothing is told twice");
        // who asks again is answered as then
        for request in &business.asked {
            let request = ReserveCreditRequest { request_id: new_id(), ..request.clone() };
            let answers = [desk.reserve(vec![request.clone()]).await, restored.reserve(vec![request.clone()]).await];
            assert_eq!(answers[0], answers[1]);
            assert_eq!(desk.check(&request.order_id).await, restored.check(&request.order_id).await);
        }
        assert_eq!(told(&restored).await, told(&desk).await, "what a check puts before a reviewer, too");
        // and it goes on
        let customer = restored.customer(10).await.customer_id;
        assert_eq!(restored.ask(order_of(&customer, 10)).await.outcome(), CreditOutcome::Approved);
        assert_lawful(&restored).await;
        close(before, after, desk, restored).await;
    }
}

async fn close(before: TestDatabase, after: TestDatabase, desk: Desk, restored: Desk) {
    desk.store.close().await;
    restored.store.close().await;
    before.remove().await;
    after.remove().await;
}

#[tokio::test]
async fn who_asks_before_it_is_back_is_refused_and_nothing_is_done_twice() {
    for (before, after) in engines().await.into_iter().zip(engines().await) {
        let desk = Desk::open(opened(&before).await).await;
        let customer = desk.customer(100).await.customer_id;
        let order = order_of(&customer, 40);
        desk.ask(order.clone()).await;
        let restored = put_back(&desk, &after).await;
        // without its account the answer would be another
        let early = restored.reserve(vec![order.clone()]).await.remove(0).unwrap_err();
        assert_eq!(item_refusal(&early).1, "BEHIND_RECORD");
        recovered(&restored, &[]).await;
        assert_eq!(restored.ask(order).await.outcome(), CreditOutcome::Approved);
        assert_eq!((redo(&restored).await, restored.used(&customer).await), (Redone::default(), 40));
        close(before, after, desk, restored).await;
    }
}

/// As the release before stated it.
async fn state_unsaid(desk: &Desk, order: &ReserveCreditRequest) {
    let decided = CreditDecided {
        order_id: order.order_id.clone(),
        customer_id: order.customer_id.clone(),
        reservation_id: order.reservation_id.clone(),
        outcome: "APPROVED".to_owned(),
        amount: order.amount.clone(),
        limit: Some(gbp(100)),
        exposure: Some(gbp(0)),
        policy_version: "1".to_owned(),
        ..Default::default()
    };
    let tx = desk.store.begin_write(Deadline::after(std::time::Duration::from_secs(30))).await.unwrap();
    let reservation = order.reservation_id.parse().unwrap();
    let facts = vec![Fact::of("credit_decision", reservation, desk.clock.now(), &decided)];
    publish(&tx, desk.service.outbox(), &o2c_testkit::call("test"), facts).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_decision_of_a_release_that_did_not_say_what_it_did_is_named_and_not_rebuilt_by_half() {
    for (before, after) in engines().await.into_iter().zip(engines().await) {
        let desk = Desk::open(opened(&before).await).await;
        let (told, unsaid) = (order_of(&new_id(), 5), order_of(&new_id(), 6));
        desk.ask(told.clone()).await;
        state_unsaid(&desk, &unsaid).await;
        let restored = put_back(&desk, &after).await;
        let redone = redo(&restored).await;
        assert_eq!((redone.facts, redone.refused.len()), (1, 1));
        let (behind, reason) = &redone.refused[0];
        assert_eq!((behind.aggregate_id.to_string(), behind.last), (unsaid.reservation_id.clone(), 1));
        assert!(reason.contains("did not say all that it did"), "{reason}");
        assert!(restored.find(&unsaid.customer_id).await.is_err(), "nothing of it is there");
        assert_lawful(&restored).await;
        close(before, after, desk, restored).await;
    }
}
