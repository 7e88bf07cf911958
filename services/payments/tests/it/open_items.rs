//! The copy of what is open follows the owner's facts.

use o2c_proto::{
    payments::v1 as proto,
    receivables::v1::{ApplicationReversed, CreditNoteApplied, OpenItemWrittenOff, PaymentApplied},
};

use crate::{
    bank::{Customer, on_both_engines, on_both_engines_in_sets_of, transfer},
    owner::{minor, pence},
};

#[tokio::test]
async fn what_is_credited_written_off_or_paid_elsewhere_is_not_matched() {
    on_both_engines(async |bank| {
        let anna = Customer::named("Anna Ltd");
        let items = bank.invoices(&[(&anna, "INV-00000001", 1_000), (&anna, "INV-00000002", 2_000)]).await;
        let credited = CreditNoteApplied {
            open_item_id: items[0].clone(),
            amount: pence(400),
            open_amount_after: pence(600),
            ..Default::default()
        };
        bank.hear(&items[0], credited).await;
        bank.owner.0.lock().unwrap().open.insert(items[0].clone(), 600);
        let written_off =
            OpenItemWrittenOff { open_item_id: items[1].clone(), open_amount_after: pence(0), ..Default::default() };
        bank.hear(&items[1], written_off).await;

        bank.import(&[transfer(600, "Anna Ltd", "INV-00000001"), transfer(2_000, "Anna Ltd", "INV-00000002")]).await;
        let receipts = bank.receipts().await;
        assert_eq!(minor(receipts[0].applied_amount.as_ref()), 600);
        let second = &bank.proposals_of(&receipts[1]).await[0];
        assert_eq!((second.band(), second.items.len()), (proto::MatchBand::Suggested, 0));
        assert_eq!(minor(second.on_account_amount.as_ref()), 2_000);
    })
    .await;
}

/// What a proposal holds is let go exactly once: by the owner's fact, whatever came first.
#[tokio::test]
async fn an_item_paid_in_part_is_matched_for_its_rest() {
    on_both_engines(async |bank| {
        let anna = Customer::named("Anna Ltd");
        bank.invoice(&anna, "INV-00000001", 10_000).await;
        bank.import(&[transfer(4_000, "Anna Ltd", "INV-00000001")]).await;
        for heard in [false, true] {
            if heard {
                bank.hear_payments().await;
            }
            bank.import(&[transfer(3_000, "Anna Ltd", "INV-00000001")]).await;
        }
        let receipts = bank.receipts().await;
        assert!(receipts.iter().all(|receipt| receipt.state() == proto::ReceiptState::Applied));
        bank.hear_payments().await;
        bank.import(&[transfer(1, "Anna Ltd", "INV-00000001")]).await;
        let last = &bank.proposals_of(&bank.receipts().await[3]).await[0];
        assert_eq!(minor(last.on_account_amount.as_ref()), 1, "nothing is open any more");
    })
    .await;
}

#[tokio::test]
async fn a_reversed_application_is_an_exception_and_its_invoice_is_open_again() {
    on_both_engines(async |bank| {
        let anna = Customer::named("Anna Ltd");
        let item = bank.invoice(&anna, "INV-00000001", 1_000).await;
        bank.import(&[transfer(1_000, "Anna Ltd", "INV-00000001")]).await;
        let paid: PaymentApplied = bank.owner.0.lock().unwrap().facts[0].clone();
        bank.hear_payments().await;
        let reversed = ApplicationReversed {
            open_item_id: item.clone(),
            reverses_application_id: paid.application_id,
            kind: "cash".to_owned(),
            source_id: paid.receipt_id.clone(),
            amount: pence(1_000),
            open_amount_after: pence(1_000),
            ..Default::default()
        };
        bank.hear(&item, reversed).await;
        bank.owner.0.lock().unwrap().open.insert(item, 1_000);

        let receipt = bank.receipt().await;
        assert_eq!((receipt.state(), minor(receipt.applied_amount.as_ref())), (proto::ReceiptState::Unapplied, 0));
        let exceptions = bank.exceptions().await;
        assert_eq!((exceptions[0].reason.as_str(), minor(exceptions[0].amount.as_ref())), ("REVERSED", 1_000));
        bank.import(&[transfer(1_000, "Anna Ltd", "INV-00000001")]).await;
        assert_eq!(bank.receipts().await[1].state(), proto::ReceiptState::Applied);
    })
    .await;
}

/// The owner has decided, its answer is lost on the way, and before it is asked again somebody takes the application back.
#[tokio::test]
async fn a_reversal_that_overtakes_the_answer_to_its_application_comes_out_the_same() {
    for items in [1, 256] {
        on_both_engines_in_sets_of(items, async |bank| {
            let anna = Customer::named("Anna Ltd");
            let items = bank.invoices(&[(&anna, "INV-00000001", 1_000), (&anna, "INV-00000002", 700)]).await;
            bank.owner.0.lock().unwrap().losing_answers = true;
            bank.try_import(bank.statement(&[transfer(1_700, "Anna Ltd", "INV-00000001 INV-00000002")])).await.unwrap();
            while bank.owner.0.lock().unwrap().facts.is_empty() {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
            let paid: PaymentApplied = bank.owner.0.lock().unwrap().facts[0].clone();
            assert_eq!(paid.open_item_id, items[0]);
            bank.hear_payments().await;
            let reversed = ApplicationReversed {
                open_item_id: items[0].clone(),
                reverses_application_id: paid.application_id,
                kind: "cash".to_owned(),
                source_id: paid.receipt_id.clone(),
                amount: pence(1_000),
                open_amount_after: pence(1_000),
                ..Default::default()
            };
            bank.hear(&items[0], reversed).await;
            let receipt = bank.receipt().await;
            assert_eq!((receipt.state(), bank.exceptions().await.len()), (proto::ReceiptState::Unapplied, 0));

            let books = || bank.owner.0.lock().unwrap();
            books().open.insert(items[0].clone(), 1_000);
            books().losing_answers = false;
            bank.settled().await;
            let receipt = bank.receipt().await;
            let amounts = [&receipt.applied_amount, &receipt.unapplied_amount].map(|amount| minor(amount.as_ref()));
            assert_eq!((receipt.state(), amounts), (proto::ReceiptState::PartiallyApplied, [700, 1_000]));
            let exceptions = bank.exceptions().await;
            assert_eq!((exceptions.len(), exceptions[0].reason.as_str()), (1, "REVERSED"));
            assert_eq!(minor(exceptions[0].amount.as_ref()), 1_000);
            bank.import(&[transfer(1_000, "Anna Ltd", "INV-00000001")]).await;
            assert_eq!(bank.receipts().await[1].state(), proto::ReceiptState::Applied);
        })
        .await;
    }
}
