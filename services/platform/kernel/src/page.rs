//! Paging by key, not by offset: page ten thousand costs what the first one costs.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

/// How many entries a page has: 1 to 1,000.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PageSize(u16);

impl PageSize {
    pub const DEFAULT: Self = Self(50);
    pub const MAX: Self = Self(1_000);

    /// 0 is the default, more than the most is the most (AIP-158); a negative one is an error.
    #[must_use]
    pub fn parse(size: i32) -> Option<Self> {
        match size {
            ..=-1 => None,
            0 => Some(Self::DEFAULT),
            1..=1_000 => u16::try_from(size).ok().map(Self),
            _ => Some(Self::MAX),
        }
    }

    #[must_use]
    pub const fn get(self) -> u64 {
        self.0 as u64
    }
}

/// A part of the key at which a page ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KeyPart {
    Int(i64),
    Text(String),
    Uuid(Uuid),
}

/// Where the next page begins: opaque to callers, bound to the filter it was made for.
#[derive(Debug)]
pub struct PageToken;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the page token is not one of this list with this filter")]
pub struct PageTokenError;

impl PageToken {
    /// `filter` is everything that chooses the list: tenant, method and filter fields.
    #[must_use]
    pub fn encode(last_key: &[KeyPart], filter: &str) -> String {
        let text = keys_text(last_key);
        URL_SAFE_NO_PAD.encode(format!("{}{text}", checksum(&text, filter)))
    }

    pub fn decode(token: &str, filter: &str) -> Result<Vec<KeyPart>, PageTokenError> {
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| PageTokenError)?;
        let content = String::from_utf8(bytes).map_err(|_| PageTokenError)?;
        let (check, text) = content.split_at_checked(CHECK_LENGTH).ok_or(PageTokenError)?;
        if check != checksum(text, filter) {
            return Err(PageTokenError);
        }
        text.split('\u{1f}').filter(|part| !part.is_empty()).map(part_of).collect()
    }
}

const CHECK_LENGTH: usize = 16;

fn checksum(text: &str, filter: &str) -> String {
    let hash = blake3::hash(format!("{filter}\u{1e}{text}").as_bytes()).to_hex();
    hash.chars().take(CHECK_LENGTH).collect()
}

fn keys_text(parts: &[KeyPart]) -> String {
    let texts: Vec<String> = parts
        .iter()
        .map(|part| match part {
            KeyPart::Int(number) => format!("i{number}"),
            KeyPart::Text(text) => format!("t{text}"),
            KeyPart::Uuid(uuid) => format!("u{uuid}"),
        })
        .collect();
    texts.join("\u{1f}")
}

fn part_of(text: &str) -> Result<KeyPart, PageTokenError> {
    let (kind, value) = text.split_at_checked(1).ok_or(PageTokenError)?;
    match kind {
        "i" => value.parse().map(KeyPart::Int).map_err(|_| PageTokenError),
        "t" => Ok(KeyPart::Text(value.to_owned())),
        "u" => Uuid::try_parse(value).map(KeyPart::Uuid).map_err(|_| PageTokenError),
        _ => Err(PageTokenError),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_own_list_only() {
        let key = vec![KeyPart::Int(-7), KeyPart::Text("SO-1".into()), KeyPart::Uuid(Uuid::nil())];
        let token = PageToken::encode(&key, "default/orders/state=1");
        assert_eq!(PageToken::decode(&token, "default/orders/state=1"), Ok(key));
        assert_eq!(PageToken::decode(&token, "other/orders/state=1"), Err(PageTokenError));
        assert_eq!(PageToken::decode("nonsense!", "x"), Err(PageTokenError));
        assert_eq!(PageToken::decode(&token[..token.len() - 2], "default/orders/state=1"), Err(PageTokenError));
    }

    #[test]
    fn sizes_have_a_default_and_a_bound() {
        assert_eq!(PageSize::parse(0), Some(PageSize::DEFAULT));
        assert_eq!(PageSize::parse(5_000), Some(PageSize::MAX));
        assert_eq!(PageSize::parse(-1), None);
        assert_eq!(PageSize::parse(7).map(PageSize::get), Some(7));
    }
}
