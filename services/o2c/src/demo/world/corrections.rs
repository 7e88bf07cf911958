//! A clerk's slip: cash that went to a document by mistake is taken back the same day and then, after a second look,
//! applied once more.

use o2c_proto::{
    payments::v1::{MatchProposal, PaymentException, ProposedItem},
    receivables::v1::{Application, GetOpenItemRequest, ReverseApplicationRequest},
};

use super::{World, plan::Correction};
use crate::demo::{
    desk::{Person, explained},
    wire::{minor, money, pounds},
};

/// Accepted proposals that turn out to be slips, of a hundred.
const SLIPS: u64 = 40;
/// How an exception says that cash was taken back.
const REVERSED: &str = "REVERSED";
/// The kind of an application that a receipt makes.
const CASH: &str = "cash";

impl World {
    /// Whether accepting this proposal is a slip; only plain ones are: one document, nothing written off or deducted.
    pub(super) fn slip(&self, proposal: &MatchProposal) -> anyhow::Result<Option<Correction>> {
        let [item] = proposal.items.as_slice() else { return Ok(None) };
        let plain = minor(item.write_off_amount.as_ref())? == 0 && minor(item.deduction_amount.as_ref())? == 0;
        if !plain || !self.chance.percent(SLIPS, &item.document_number, "slip") {
            return Ok(None);
        }
        Ok(Some(Correction {
            receipt_id: proposal.receipt_id.clone(),
            open_item_id: item.open_item_id.clone(),
            amount: minor(item.amount.as_ref())?,
        }))
    }

    /// Takes back what the day's slips have applied. What the owner of the items did not apply needs no correction.
    pub async fn take_back(&mut self, corrections: &[Correction]) -> anyhow::Result<()> {
        for correction in corrections {
            let request = GetOpenItemRequest { open_item_id: correction.open_item_id.clone() };
            let request = self.desk.ask(Person::CashClerk, request);
            let item = self.desk.receivables.get_open_item(request).await.map_err(explained)?.into_inner();
            let Some(application) = item.applications.iter().find(|one| is_of(one, correction)) else { continue };
            let request = ReverseApplicationRequest {
                request_id: self.chance.id(&application.application_id, "reversal"),
                application_id: application.application_id.clone(),
                reason: "posted to the wrong document".to_owned(),
            };
            let request = self.desk.ask(Person::CashClerk, request);
            self.desk.receivables.reverse_application(request).await.map_err(explained)?;
        }
        Ok(())
    }

    /// What a cash exception is applied to after all: nothing, unless it comes from a slip.
    pub(super) fn second_look(exception: &PaymentException, corrections: &[Correction]) -> Vec<ProposedItem> {
        let of_slip =
            |correction: &&Correction| exception.reason == REVERSED && correction.receipt_id == exception.receipt_id;
        let item = |correction: &Correction| ProposedItem {
            open_item_id: correction.open_item_id.clone(),
            amount: Some(money(pounds(correction.amount))),
            ..ProposedItem::default()
        };
        corrections.iter().find(of_slip).map(item).into_iter().collect()
    }
}

fn is_of(application: &Application, correction: &Correction) -> bool {
    application.kind == CASH && application.source_id == correction.receipt_id
}
