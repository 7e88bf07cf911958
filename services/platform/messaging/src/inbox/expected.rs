//! The usual case: the facts of a set are the next ones of their streams, nothing is held, and each is taken in.
//!
//! Then the cursors need not be read. They are moved first, on the condition that they stand where the set begins; where
//! one does not, or a verdict is not `Done`, all of it is rolled back and taken as `Mode::Runs` does.

use std::collections::BTreeMap;

use o2c_kernel::TenantId;

use super::{failure::Failure, machine::Machine, work::Key};
use crate::{
    envelope::Envelope,
    storage::{
        cursor::{self, Move},
        stream::Stream,
    },
};

impl Machine<'_> {
    /// Moves the cursors to where the set ends.
    pub(super) async fn expect(&mut self, set: &[Envelope]) -> Result<(), Failure> {
        let mut moves: BTreeMap<TenantId, BTreeMap<Stream, Move>> = BTreeMap::new();
        for envelope in set {
            let stream = Stream { producer: envelope.producer.clone(), aggregate_id: envelope.aggregate_id };
            let of_tenant = moves.entry(envelope.tenant.clone()).or_default();
            let before = envelope.sequence - 1;
            let next = of_tenant.entry(stream).or_insert(Move { from: before, to: before });
            if next.to != before {
                return Err(Failure::Unexpected);
            }
            next.to = envelope.sequence;
        }
        for (tenant, streams) in moves {
            if !cursor::advance(self.tx, self.consumer.name, tenant.as_str(), &streams).await? {
                return Err(Failure::Unexpected);
            }
            for (stream, Move { from, to }) in streams {
                let key: Key = (tenant.clone(), stream);
                self.aggregates.assume(&key, from);
                self.expected.push((key, to));
            }
        }
        Ok(())
    }

    /// Whether every stream came to where its cursor was put, with nothing to be held.
    pub(super) fn came_as_expected(&mut self) -> bool {
        let expected = std::mem::take(&mut self.expected);
        self.changes.is_empty() && expected.iter().all(|(key, to)| self.aggregates.get(key).cursor == *to)
    }
}
