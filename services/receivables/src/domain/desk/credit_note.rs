//! Credit notes onto what is owed.

use o2c_kernel::{Date, Money};

use super::{Desk, edges};
use crate::domain::{Application, ApplicationId, CreditNoteApplied, OpenItemId, ReceivablesFact, Refusal, Source};

/// Uses a credit note to pay an item of the same customer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApplyCreditNote {
    pub application: ApplicationId,
    pub note: OpenItemId,
    pub item: OpenItemId,
    /// None = as much as fits.
    pub amount: Option<Money>,
}

impl Desk {
    pub fn apply_credit_note(&mut self, command: &ApplyCreditNote) -> Result<Application, Refusal> {
        let note = self.item_or_refuse(command.note)?;
        let item = self.item_or_refuse(command.item)?;
        if note.document_type.is_owed() {
            return Err(Refusal::NotACreditNote(note.id));
        }
        if note.customer != item.customer {
            return Err(Refusal::CustomerMismatch(item.id));
        }
        item.payable(note.original).map_err(|refusal| refusal.of_field("open_item_id"))?;
        let amount = match command.amount {
            Some(amount) => {
                item.same_currency(amount).map_err(|refusal| refusal.of_amount("amount"))?;
                amount
            }
            None => item.open.min(note.open)?,
        };
        if amount.is_zero() {
            let exhausted = Refusal::ExceedsSource { asked: item.open, left: note.open };
            let paid = Refusal::ExceedsOpenAmount { item: item.id, asked: note.open, open: item.open };
            return Err(if item.open.is_zero() { paid } else { exhausted });
        }
        let effective_on = self.effective_today([note.posted_on, item.posted_on])?;
        self.join(command.application, command.note, command.item, amount, effective_on)
    }

    /// The edge between two items, with its two sides.
    pub(super) fn join(
        &mut self,
        id: ApplicationId,
        note: OpenItemId,
        item: OpenItemId,
        amount: Money,
        effective_on: Date,
    ) -> Result<Application, Refusal> {
        let (note, item) = (self.item_or_refuse(note)?, self.item_or_refuse(item)?);
        let note_after = note.reduced_by(amount).map_err(|refusal| match refusal {
            Refusal::ExceedsOpenAmount { asked, open, .. } => Refusal::ExceedsSource { asked, left: open },
            other => other,
        })?;
        let item_after = item.reduced_by(amount)?;
        let edge = edges::edge(id, item, Source::CreditNote(note.id), amount, effective_on, None);
        let of_item = CreditNoteApplied {
            item: item.name(),
            counterpart: note.id,
            application: id,
            amount,
            open_after: item_after.open,
            effective_on,
            credit_side: false,
        };
        let of_note = CreditNoteApplied {
            item: note.name(),
            counterpart: item.id,
            open_after: note_after.open,
            credit_side: true,
            ..of_item.clone()
        };

        self.add_edge(edge.clone());
        self.tell(ReceivablesFact::CreditNoteApplied(of_item));
        self.put_item(item_after);
        self.tell(ReceivablesFact::CreditNoteApplied(of_note));
        self.put_item(note_after);
        Ok(edge)
    }
}
