//! All bad fields at once: a caller mends a request in one go.

use std::fmt;

use crate::Currency;

/// One bad field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    /// The path of the field, such as `order.lines[2].quantity`.
    pub field: String,
    /// For programs, in capitals, such as `NOT_POSITIVE`.
    pub reason: String,
    /// For people.
    pub description: String,
}

/// The bad fields of a request.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Violations(Vec<Violation>);

impl Violations {
    pub fn add(&mut self, field: impl Into<String>, reason: impl Into<String>, description: impl Into<String>) {
        self.0.push(Violation { field: field.into(), reason: reason.into(), description: description.into() });
    }

    /// A single bad field.
    #[must_use]
    pub fn one(field: impl Into<String>, reason: impl Into<String>, description: impl Into<String>) -> Self {
        let mut violations = Self::default();
        violations.add(field, reason, description);
        violations
    }

    /// An amount, given in another currency than is due there.
    #[must_use]
    pub fn of_currency(amount: &str, due: Currency) -> Self {
        Self::currency_mismatch(format!("{amount}.currency_code"), due)
    }

    /// A field by which something comes in that is in another currency than is due there.
    #[must_use]
    pub fn currency_mismatch(field: impl Into<String>, due: Currency) -> Self {
        Self::one(field, "CURRENCY_MISMATCH", format!("{due} is due"))
    }

    /// All of these, where there are any.
    #[must_use]
    pub fn any(&self) -> Option<&Self> {
        Some(self).filter(|violations| !violations.is_empty())
    }

    /// Takes in further ones.
    pub fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Takes in the bad fields of a part, below its path.
    pub fn nested(&mut self, prefix: &str, inner: Self) {
        self.0.extend(
            inner
                .0
                .into_iter()
                .map(|violation| Violation { field: format!("{prefix}.{}", violation.field), ..violation }),
        );
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Violation> {
        self.0.iter()
    }

    /// The value, if no field is bad.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{}: {}", violation.field, violation.description)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}
