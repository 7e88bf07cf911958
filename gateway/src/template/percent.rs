//! Percent-decoding, of path segments and of query strings.

use std::borrow::Cow;

/// What becomes of an encoded slash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reserved {
    /// `%2F` is a slash: the value is one segment, so nothing else can be meant.
    Decoded,
    /// `%2F` stays as it is: in a value of several segments a slash separates them.
    Kept,
}

/// The text that was encoded; `None` where an escape is malformed or the bytes are no UTF-8.
pub(crate) fn decode(text: &str, reserved: Reserved) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let [high, low, behind @ ..] = rest else { return None };
        let byte = digit(*high)? * 16 + digit(*low)?;
        if byte == b'/' && reserved == Reserved::Kept {
            bytes.extend_from_slice(&[b'%', *high, *low]);
        } else {
            bytes.push(byte);
        }
        rest = behind;
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
