//! What facts say is enough to do again what they tell.

use o2c_kernel::TenantId;
use o2c_messaging::{HeadSource, StoreHeads, Want};
use o2c_proto::{Event, credit::v1::*};
use uuid::Uuid;

use crate::desk::*;

/// The facts of a type that were stated of an aggregate, in order.
pub async fn stated<M: Event>(desk: &Desk, aggregate: &str) -> Vec<M> {
    let want = Want { tenant: TenantId::default(), aggregate_id: Uuid::parse_str(aggregate).unwrap(), after: 0 };
    let facts = StoreHeads::new(desk.store.clone()).pull(&[want]).await.unwrap();
    let facts = facts.into_iter().filter(|fact| *fact.type_name == *M::TYPE);
    facts.map(|fact| M::decode(fact.payload).unwrap()).collect()
}

async fn decided(desk: &Desk, reservation: &str) -> CreditDecided {
    stated(desk, reservation).await.remove(0)
}

fn valid(limit: i64) -> CreditAccount {
    CreditAccount {
        valid_from: Some(date("2011-01-01")),
        valid_to: Some(date("2011-12-31")),
        risk_class: RiskClass::High.into(),
        ..account(Uuid::from_u128(random()), limit)
    }
}

#[tokio::test]
async fn a_decision_is_told_with_all_that_it_depended_on_and_did() {
    on_both_engines(async |desk| {
        let customer = desk.create(valid(100)).await.unwrap().customer_id;
        let first = order_of(&customer, 150);
        let review = desk.ask(first.clone()).await.credit_review_id;
        let referred = decided(&desk, &first.reservation_id).await;
        assert_eq!((referred.requested_by.as_str(), referred.decided_on), ("olivia", Some(date("2011-03-13"))));
        assert_eq!(referred.account_valid_from, Some(date("2011-01-01")));
        assert_eq!(referred.account_valid_to, Some(date("2011-12-31")));
        assert_eq!((referred.tolerance_basis_points, referred.released_amount.clone()), (1_000, None));
        assert_eq!((referred.credit_review_id.as_str(), referred.credit_review_revision), (review.as_str(), 1));
        assert_eq!((referred.valid_until_micros, referred.account_blocked, referred.recheck), (0, false, false));

        let rita = desk.by("rita");
        let released = rita.decide(&review, CreditReviewDecision::Release).await.unwrap();
        let told: CreditReleased = stated(&desk, &review).await.remove(0);
        assert_eq!((told.credit_review_revision, wire_etag(told.credit_review_revision)), (2, released.etag));
        let until = desk.clock.now().plus(std::time::Duration::from_secs(30 * 24 * 60 * 60)).micros();
        assert_eq!(told.valid_until_micros, until);

        let second = again(&first);
        desk.ask(second.clone()).await;
        let approved = decided(&desk, &second.reservation_id).await;
        assert_eq!(approved.released_amount.clone(), Some(gbp(150)));
        assert_eq!((approved.credit_review_id.as_str(), approved.credit_review_revision), (review.as_str(), 0));
        assert_eq!((approved.valid_until_micros, approved.given_back_reservation_ids.len()), (until, 1));
        assert_eq!(approved.exposure.clone(), Some(gbp(0)), "without what the override held");
    })
    .await;
}

fn wire_etag(revision: i64) -> String {
    o2c_rpc::wire::etag(revision)
}

#[tokio::test]
async fn a_recheck_is_told_as_one_and_a_rejection_with_its_place() {
    on_both_engines(async |desk| {
        let customer = desk.customer(100).await.customer_id;
        let review = desk.ask(order_of(&customer, 150)).await.credit_review_id;
        let rita = desk.by("rita");
        rita.decide(&review, CreditReviewDecision::Recheck).await.unwrap();
        let recheck = o2c_credit::domain::recheck_of(o2c_kernel::Id::parse(&review).unwrap(), 2).to_string();
        let rechecked = decided(&desk, &recheck).await;
        assert!(rechecked.recheck);
        assert_eq!((rechecked.credit_review_id.as_str(), rechecked.credit_review_revision), (review.as_str(), 2));
        assert_eq!(rechecked.requested_by, "olivia");
        rita.decide(&review, CreditReviewDecision::Reject).await.unwrap();
        let rejected: CreditRejected = stated(&desk, &review).await.remove(0);
        assert_eq!(rejected.credit_review_revision, 3);
    })
    .await;
}

#[tokio::test]
async fn what_is_given_back_is_told_once_and_what_never_came_too() {
    on_both_engines(async |desk| {
        let customer = desk.customer(100).await.customer_id;
        let order = order_of(&customer, 80);
        desk.ask(order.clone()).await;
        for _ in 0..2 {
            let undo = ReleaseCreditRequest { request_id: new_id(), ..undo(&order) };
            desk.release(undo).await.unwrap();
        }
        let told: Vec<CreditReservationReleased> = stated(&desk, &order.reservation_id).await;
        let expected = CreditReservationReleased {
            reservation_id: order.reservation_id.clone(),
            order_id: order.order_id.clone(),
            customer_id: customer.clone(),
            amount: Some(gbp(80)),
            tombstone: false,
        };
        assert_eq!(told, [expected]);

        let late = order_of(&customer, 80);
        desk.release(undo(&late)).await.unwrap();
        let told: Vec<CreditReservationReleased> = stated(&desk, &late.reservation_id).await;
        assert_eq!((told.len(), told[0].tombstone, told[0].amount.clone()), (1, true, None));
        assert_eq!((told[0].order_id.as_str(), told[0].customer_id.as_str()), (late.order_id.as_str(), ""));

        // what was refused holds nothing: nothing is given back
        let refused = order_of(&customer, 200);
        desk.ask(refused.clone()).await;
        desk.release(undo(&refused)).await.unwrap();
        assert!(stated::<CreditReservationReleased>(&desk, &refused.reservation_id).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_account_is_told_with_its_terms_and_its_blocks() {
    on_both_engines(async |desk| {
        let opened = desk.create(CreditAccount { blocked: true, ..valid(100) }).await.unwrap();
        let account = opened.credit_account_id.clone();
        let unblock = UnblockCreditAccountRequest {
            request_id: new_id(),
            credit_account_id: account.clone(),
            reason: "paid".to_owned(),
        };
        desk.by("carla").client().unblock_credit_account(desk.by("carla").request(unblock)).await.unwrap();
        let set = SetCreditLimitRequest {
            request_id: new_id(),
            credit_account_id: account.clone(),
            limit: Some(gbp(200)),
            valid_to: Some(date("2012-12-31")),
            reason: "grows".to_owned(),
            ..SetCreditLimitRequest::default()
        };
        desk.client().set_credit_limit(desk.request(set)).await.unwrap();
        for _ in 0..2 {
            let block = BlockCreditAccountRequest {
                request_id: new_id(),
                credit_account_id: account.clone(),
                reason: "insolvent".to_owned(),
            };
            desk.client().block_credit_account(desk.request(block)).await.unwrap();
        }
        let limits: Vec<CreditLimitChanged> = stated(&desk, &account).await;
        let terms =
            |told: &CreditLimitChanged| (told.valid_from, told.valid_to, told.opened, told.blocked, told.revision);
        assert_eq!(terms(&limits[0]), (Some(date("2011-01-01")), Some(date("2011-12-31")), true, true, 1));
        assert_eq!(terms(&limits[1]), (None, Some(date("2012-12-31")), false, false, 3));
        assert_eq!(limits.iter().map(CreditLimitChanged::risk_class).collect::<Vec<_>>(), [RiskClass::High; 2]);
        let customer_id = opened.customer_id;
        let unblocked: Vec<CreditAccountUnblocked> = stated(&desk, &account).await;
        let expected = CreditAccountUnblocked {
            credit_account_id: account.clone(),
            customer_id: customer_id.clone(),
            unblocked_by: "carla".to_owned(),
            reason: "paid".to_owned(),
            revision: 2,
        };
        assert_eq!(unblocked, [expected]);
        let blocked: Vec<CreditAccountBlocked> = stated(&desk, &account).await;
        let expected = CreditAccountBlocked {
            credit_account_id: account,
            customer_id,
            blocked_by: "olivia".to_owned(),
            reason: "insolvent".to_owned(),
            revision: 4,
        };
        assert_eq!(blocked, [expected]);
    })
    .await;
}
