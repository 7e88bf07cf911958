//! Customers: who orders, receives and pays.

use o2c_kernel::{Address, CountryCode, Currency, ERASED, Instant, PaymentTerms};

use super::{CustomerId, Refusal};

/// A person at the customer's.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Contact {
    pub name: String,
    pub role: String,
    pub email: String,
    pub telephone: String,
}

/// What a caller says of a customer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CustomerDetails {
    pub external_id: String,
    pub name: String,
    pub bill_to: Address,
    pub ship_to: Address,
    /// Empty for a consumer.
    pub tax_id: String,
    pub payment_terms: PaymentTerms,
    pub currency: Currency,
    pub contacts: Vec<Contact>,
    pub blocked: bool,
}

/// A customer of the master data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Customer {
    pub id: CustomerId,
    pub details: CustomerDetails,
    pub created_at: Instant,
    /// Nobody knows any more who it is.
    pub erased: bool,
    pub version: i64,
}

/// The customer as a document saw it, kept with the document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CustomerSnapshot {
    pub id: CustomerId,
    pub name: String,
    pub country: CountryCode,
    pub tax_id: String,
    pub payment_terms: PaymentTerms,
}

impl CustomerSnapshot {
    /// Forgets who it was.
    pub fn erase(&mut self) {
        self.name = ERASED.to_owned();
        self.tax_id.clear();
    }
}

impl Customer {
    #[must_use]
    pub fn new(id: CustomerId, details: CustomerDetails, now: Instant) -> Self {
        Self { id, details, created_at: now, erased: false, version: 1 }
    }

    /// After a restore: a customer that an order alone still knows. Nobody orders under it before somebody has looked at it.
    #[must_use]
    pub fn known_from(order: &CustomerSnapshot, currency: Currency, ship_to: &Address, at: Instant) -> Self {
        let details = CustomerDetails {
            external_id: String::new(),
            name: order.name.clone(),
            bill_to: Address { name: order.name.clone(), country: order.country, ..ship_to.erased() },
            ship_to: ship_to.clone(),
            tax_id: order.tax_id.clone(),
            payment_terms: order.payment_terms,
            currency,
            contacts: Vec::new(),
            blocked: true,
        };
        let erased = order.name == ERASED;
        Self { erased, ..Self::new(order.id, details, at) }
    }

    /// Replaces what a caller may set. Orders keep what they saw.
    pub fn update(&mut self, details: CustomerDetails, seen: Option<i64>) -> Result<(), Refusal> {
        if seen.is_some_and(|seen| seen != self.version) {
            return Err(Refusal::Changed { current: self.version });
        }
        if self.erased {
            return Err(Refusal::CustomerErased(self.id));
        }
        self.details = details;
        self.version += 1;
        Ok(())
    }

    /// Forgets who it is, and takes no order from it any more. Country, terms and currency say nothing of a person.
    pub fn erase(&mut self) {
        let details = &mut self.details;
        details.external_id.clear();
        details.name = ERASED.to_owned();
        details.bill_to = details.bill_to.erased();
        details.ship_to = details.ship_to.erased();
        details.tax_id.clear();
        details.contacts.clear();
        details.blocked = true;
        self.erased = true;
        self.version += 1;
    }

    /// Whether an order may be taken from it.
    pub fn orderable(&self) -> Result<(), Refusal> {
        if self.details.blocked { Err(Refusal::CustomerBlocked(self.id)) } else { Ok(()) }
    }

    /// With the order's own terms, where it has some.
    #[must_use]
    pub fn snapshot(&self, terms: Option<PaymentTerms>) -> CustomerSnapshot {
        CustomerSnapshot {
            id: self.id,
            name: self.details.name.clone(),
            country: self.details.bill_to.country,
            tax_id: self.details.tax_id.clone(),
            payment_terms: terms.unwrap_or(self.details.payment_terms),
        }
    }
}
