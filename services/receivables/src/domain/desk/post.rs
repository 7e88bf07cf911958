//! Facts that come into the books: documents and money.

use o2c_kernel::{Applied, Money};

use super::Desk;
use crate::domain::{
    Account, CustomerId, EntryKind, Heading, Issued, JournalEntry, OpenItem, OpenItemId, Receipt, ReceiptFacts,
    ReceiptId, ReceivablesFact, Refusal, edge_of_note, entry_of_receipt, item_of,
};

impl Desk {
    /// Posts a document: an open item and its entry. A credit note pays what it corrects at once, as far as that is
    /// open, and clears the dispute that it settles. One without reference pays what its dispute is over.
    pub fn post(&mut self, issued: &Issued) -> Result<Applied<()>, Refusal> {
        let item = issued.open_item(self.books)?;
        if self.items.get(&item.id).is_some() {
            return Ok(Applied::Already);
        }
        let entry = issued.journal_entry(&item)?;
        self.changes.entries.push(entry);
        self.tell(ReceivablesFact::Posted { item: Box::new(item.clone()), corrects: issued.corrects });
        self.items.put(item.id, item.clone());
        if issued.document_type.is_owed() {
            return Ok(Applied::Now(()));
        }
        let pays = issued.corrects.map(item_of).or_else(|| issued.dispute.and_then(|it| self.flagged_by(it)));
        if let Some(pays) = pays {
            self.use_note(&item, pays)?;
            if let Some(dispute) = issued.dispute {
                self.settle_dispute(dispute, pays);
            }
        }
        Ok(Applied::Now(()))
    }

    /// Applies a fresh note to what it corrects. Where the two do not fit together the note stays unused: it is a fact
    /// and people decide.
    fn use_note(&mut self, note: &OpenItem, corrected: OpenItemId) -> Result<(), Refusal> {
        let Some(item) = self.items.get(&corrected) else { return Ok(()) };
        let fits = item.customer == note.customer
            && item.document_type.is_owed()
            && item.original.currency() == note.original.currency();
        if !fits {
            return Ok(());
        }
        let amount = item.open.min(note.open)?;
        if amount.is_positive() {
            let effective_on = note.posted_on.max(item.posted_on);
            self.join(edge_of_note(note.id), note.id, corrected, amount, effective_on)?;
        }
        Ok(())
    }

    /// Money is in the bank: debit bank, credit cash on account. Told twice, by the fact and by a proposal that
    /// overtook it, it is posted once.
    pub fn receive(&mut self, facts: &ReceiptFacts) -> Result<Applied<()>, Refusal> {
        // a row that is only claimed is not posted yet
        if let Some(known) = self.receipts.get(&facts.id).filter(|known| known.version > 0) {
            if known.customer.is_none() && facts.customer.is_some() {
                let known = Receipt { customer: facts.customer, ..known.clone() };
                self.receipts.put(known.id, known);
            }
            return Ok(Applied::Already);
        }
        if facts.amount.is_negative() {
            return Err(Refusal::Inconsistent("a receipt of less than nothing"));
        }
        let posted_on = self.books.day_of_fact(facts.value_date)?;
        let heading = Heading {
            id: entry_of_receipt(facts.id),
            posted_on,
            kind: EntryKind::Receipt,
            document: Some(facts.id.uuid()),
            description: String::new(),
        };
        let entry = JournalEntry::transfer(heading, Account::Bank, Account::UnappliedCash, facts.amount)?;
        self.changes.entries.push(entry);
        let receipt = Receipt {
            id: facts.id,
            customer: facts.customer,
            amount: facts.amount,
            applied: Money::zero(facts.amount.currency()),
            value_date: facts.value_date,
            posted_on,
            version: 1,
        };
        self.receipts.put(receipt.id, receipt);
        Ok(Applied::Now(()))
    }

    /// The payer of a receipt is known now. What is applied says it better than a fact that comes late.
    pub fn identify_payer(&mut self, receipt: ReceiptId, customer: CustomerId) -> Applied<()> {
        match self.receipts.get(&receipt) {
            Some(known) if known.customer != Some(customer) && known.payer().is_none() => {
                let known = Receipt { customer: Some(customer), ..known.clone() };
                self.receipts.put(receipt, known);
                Applied::Now(())
            }
            Some(_) | None => Applied::Already,
        }
    }
}
