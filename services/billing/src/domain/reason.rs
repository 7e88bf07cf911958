//! Why a note was issued.

use std::fmt;

/// The reasons that reports and customers tell apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReasonCode {
    Return,
    Price,
    Quantity,
    Goodwill,
    Cancellation,
    BadDebt,
    Other,
}

const CODES: [(ReasonCode, &str); 7] = [
    (ReasonCode::Return, "RETURN"),
    (ReasonCode::Price, "PRICE"),
    (ReasonCode::Quantity, "QUANTITY"),
    (ReasonCode::Goodwill, "GOODWILL"),
    (ReasonCode::Cancellation, "CANCELLATION"),
    (ReasonCode::BadDebt, "BAD_DEBT"),
    (ReasonCode::Other, "OTHER"),
];

impl ReasonCode {
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        CODES.iter().find(|(_, known)| *known == code).map(|(reason, _)| *reason)
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        CODES.iter().find(|(reason, _)| *reason == self).map_or("OTHER", |(_, code)| *code)
    }

    /// All codes, for a message that names them.
    #[must_use]
    pub fn all() -> String {
        CODES.map(|(_, code)| code).join(", ")
    }
}

impl fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A reason code and what was said about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    pub code: ReasonCode,
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_back() {
        for (reason, code) in CODES {
            assert_eq!(ReasonCode::parse(code), Some(reason));
            assert_eq!(reason.as_str(), code);
        }
        assert_eq!(ReasonCode::parse("return"), None);
    }
}
