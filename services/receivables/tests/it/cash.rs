//! What payments proposes is decided edge by edge, once.

use o2c_proto::receivables::v1::PaymentApplied;
use tonic::Code;

use crate::{
    desk::*,
    news::{News, document, proposal},
};

#[tokio::test]
async fn each_edge_gets_its_own_answer_and_a_proposal_its_first_one_for_ever() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let (first, second) = (document(&customer, 1_000, "2026-01-05"), document(&customer, 700, "2026-01-06"));
        desk.hears(&[news.invoice(first.clone()), news.invoice(second.clone())]).await;
        let (a, b) = (desk.item_of(&first.invoice_id).await, desk.item_of(&second.invoice_id).await);
        let unknown = new_id();

        let edges = [(a.open_item_id.as_str(), 1_001), (&a.open_item_id, 600), (&unknown, 5), (&b.open_item_id, 700)];
        let mut asked = proposal(&customer, 1_200, &edges);
        asked.applications[1].write_off_amount = Some(gbp(400));
        let answers = desk.pay(asked.clone()).await;
        let reasons: Vec<&str> = answers.iter().map(|answer| answer.refusal_reason.as_str()).collect();
        assert_eq!(reasons, ["EXCEEDS_OPEN_AMOUNT", "", "OPEN_ITEM_NOT_FOUND", "EXCEEDS_SOURCE"]);
        assert_eq!(minor(answers[1].applied_amount.as_ref()), 600);
        assert_eq!(minor(answers[1].write_off_amount.as_ref()), 400);
        assert_eq!(minor(answers[1].open_amount_after.as_ref()), 0);
        assert_eq!((minor(answers[0].applied_amount.as_ref()), answers[0].application_id.as_str()), (0, ""));

        // another day, another caller, another request id: the same answer, and no further effect
        let again = desk.by("somebody.else").pay(asked.clone()).await;
        assert_eq!(again, answers);
        let mut other = asked.clone();
        other.applications[1].amount = Some(gbp(599));
        let refused = desk.apply(vec![other]).await.remove(0).unwrap_err();
        assert_eq!(Code::from(refused.code), Code::InvalidArgument);

        let fact = &desk.facts::<PaymentApplied>(&a.open_item_id).await[0];
        assert_eq!((fact.proposal_id.clone(), minor(fact.write_off_amount.as_ref())), (asked.proposal_id, 400));
        assert_eq!(fact.effective_on, Some(date("2026-03-01")));
        let wanted = [("1000", 1_200), ("1100", 700), ("2100", -600), ("2200", -282), ("4000", -1_418), ("6100", 400)];
        assert_eq!(desk.balances(None).await, wanted.map(|(code, net)| (code.to_owned(), net)));
        assert_eq!(desk.account(&customer).await, [700, 700, 600, 0]);
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_receipt_is_posted_once_whichever_comes_first() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let invoice = document(&customer, 1_000, "2026-01-05");
        desk.hears(&[news.invoice(invoice.clone())]).await;
        let item = desk.item_of(&invoice.invoice_id).await.open_item_id;
        let early = proposal(&customer, 500, &[(&item, 500)]);
        desk.pay(early.clone()).await;
        desk.hears(&[news.received(early.receipt.as_ref().unwrap())]).await;
        let late = proposal(&customer, 300, &[(&item, 300)]);
        desk.hears(&[news.received(late.receipt.as_ref().unwrap())]).await;
        desk.pay(late).await;
        let mut unknown = proposal("", 50, &[]);
        unknown.applications.clear();
        let receipt = unknown.receipt.clone().unwrap();
        desk.hears(&[news.received(&receipt), news.identified(&receipt.receipt_id, &customer)]).await;
        let bank = desk.balances(None).await.into_iter().find(|(code, _)| code == "1000");
        assert_eq!(bank, Some(("1000".to_owned(), 850)));
        assert_eq!(desk.account(&customer).await, [200, 200, 50, 0]);
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_refused_proposal_leaves_no_receipt_behind() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let invoice = document(&customer, 1_000, "2026-01-05");
        desk.hears(&[news.invoice(invoice.clone())]).await;
        let item = desk.item_of(&invoice.invoice_id).await.open_item_id;
        let first = proposal(&customer, 500, &[(&item, 100)]);
        desk.pay(first.clone()).await;
        let mut other = proposal(&customer, 700, &[(&item, 100)]);
        other.proposal_id = first.proposal_id;
        assert!(desk.apply(vec![other]).await.remove(0).is_err());
        assert_eq!(desk.account(&customer).await, [900, 900, 400, 0]);
        desk.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn a_set_of_many_receipts_is_the_same_as_one_by_one() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let invoice = document(&customer, 100_000, "2026-01-05");
        desk.hears(&[news.invoice(invoice.clone())]).await;
        let item = desk.item_of(&invoice.invoice_id).await.open_item_id;
        let proposals: Vec<_> = (0..300).map(|_| proposal(&customer, 400, &[(&item, 400)])).collect();
        let answers = desk.apply(proposals).await;
        let applied =
            answers.iter().filter(|answer| answer.as_ref().unwrap().applications[0].refusal_reason.is_empty());
        assert_eq!(applied.count(), 250);
        assert_eq!(desk.open_of(&invoice.invoice_id).await, 0);
        desk.assert_clean().await;
    })
    .await;
}

/// Money is on the account of who it was applied for, not of who somebody tried to apply it for.
#[tokio::test]
async fn what_is_on_account_of_one_customer_does_not_become_another_s() {
    on_both_engines(async |desk| {
        let (news, anna, bert) = (News::default(), new_id(), new_id());
        let (of_anna, of_bert) = (document(&anna, 1_000, "2026-01-05"), document(&bert, 700, "2026-01-06"));
        let paid = proposal(&anna, 1_500, &[]);
        let received =
            o2c_proto::receivables::v1::ReceiptFacts { customer_id: String::new(), ..paid.receipt.clone().unwrap() };
        let facts = [news.invoice(of_anna.clone()), news.invoice(of_bert.clone()), news.received(&received)];
        desk.hears(&facts).await;
        let (a, b) = (desk.item_of(&of_anna.invoice_id).await, desk.item_of(&of_bert.invoice_id).await);
        let of = |customer: &str, item: &str, amount: i64| {
            let mut asked = proposal(customer, 1_500, &[(item, amount)]);
            asked.receipt.as_mut().unwrap().receipt_id = received.receipt_id.clone();
            asked
        };
        // nothing of it fits: it is as it was
        assert_eq!(desk.pay(of(&bert, &b.open_item_id, 701)).await[0].refusal_reason, "EXCEEDS_OPEN_AMOUNT");
        assert_eq!(desk.account(&bert).await, [700, 700, 0, 0]);
        let edge = desk.pay(of(&anna, &a.open_item_id, 1_000)).await.remove(0);
        assert_eq!(edge.refusal_reason, "");
        assert_eq!(desk.account(&anna).await, [0, 0, 500, 0]);

        assert_eq!(desk.pay(of(&bert, &b.open_item_id, 500)).await[0].refusal_reason, "PAYER_IS_ANOTHER");
        desk.hears(&[news.identified(&received.receipt_id, &bert)]).await;
        assert_eq!(desk.account(&anna).await, [0, 0, 500, 0]);
        assert_eq!(desk.account(&bert).await, [700, 700, 0, 0]);
        // a mistake is taken back, and then it is the other's
        desk.take_back(&edge.application_id).await.unwrap();
        assert_eq!(desk.pay(of(&bert, &b.open_item_id, 500)).await[0].refusal_reason, "");
        assert_eq!(desk.account(&anna).await, [1_000, 1_000, 0, 0]);
        assert_eq!(desk.account(&bert).await, [200, 200, 1_000, 0]);
        desk.assert_clean().await;
    })
    .await;
}
