//! What all witnesses together know, each aggregate once.

use std::{collections::VecDeque, sync::Arc};

use crate::{error::TakeError, head::Head, heads::HeadSource};

/// Heads that a witness is asked for at once.
const PAGE: usize = 256;

/// Walks the heads of several witnesses side by side: each tells them in the same order.
pub(super) struct Known<'a> {
    walks: Vec<Walk<'a>>,
}

struct Walk<'a> {
    witness: &'a dyn HeadSource,
    /// Read and not passed yet.
    heads: VecDeque<Head>,
    last: Option<Head>,
    ended: bool,
}

impl<'a> Known<'a> {
    pub(super) fn of(witnesses: &'a [Arc<dyn HeadSource>]) -> Known<'a> {
        let walk = |witness: &'a Arc<dyn HeadSource>| Walk {
            witness: witness.as_ref(),
            heads: VecDeque::new(),
            last: None,
            ended: false,
        };
        Known { walks: witnesses.iter().map(walk).collect() }
    }

    /// The next aggregates, each as far as anybody knows it; none after the last.
    pub(super) async fn page(&mut self) -> Result<Vec<Head>, TakeError> {
        let mut page = Vec::with_capacity(PAGE);
        while page.len() < PAGE {
            for walk in &mut self.walks {
                walk.read().await?;
            }
            let Some(first) = self.walks.iter().filter_map(|walk| walk.heads.front()).min_by_key(|head| key(head))
            else {
                break;
            };
            let mut head = first.clone();
            for walk in &mut self.walks {
                if walk.heads.front().is_some_and(|other| key(other) == key(&head)) {
                    let known = walk.heads.pop_front().map_or(0, |other| other.last_sequence);
                    head.last_sequence = head.last_sequence.max(known);
                }
            }
            page.push(head);
        }
        Ok(page)
    }
}

impl Walk<'_> {
    /// Makes sure that the next head is at hand, if there is one.
    async fn read(&mut self) -> Result<(), TakeError> {
        if self.ended || !self.heads.is_empty() {
            return Ok(());
        }
        let heads = self.witness.heads(None, self.last.as_ref(), PAGE).await.map_err(TakeError::Heads)?;
        self.ended = heads.is_empty();
        self.last = heads.last().cloned().or(self.last.take());
        self.heads = heads.into();
        Ok(())
    }
}

fn key(head: &Head) -> (&str, uuid::Uuid) {
    (head.tenant.as_str(), head.aggregate_id)
}
