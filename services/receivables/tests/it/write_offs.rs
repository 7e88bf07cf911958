//! One asks, somebody else decides; a little is decided at once, and a little only once.

use o2c_proto::receivables::v1::{
    ListWriteOffsRequest, OpenItemWrittenOff, RequestWriteOffRequest, WriteOff, WriteOffState,
};
use serde_json::json;
use tonic::Code;

use crate::{
    desk::*,
    news::{News, document, proposal},
};

#[tokio::test]
async fn a_write_off_needs_a_second_person() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let invoice = document(&customer, 1_000, "2026-01-05");
        desk.hears(&[news.invoice(invoice.clone())]).await;
        let item = desk.item_of(&invoice.invoice_id).await.open_item_id;
        let asked = desk.ask_to_write_off(&item, 1_000).await.unwrap();
        assert_eq!((asked.state(), asked.requested_by.as_str()), (WriteOffState::Requested, "anna"));
        let own = (Code::PermissionDenied, "REQUESTER_IS_APPROVER".to_owned());
        assert_eq!(refusal(desk.decide(&asked.write_off_id, true).await), own);
        assert_eq!(refusal(desk.decide(&asked.write_off_id, false).await), own);

        let list = ListWriteOffsRequest::default();
        let waiting = desk.client().list_write_offs(desk.request(list)).await.unwrap().into_inner().write_offs;
        assert_eq!(waiting, std::slice::from_ref(&asked));
        let decided = desk.by("bert").decide(&asked.write_off_id, true).await.unwrap();
        assert_eq!((decided.state(), decided.decided_by.as_str()), (WriteOffState::Approved, "bert"));
        assert_ne!(decided.etag, asked.etag);
        assert_eq!(desk.open_of(&invoice.invoice_id).await, 0);
        let fact = &desk.facts::<OpenItemWrittenOff>(&item).await[0];
        assert_eq!((fact.write_off_id.clone(), minor(fact.amount.as_ref())), (asked.write_off_id.clone(), 1_000));
        let late = desk.by("bert").decide(&asked.write_off_id, false).await;
        assert_eq!(refusal(late), (Code::FailedPrecondition, "WRITE_OFF_DECIDED".to_owned()));
        let nothing = desk.by("bert").decide(&new_id(), true).await;
        assert_eq!(refusal(nothing), (Code::NotFound, "WRITE_OFF_NOT_FOUND".to_owned()));
        let euros = o2c_proto::google::r#type::Money { currency_code: "EUR".to_owned(), ..gbp(1) };
        let asked = RequestWriteOffRequest {
            request_id: new_id(),
            open_item_id: item.clone(),
            amount: Some(euros),
            reason: "insolvent".to_owned(),
        };
        let foreign = desk.client().request_write_off(desk.request(asked)).await.unwrap_err();
        assert_eq!(o2c_rpc::status::field_violations(&foreign)[0].0, "amount.currency_code");
        assert_eq!(reason(&foreign), "CURRENCY_MISMATCH");
        let more = desk.ask_to_write_off(&item, 1).await;
        assert_eq!(refusal(more), (Code::FailedPrecondition, "EXCEEDS_OPEN_AMOUNT".to_owned()));
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn tolerances_are_set_per_currency() {
    let config = json!({"write_off": {"on_request": {"currencies": {"GBP": 50}}, "with_cash": {"default": 70}}});
    on_both_engines_with(config, async |desk| {
        let (news, customer) = (News::default(), new_id());
        let invoice = document(&customer, 1_000, "2026-01-05");
        desk.hears(&[news.invoice(invoice.clone())]).await;
        let item = desk.item_of(&invoice.invoice_id).await.open_item_id;
        assert_eq!(desk.ask_to_write_off(&item, 50).await.unwrap().state(), WriteOffState::Approved);
        assert_eq!(desk.ask_to_write_off(&item, 51).await.unwrap().state(), WriteOffState::Requested);
        let mut asked = proposal(&customer, 500, &[(&item, 100), (&item, 100)]);
        // 50 of 70 are written off already, on request
        asked.applications[0].write_off_amount = Some(gbp(21));
        asked.applications[1].write_off_amount = Some(gbp(20));
        let answers = desk.pay(asked).await;
        assert_eq!(answers[0].refusal_reason, "WRITE_OFF_EXCEEDS_TOLERANCE");
        assert_eq!(minor(answers[1].open_amount_after.as_ref()), 830);
        desk.assert_clean().await;
    })
    .await;
}

/// Nobody writes off in parts what they may not write off at once: over requests, in one batch, and at the same time.
#[tokio::test]
async fn a_tolerance_is_one_for_the_whole_item_over_all_requests() {
    let config = json!({"write_off": {"on_request": {"default": 50}, "with_cash": {"default": 20}}});
    on_both_engines_with(config, async |desk| {
        let (news, customer) = (News::default(), new_id());
        let (first, second) = (document(&customer, 1_000, "2026-01-05"), document(&customer, 2_000, "2026-01-05"));
        desk.hears(&[news.invoice(first.clone()), news.invoice(second.clone())]).await;
        let item = desk.item_of(&first.invoice_id).await.open_item_id;
        let asking = (0..8).map(|_| desk.ask_to_write_off(&item, 10));
        let asked = futures::future::join_all(asking).await;
        let approved = |asked: &&WriteOff| asked.state() == WriteOffState::Approved;
        let asked: Vec<WriteOff> = asked.into_iter().map(|asked| asked.unwrap()).collect();
        assert_eq!(asked.iter().filter(approved).count(), 5, "five times ten is all");
        assert_eq!(desk.open_of(&first.invoice_id).await, 950);

        // another person, another day: the item has had it
        desk.on("2026-03-09");
        let more = desk.by("bert").ask_to_write_off(&item, 1).await.unwrap();
        assert_eq!(more.state(), WriteOffState::Requested);
        let edge = desk.item(&item).await.unwrap().applications.remove(0).application_id;
        desk.take_back(&edge).await.unwrap();
        assert_eq!(desk.ask_to_write_off(&item, 11).await.unwrap().state(), WriteOffState::Requested);
        assert_eq!(desk.ask_to_write_off(&item, 10).await.unwrap().state(), WriteOffState::Approved);

        let item = desk.item_of(&second.invoice_id).await.open_item_id;
        let with = |write_off: i64| {
            let mut asked = proposal(&customer, 100, &[(&item, 100)]);
            asked.applications[0].write_off_amount = Some(gbp(write_off));
            asked
        };
        let answers = desk.apply(vec![with(15), with(6)]).await;
        let reasons: Vec<String> =
            answers.iter().map(|it| it.as_ref().unwrap().applications[0].refusal_reason.clone()).collect();
        assert_eq!(reasons, ["", "WRITE_OFF_EXCEEDS_TOLERANCE"]);
        assert_eq!(desk.pay(with(6)).await[0].refusal_reason, "WRITE_OFF_EXCEEDS_TOLERANCE");
        let taken = desk.pay(with(5)).await.remove(0);
        assert_eq!((taken.refusal_reason.as_str(), minor(taken.open_amount_after.as_ref())), ("", 1_780));
        desk.take_back(&taken.application_id).await.unwrap();
        assert_eq!(desk.pay(with(5)).await[0].refusal_reason, "");
        desk.assert_clean().await;
    })
    .await;
}
