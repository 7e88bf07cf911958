//! Number series: gapless per legal entity and kind of document (BIL-5).

use super::document::Kind;

/// The key of the series in the database, such as `main/INV`.
#[must_use]
pub fn key(legal_entity: &str, kind: Kind) -> String {
    format!("{legal_entity}/{}", kind.prefix())
}

/// What stands on the document, such as `INV-00000042`.
#[must_use]
pub fn number(kind: Kind, sequence: i64) -> String {
    format!("{}-{sequence:08}", kind.prefix())
}

/// The kind and place of a number that stands on a document.
#[must_use]
pub fn parse(number: &str) -> Option<(Kind, i64)> {
    let (prefix, digits) = number.split_once('-')?;
    Some((Kind::of_prefix(prefix)?, digits.parse().ok()?))
}

/// The key of the series that counts all documents of a tenant in the order of issue; it stands on no document.
pub const POSITIONS: &str = "documents";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_padded_and_grow_beyond_the_padding() {
        assert_eq!(number(Kind::Invoice, 42), "INV-00000042");
        assert_eq!(number(Kind::CreditNote, 123_456_789), "CN-123456789");
        assert_eq!(key("main", Kind::DebitNote), "main/DN");
        assert_eq!(parse("CN-123456789"), Some((Kind::CreditNote, 123_456_789)));
        assert_eq!((parse("INV-"), parse("SH-1"), parse("7")), (None, None, None));
    }
}
