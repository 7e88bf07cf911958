//! Credit notes onto what is owed, by hand.

use o2c_proto::receivables::v1::ApplyCreditNoteRequest;
use tonic::Code;

use crate::{
    desk::*,
    news::{News, document},
};

#[tokio::test]
async fn a_note_is_used_as_far_as_it_fits_and_a_repeated_request_answers_the_same() {
    on_both_engines(async |desk| {
        let (news, customer) = (News::default(), new_id());
        let (invoice, free) = (document(&customer, 1_000, "2026-01-05"), document(&customer, 1_400, "2026-01-06"));
        desk.hears(&[news.invoice(invoice.clone()), news.credit_note(free.clone())]).await;
        let (item, note) = (desk.item_of(&invoice.invoice_id).await, desk.item_of(&free.invoice_id).await);

        let request = ApplyCreditNoteRequest {
            request_id: new_id(),
            credit_note_open_item_id: note.open_item_id.clone(),
            open_item_id: item.open_item_id.clone(),
            amount: None,
        };
        let edge = desk.client().apply_credit_note(desk.request(request.clone())).await.unwrap().into_inner();
        assert_eq!((edge.kind.as_str(), minor(edge.amount.as_ref())), ("credit_note", 1_000));
        let again = desk.client().apply_credit_note(desk.request(request.clone())).await.unwrap().into_inner();
        assert_eq!(again, edge);
        let mut other = request;
        other.amount = Some(gbp(1));
        let reused = desk.client().apply_credit_note(desk.request(other)).await;
        assert_eq!(refusal(reused), (Code::InvalidArgument, "REQUEST_ID_REUSED".to_owned()));

        assert_eq!(desk.open_of(&invoice.invoice_id).await, 0);
        assert_eq!(desk.open_of(&free.invoice_id).await, 400);
        let spent = desk.use_note(&note.open_item_id, &item.open_item_id, None).await;
        assert_eq!(refusal(spent), (Code::FailedPrecondition, "EXCEEDS_OPEN_AMOUNT".to_owned()));
        let reversed = desk.use_note(&item.open_item_id, &note.open_item_id, None).await;
        assert_eq!(refusal(reversed), (Code::FailedPrecondition, "NOT_A_CREDIT_NOTE".to_owned()));
        let nowhere = desk.use_note(&note.open_item_id, &new_id(), None).await;
        assert_eq!(refusal(nowhere), (Code::NotFound, "OPEN_ITEM_NOT_FOUND".to_owned()));
        desk.assert_clean().await;
    })
    .await;
}
