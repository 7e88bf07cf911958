//! What payers write, reduced to what can be compared.

/// Words of a reference that are looked up at most: a bound, far above what fits a bank's field.
const MOST_KEYS: usize = 64;
/// Shorter ones are words, longer ones are noise.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=40;

/// Letters and digits alone, in capitals: `inv-0000 42` and `INV-000042` are the same number, and so are names that
/// differ in dots and spaces.
#[must_use]
pub fn key_of(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// What might be a document number in a text, each once, in the order written: single words and, for those who write
/// `INV 00000042`, two next to each other.
#[must_use]
pub fn document_keys(text: &str) -> Vec<String> {
    let words: Vec<String> = text
        .split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | ':' | '+' | '&' | '(' | ')'))
        .map(key_of)
        .filter(|word| !word.is_empty())
        .collect();
    let mut keys: Vec<String> = Vec::new();
    let mut take = |key: String| {
        let fits = LENGTHS.contains(&key.chars().count()) && key.chars().any(|letter| letter.is_ascii_digit());
        if fits && keys.len() < MOST_KEYS && !keys.contains(&key) {
            keys.push(key);
        }
    };
    for (index, word) in words.iter().enumerate() {
        take(word.clone());
        let letters_only = word.chars().all(char::is_alphabetic);
        if let Some(next) = words.get(index.saturating_add(1)).filter(|_| letters_only) {
            take(format!("{word}{next}"));
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_however_they_are_written() {
        assert_eq!(document_keys("INV-00000042"), ["INV00000042"]);
        assert_eq!(
            document_keys("pays inv 00000042, INV-00000043;inv/00000044"),
            ["INV00000042", "00000042", "INV00000043", "INV00000044"]
        );
        assert!(document_keys("payment with thanks").is_empty());
        assert!(document_keys("").is_empty());
    }

    #[test]
    fn a_number_written_twice_counts_once() {
        assert_eq!(document_keys("INV-1001 INV-1001"), ["INV1001"]);
    }

    #[test]
    fn a_text_without_end_is_bounded() {
        let long: String = (0..10_000).map(|number| format!("INV-{number:08} ")).collect();
        assert_eq!(document_keys(&long).len(), MOST_KEYS);
    }

    #[test]
    fn names_are_compared_by_their_letters() {
        assert_eq!(key_of("Müller & Söhne, Ltd."), "MÜLLERSÖHNELTD");
    }
}
