//! Bounds what an answer with events weighs: a message has at most 4 MiB.

/// Bytes of payloads in one answer; one larger event is a page of its own.
const HEAVIEST: i64 = 3 * 1024 * 1024;

/// What an event weighs beside its payload.
const ENVELOPE: i64 = 256;

/// The offsets that fit one answer, and whether others are left.
pub fn fitting(sizes: &[(i64, i64)], most: usize) -> (Vec<i64>, bool) {
    let mut weight = 0_i64;
    let mut offsets = Vec::new();
    for (offset, size) in sizes.iter().take(most) {
        weight = weight.saturating_add(*size).saturating_add(ENVELOPE);
        if weight > HEAVIEST && !offsets.is_empty() {
            break;
        }
        offsets.push(*offset);
    }
    let more = offsets.len() < sizes.len();
    (offsets, more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_by_number_or_by_weight_and_is_never_empty() {
        assert_eq!(fitting(&[(1, 10), (2, 10), (3, 10)], 2), (vec![1, 2], true));
        assert_eq!(fitting(&[(1, 10), (2, 10)], 2), (vec![1, 2], false));
        assert_eq!(fitting(&[(1, HEAVIEST * 2), (2, 10)], 2), (vec![1], true));
        assert_eq!(fitting(&[(1, 10), (2, HEAVIEST), (3, 10)], 5), (vec![1], true));
        assert_eq!(fitting(&[], 5), (vec![], false));
    }
}
