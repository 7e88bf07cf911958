//! Opening balances come into the books.

use super::Desk;
use crate::domain::{OpenItem, OpeningItem, ReceivablesFact, Refusal};

impl Desk {
    /// Takes a document of another system over: an open item and its entry. It is taken over once, whoever brings it.
    pub fn take_over(&mut self, opening: &OpeningItem) -> Result<OpenItem, Refusal> {
        let item = opening.open_item(self.books, self.moment.today)?;
        if self.items.get(&item.id).is_some() {
            return Err(Refusal::OpenItemExists { item: item.id, number: opening.number.clone() });
        }
        let entry = opening.journal_entry(&item)?;
        self.changes.entries.push(entry);
        self.tell(ReceivablesFact::Posted { item: Box::new(item.clone()), corrects: None });
        self.items.put(item.id, item.clone());
        Ok(item)
    }
}
