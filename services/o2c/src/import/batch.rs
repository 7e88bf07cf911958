//! Documents in batches: as many as a service takes at once.

use super::{document::Document, row::Row};

const MOST_ROWS: usize = 1_000;
/// Of cells: a message then weighs less than a service takes.
const MOST_BYTES: usize = 256 * 1024;

/// Cuts documents into batches: always at the same places, so that a job that goes on meets the same ones.
pub struct Batches<I>(pub I);

impl<T, I: Iterator<Item = anyhow::Result<Document<T>>>> Iterator for Batches<I> {
    type Item = anyhow::Result<Vec<Document<T>>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut batch: Vec<Document<T>> = Vec::new();
        let (mut rows, mut bytes) = (0, 0);
        while rows < MOST_ROWS && bytes < MOST_BYTES {
            match self.0.next() {
                None => break,
                Some(Err(error)) => return Some(Err(error)),
                Some(Ok(document)) => {
                    rows += document.rows.len();
                    bytes += document.rows.iter().map(weight).sum::<usize>();
                    batch.push(document);
                }
            }
        }
        (!batch.is_empty()).then_some(Ok(batch))
    }
}

fn weight(row: &Row) -> usize {
    row.cells.iter().map(String::len).sum()
}
