//! The customer as a document keeps it.

use o2c_kernel::{Address, CountryCode, Date, DateError, PaymentTerms};
use serde::{Deserialize, Serialize};

use super::ids::CustomerId;

/// A snapshot: later changes of the master data change no document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Customer {
    pub id: CustomerId,
    pub name: String,
    /// Of the seat.
    pub country: CountryCode,
    /// Empty for a consumer.
    pub tax_id: String,
    pub terms: PaymentTerms,
}

impl Customer {
    /// When a document issued on that day is to be paid.
    pub fn due_on(&self, issued_on: Date) -> Result<Date, DateError> {
        issued_on.add_days(i64::from(self.terms.net_days))
    }

    /// Where the supply goes: the address, else the seat.
    #[must_use]
    pub fn destination(&self, ship_to: Option<&Address>) -> CountryCode {
        ship_to.map_or(self.country, |address| address.country)
    }
}
