//! The open items at hand, found by document number, by customer and by amount.

use std::collections::{BTreeSet, HashMap, HashSet};

use o2c_kernel::Currency;

use super::{CustomerId, OpenItem, OpenItemId, matching::key_of};

/// Which of an item's two counters a receipt counts in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hold {
    /// On its way to the owner.
    Held,
    /// Waits for a person.
    Suggested,
}

/// Open items with their indexes. What one receipt takes, the next one of the same set does not find.
#[derive(Debug, Default)]
pub struct Book {
    items: HashMap<OpenItemId, OpenItem>,
    changed: BTreeSet<OpenItemId>,
    by_number: HashMap<String, Vec<OpenItemId>>,
    by_customer: HashMap<CustomerId, Vec<OpenItemId>>,
    by_amount: HashMap<(Currency, i64), BTreeSet<OpenItemId>>,
    payers: HashMap<String, BTreeSet<CustomerId>>,
    crowded: HashSet<CustomerId>,
}

impl Book {
    /// Takes an item in, once.
    pub fn add(&mut self, item: OpenItem) {
        if self.items.contains_key(&item.id) {
            return;
        }
        self.by_number.entry(key_of(&item.number)).or_default().push(item.id);
        self.by_customer.entry(item.customer).or_default().push(item.id);
        self.by_amount.entry((item.currency, item.available())).or_default().insert(item.id);
        self.items.insert(item.id, item);
    }

    pub fn add_payer(&mut self, name_key: String, customer: CustomerId) {
        self.payers.entry(name_key).or_default().insert(customer);
    }

    /// Not all that this customer owes was loaded.
    pub fn mark_crowded(&mut self, customer: CustomerId) {
        self.crowded.insert(customer);
    }

    #[must_use]
    pub fn is_crowded(&self, customer: CustomerId) -> bool {
        self.crowded.contains(&customer)
    }

    #[must_use]
    pub fn get(&self, id: OpenItemId) -> Option<&OpenItem> {
        self.items.get(&id)
    }

    /// The one customer of that name; none where several have it.
    #[must_use]
    pub fn payer(&self, name_key: &str) -> Option<CustomerId> {
        let customers = self.payers.get(name_key).filter(|customers| customers.len() == 1)?;
        customers.first().copied()
    }

    pub fn numbered<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a OpenItem> {
        self.by_number.get(key).into_iter().flatten().filter_map(|id| self.items.get(id))
    }

    /// Payable items of a customer in a currency, oldest first.
    #[must_use]
    pub fn of_customer(&self, customer: CustomerId, currency: Currency) -> Vec<&OpenItem> {
        let ids = self.by_customer.get(&customer).into_iter().flatten();
        let payable = |item: &&OpenItem| item.currency == currency && item.payable();
        oldest_first(ids.filter_map(|id| self.items.get(id)).filter(payable).collect())
    }

    /// Payable items with exactly that much available, oldest first.
    #[must_use]
    pub fn of_amount(&self, currency: Currency, amount: i64) -> Vec<&OpenItem> {
        let ids = self.by_amount.get(&(currency, amount)).into_iter().flatten();
        oldest_first(ids.filter_map(|id| self.items.get(id)).collect())
    }

    /// Counts so much in; negative lets it go.
    pub fn reserve(&mut self, id: OpenItemId, hold: Hold, by: i64) {
        self.change(id, |item| {
            let counter = match hold {
                Hold::Held => &mut item.held,
                Hold::Suggested => &mut item.suggested,
            };
            *counter = counter.saturating_add(by).max(0);
        });
    }

    /// The owner's word.
    pub fn set_open(&mut self, id: OpenItemId, open: i64) {
        self.change(id, |item| item.open = open);
    }

    fn change(&mut self, id: OpenItemId, change: impl FnOnce(&mut OpenItem)) {
        let Some(item) = self.items.get_mut(&id) else { return };
        let (currency, before) = (item.currency, item.available());
        change(item);
        let after = item.available();
        if before != after {
            if let Some(ids) = self.by_amount.get_mut(&(currency, before)) {
                ids.remove(&id);
            }
            self.by_amount.entry((currency, after)).or_default().insert(id);
        }
        self.changed.insert(id);
    }

    /// The items that are to be written, in key order.
    pub fn changed(&self) -> impl Iterator<Item = &OpenItem> {
        self.changed.iter().filter_map(|id| self.items.get(id))
    }
}

fn oldest_first(mut items: Vec<&OpenItem>) -> Vec<&OpenItem> {
    items.sort_by(|one, other| {
        (one.due_on, one.number.as_str(), one.id).cmp(&(other.due_on, other.number.as_str(), other.id))
    });
    items
}
