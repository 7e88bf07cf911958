//! Closed books stay as they are.

use tonic::Code;
use tonic_types::StatusExt;

use crate::{
    desk::*,
    news::{News, document, proposal},
};

#[tokio::test]
async fn commands_into_a_closed_period_are_refused_and_facts_are_posted_on_the_first_open_day() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        desk.hears(&[news.invoice(document(&customer, 100, "2026-01-05"))]).await;
        let early = desk.close_through("2026-03-01").await;
        assert_eq!(refusal(early), (Code::FailedPrecondition, "PERIOD_NOT_OVER".to_owned()));
        let closed = desk.close_through("2026-01-31").await.unwrap();
        assert_eq!(closed.closed_through, Some(date("2026-01-31")));
        let back = desk.close_through("2025-12-31").await.unwrap();
        assert_eq!(back.closed_through, Some(date("2026-01-31")), "never opened again");

        let refused = desk.bad_debt(5, "2026-01-31").await;
        let told = refused.as_ref().unwrap_err().get_details_precondition_failure().unwrap();
        assert_eq!(told.violations[0].subject, "2026-01-31");
        assert_eq!(refusal(refused), (Code::FailedPrecondition, "PERIOD_CLOSED".to_owned()));
        desk.bad_debt(5, "2026-02-01").await.unwrap();
        let before = desk.ageing(Some("2026-01-31"), "").await;
        let late = document(&customer, 1_000, "2026-01-20");
        desk.hears(&[news.invoice(late.clone())]).await;
        let mut paid = proposal(&customer, 300, &[(&desk.item_of(&late.invoice_id).await.open_item_id, 300)]);
        paid.receipt.as_mut().unwrap().value_date = Some(date("2026-01-25"));
        desk.pay(paid).await;
        assert_eq!(desk.item_of(&late.invoice_id).await.document_date, Some(date("2026-01-20")));
        assert_eq!(desk.ageing(Some("2026-01-31"), "").await, before, "what was reported stays");
        assert_eq!(desk.ageing(Some("2026-02-01"), "").await[5], 1_100);
        desk.assert_clean().await;
        let laws = desk.service.audit().laws();
        let law = laws.iter().find(|law| law.id == "ARL-7").unwrap();
        assert!((law.check)(&desk.store).await.unwrap().rows > 0);
        assert!(desk.of_tenant("acme").bad_debt(5, "2026-01-01").await.is_ok(), "each tenant has its own books");
    })
    .await;
}
