//! Facts of others: recorded, never refused.

use super::Desk;
use crate::domain::{
    CreditAccount, CreditFact, DocumentExposure, Exposure, FactMovement, Posting, Refusal, account_of,
};

impl Desk {
    /// Records what a fact does to a customer's exposure. Only what no number can hold is an error.
    ///
    /// A customer that never got an account has an implicit one. A fact that carries an account over its limit is told
    /// once, when it does.
    pub fn record(&mut self, movement: &FactMovement) -> Result<(), Refusal> {
        let id = account_of(movement.customer, movement.amount.currency());
        self.accounts
            .entry(id)
            .or_insert_with(|| CreditAccount::implicit(movement.customer, movement.amount.currency()));
        let was_over = self.accounts.get(&id).is_some_and(CreditAccount::is_over_limit);
        let posting = self.with_known_documents(&movement.posting);
        self.post(id, &posting)?;
        if let Some((document, open_item)) = movement.open_item {
            let empty = DocumentExposure { document, account: id, open_item: None, exposure: Exposure::default() };
            self.documents.entry(document.id).or_insert(empty).open_item = Some(open_item);
            self.touched.documents.insert(document.id);
        }
        if let Some(account) = self.accounts.get(&id).filter(|account| account.opened && !was_over)
            && account.is_over_limit()
        {
            let exceeded = exceeded(account, posting.at);
            self.touched.facts.push(exceeded);
        }
        Ok(())
    }

    /// Some facts name a document without saying what it is: then it is what it was before.
    fn with_known_documents(&self, posting: &Posting) -> Posting {
        let mut posting = posting.clone();
        for change in &mut posting.moves {
            if let Some(known) = self.documents.get(&change.document.id) {
                change.document = known.document;
            }
        }
        posting
    }
}

pub(super) fn exceeded(account: &CreditAccount, at: o2c_kernel::Instant) -> CreditFact {
    CreditFact::LimitExceeded {
        account: account.id,
        customer: account.customer,
        limit: account.limit(),
        exposure: account.used(),
        at,
    }
}
