//! Rows that stand or fall together, read and looked at for themselves.

use std::collections::HashSet;

use o2c_kernel::Violations;
use o2c_rpc::parse::reason;

use super::{
    kind::Kind,
    row::{Cells, Row},
};

/// Rows of one document: it is as large as what a service takes at once.
const MOST_ROWS: usize = 4_000;
/// The document is in the file before.
pub const DUPLICATE: &str = "DUPLICATE";
/// Of a row that is fine, in a document that is not.
pub const DOCUMENT_REFUSED: &str = "DOCUMENT_REFUSED";

/// A document of the file.
#[derive(Clone, Debug)]
pub struct Document<T> {
    pub rows: Vec<Row>,
    /// What the rows say, or what is wrong with each.
    pub items: Result<Vec<T>, Vec<Violations>>,
}

impl<T> Document<T> {
    /// The items of one that can be read.
    pub fn items(&self) -> &[T] {
        self.items.as_deref().unwrap_or_default()
    }

    /// The number of its first row, which names it.
    pub fn number(&self) -> u64 {
        self.rows.first().map_or(0, |row| row.number)
    }
}

/// Cuts rows into documents and reads them.
pub struct Documents<K: Kind, R: Iterator> {
    rows: std::iter::Peekable<R>,
    /// What names the documents so far. Half of a hash: that two of a million meet is less likely than a broken disk.
    seen: HashSet<u128>,
    kind: std::marker::PhantomData<fn() -> K>,
}

impl<K: Kind, R: Iterator<Item = anyhow::Result<Row>>> Documents<K, R> {
    pub fn of(rows: R) -> Self {
        Self { rows: rows.peekable(), seen: HashSet::new(), kind: std::marker::PhantomData }
    }

    fn read(&mut self, rows: Vec<Row>) -> Document<K::Item> {
        let read = rows.iter().map(|row| {
            let mut cells = Cells::of(row, K::COLUMNS);
            match (K::read(&mut cells), cells.violations) {
                (Some(item), violations) if violations.is_empty() => Ok(item),
                (_, mut violations) => {
                    if violations.is_empty() {
                        violations.add("row", reason::MALFORMED, "cannot be read");
                    }
                    Err(violations)
                }
            }
        });
        let read: Vec<Result<K::Item, Violations>> = read.collect();
        let items = if read.iter().any(Result::is_err) {
            Err(read.into_iter().map(|row| row.err().unwrap_or_else(refused_with_others)).collect())
        } else {
            let items: Vec<K::Item> = read.into_iter().flatten().collect();
            let key = K::key(&items);
            if rows.len() > MOST_ROWS {
                Err(whole(rows.len(), reason::TOO_MANY, format!("a document has at most {MOST_ROWS} rows")))
            } else if self.seen.insert(half_hash(&key)) {
                Ok(items)
            } else {
                Err(whole(rows.len(), DUPLICATE, format!("{key} stands in the file before")))
            }
        };
        Document { rows, items }
    }
}

impl<K: Kind, R: Iterator<Item = anyhow::Result<Row>>> Iterator for Documents<K, R> {
    type Item = anyhow::Result<Document<K::Item>>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = match self.rows.next()? {
            Ok(row) => row,
            Err(error) => return Some(Err(error)),
        };
        let name = |row: &Row| K::DOCUMENT.map(|name| Cells::of(row, K::COLUMNS).raw(name).to_owned());
        let of = name(&first).filter(|name| !name.is_empty());
        let mut rows = vec![first];
        // One row more than may be: then it is refused, and no more of it is held.
        while of.is_some() && rows.len() <= MOST_ROWS {
            let another = self.rows.next_if(|next| next.as_ref().is_ok_and(|row| name(row) == of));
            let Some(Ok(row)) = another else { break };
            rows.push(row);
        }
        Some(Ok(self.read(rows)))
    }
}

fn half_hash(key: &str) -> u128 {
    let hash = blake3::hash(key.as_bytes());
    let mut half = [0; 16];
    half.iter_mut().zip(hash.as_bytes()).for_each(|(to, from)| *to = *from);
    u128::from_le_bytes(half)
}

/// The whole document is refused: its first row says why.
pub fn whole(rows: usize, reason: &str, description: String) -> Vec<Violations> {
    let mut violations = Violations::default();
    violations.add("row", reason, description);
    std::iter::once(violations).chain((1..rows).map(|_| refused_with_others())).collect()
}

pub fn refused_with_others() -> Violations {
    let mut violations = Violations::default();
    violations.add("row", DOCUMENT_REFUSED, "another row of its document is refused");
    violations
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::kinds::lines_of_orders;

    #[test]
    fn rows_of_one_order_stand_together_and_fall_together() {
        let documents = lines_of_orders(&[("A", "1"), ("A", "2"), ("B", "1"), ("A", "1"), ("C", "x"), ("C", "1")]);
        let shape: Vec<(usize, bool)> = documents.iter().map(|it| (it.rows.len(), it.items.is_ok())).collect();
        // A comes again after B, and one of C's rows is bad
        assert_eq!(shape, [(2, true), (1, true), (1, false), (2, false)]);
        let reasons = |at: usize| {
            let violations = documents[at].items.as_ref().unwrap_err();
            violations.iter().flat_map(|row| row.iter().map(|one| one.reason.clone())).collect::<Vec<_>>()
        };
        assert_eq!(reasons(2), [DUPLICATE]);
        assert_eq!(reasons(3), ["MALFORMED", DOCUMENT_REFUSED]);
    }

    #[test]
    fn rows_without_a_name_are_documents_of_their_own() {
        let documents = lines_of_orders(&[("", "1"), ("", "1")]);
        assert_eq!(documents.len(), 2);
    }
}
