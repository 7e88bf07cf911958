//! Addresses and payment terms, as documents keep them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// ISO 3166-1 alpha-2; `XX` where it is not known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CountryCode([u8; 2]);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a country code: two capital letters are expected")]
pub struct CountryCodeError(pub String);

impl CountryCode {
    pub const UNKNOWN: Self = Self(*b"XX");

    pub fn parse(code: &str) -> Result<Self, CountryCodeError> {
        match code.as_bytes() {
            [first, second] if first.is_ascii_uppercase() && second.is_ascii_uppercase() => Ok(Self([*first, *second])),
            _ => Err(CountryCodeError(code.chars().take(8).collect())),
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XX")
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for CountryCode {
    type Error = CountryCodeError;

    fn try_from(code: String) -> Result<Self, CountryCodeError> {
        Self::parse(&code)
    }
}

impl From<CountryCode> for String {
    fn from(code: CountryCode) -> Self {
        code.as_str().to_owned()
    }
}

/// Where goods, documents or letters go.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Address {
    pub name: String,
    pub lines: Vec<String>,
    pub city: String,
    pub postal_code: String,
    pub region: String,
    pub country: CountryCode,
}

/// Stands where a person's name stood that was erased.
pub const ERASED: &str = "(erased)";

impl Address {
    /// Without the person: the country stays, by which taxes were determined.
    #[must_use]
    pub fn erased(&self) -> Self {
        Self {
            name: ERASED.to_owned(),
            lines: Vec::new(),
            city: String::new(),
            postal_code: String::new(),
            region: String::new(),
            country: self.country,
        }
    }
}

/// When an invoice is to be paid.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PaymentTerms {
    /// Days from the invoice date to the due date.
    pub net_days: u16,
    /// Paid on the day, without credit.
    pub cash: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentTermsError {
    #[error("terms run from 0 to 365 days")]
    Days,
    #[error("cash terms have 0 days")]
    CashWithDays,
}

impl PaymentTerms {
    pub fn new(net_days: i32, cash: bool) -> Result<Self, PaymentTermsError> {
        let net_days = u16::try_from(net_days).ok().filter(|days| *days <= 365).ok_or(PaymentTermsError::Days)?;
        if cash && net_days > 0 {
            return Err(PaymentTermsError::CashWithDays);
        }
        Ok(Self { net_days, cash })
    }
}
