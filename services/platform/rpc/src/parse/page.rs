//! Paging and versions.

use o2c_kernel::{
    ETag, KeyPart, PageSize, PageToken, Violations,
    planted::{self, Planted},
};

use super::reason;

/// Longer than any token that we give out: a key may be a name of 200 letters.
const MAX_TOKEN: usize = 2048;

/// The size of a page; 0 is the default, more than the most is the most (AIP-158).
pub fn page_size(v: &mut Violations, field: &str, value: i32) -> Option<PageSize> {
    let size = PageSize::parse(value);
    if size.is_none() {
        v.add(field, reason::OUT_OF_RANGE, "must not be negative");
    }
    size
}

/// Where the page begins: the key after which it does. Empty for the first page. `filter` is what the token was made
/// for, see [`PageToken::encode`].
pub fn page_token(v: &mut Violations, field: &str, value: &str, filter: &str) -> Option<Vec<KeyPart>> {
    if value.is_empty() {
        return Some(Vec::new());
    }
    let key =
        Some(value).filter(|token| token.len() <= MAX_TOKEN).and_then(|token| PageToken::decode(token, filter).ok());
    if key.is_none() {
        v.add(field, reason::MALFORMED, "is not a token of this list with this filter");
    }
    key
}

/// The version that the caller saw; `Some(None)` where it names none.
pub fn etag(v: &mut Violations, field: &str, value: &str) -> Option<Option<i64>> {
    match ETag::parse(value) {
        Ok(_) if planted::is(Planted::VersionUnchecked) => Some(None),
        Ok(version) => Some(version),
        Err(error) => {
            v.add(field, reason::MALFORMED, error.to_string());
            None
        }
    }
}
