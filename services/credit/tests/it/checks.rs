use std::time::Duration;

use o2c_proto::{BatchResponse, credit::v1::*};

use crate::desk::*;

#[tokio::test]
async fn an_approval_is_renewed_within_the_limit_and_referred_beyond_it() {
    on_both_engines(async |desk| {
        let opened = desk.customer(100).await;
        let order = order_of(&opened.customer_id, 60);
        desk.ask(order.clone()).await;
        assert_eq!(desk.check(&order.order_id).await.outcome(), CreditOutcome::Approved);
        desk.clock.advance_to(desk.clock.now().plus(Duration::from_secs(31 * 86_400))).unwrap();
        assert_eq!(desk.check(&order.order_id).await.outcome(), CreditOutcome::Approved);
        let lower = SetCreditLimitRequest {
            request_id: new_id(),
            credit_account_id: opened.credit_account_id,
            limit: Some(gbp(50)),
            reason: "worse times".to_owned(),
            ..SetCreditLimitRequest::default()
        };
        desk.client().set_credit_limit(desk.request(lower)).await.unwrap();
        let referred = desk.check(&order.order_id).await;
        assert_eq!(
            (referred.outcome(), referred.reasons),
            (CreditOutcome::Referred, vec!["APPROVAL_EXPIRED".to_owned()])
        );
    })
    .await;
}

#[tokio::test]
async fn questions_are_answered_in_their_order_each_for_itself() {
    on_both_engines(async |desk| {
        let customer = desk.customer(100).await.customer_id;
        let order = order_of(&customer, 60);
        desk.ask(order.clone()).await;
        let ask = |order_id: &str, checkpoint: CreditCheckpoint| CheckCreditRequest {
            order_id: order_id.to_owned(),
            checkpoint: checkpoint.into(),
        };
        let requests = vec![
            ask(&new_id(), CreditCheckpoint::GoodsIssue),
            ask("nonsense", CreditCheckpoint::Unspecified),
            ask(&order.order_id, CreditCheckpoint::GoodsIssue),
        ];
        let message = BatchCheckCreditRequest { requests };
        let response = desk.client().batch_check_credit(desk.request(message)).await.unwrap().into_inner();
        let results = response.into_results();
        let unknown = results[0].as_ref().unwrap();
        assert_eq!((unknown.outcome(), unknown.reasons[0].as_str()), (CreditOutcome::Denied, "NOT_RESERVED"));
        let bad = o2c_rpc::status::as_tonic(results[1].clone().unwrap_err());
        let fields: Vec<_> = o2c_rpc::status::field_violations(&bad).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["order_id", "checkpoint"]);
        assert_eq!(results[2].as_ref().unwrap().outcome(), CreditOutcome::Approved);
    })
    .await;
}
