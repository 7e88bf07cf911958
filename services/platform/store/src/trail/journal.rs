//! What a transaction has changed, gathered where rows are written.

use std::collections::HashMap;

use sea_orm::{EntityTrait, IdenStatic, Iterable, ModelTrait, PrimaryKeyToColumn, Value};
use uuid::Uuid;

use super::entry::Change;
use crate::set::Shape;
use crate::tx::Tx;

/// The changes of a transaction, since they were last taken.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    changes: Vec<Change>,
    /// Where the latest change of a document stands.
    places: HashMap<Uuid, usize>,
}

impl Journal {
    /// A document that is written twice goes from its first version to its last.
    fn add(&mut self, change: Change) {
        let known = self.places.get(&change.id).and_then(|at| self.changes.get_mut(*at));
        match known.filter(|known| known.kind == change.kind) {
            Some(known) => known.after = change.after,
            None => {
                self.places.insert(change.id, self.changes.len());
                self.changes.push(change);
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    pub(crate) fn take(&mut self) -> Vec<Change> {
        self.places.clear();
        std::mem::take(&mut self.changes)
    }
}

/// Gathers the rows that are documents: they have a version, and their key is the tenant and an id. `written` makes of the
/// row's version what it was before and is after.
pub(crate) fn record<E: EntityTrait>(
    tx: &Tx,
    shape: &'static Shape,
    rows: &[E::Model],
    written: fn(i64) -> (Option<i64>, i64),
) {
    let Some(columns) = columns::<E>(shape) else { return };
    let changes = rows.iter().filter_map(|row| match (row.get(columns.0), row.get(columns.1)) {
        (Value::Uuid(Some(id)), Value::BigInt(Some(version))) => {
            let (before, after) = written(version);
            Some(Change { kind: shape.table.into(), id, before, after: Some(after) })
        }
        _ => None,
    });
    tx.journal(|journal| changes.for_each(|change| journal.add(change)));
}

/// The columns of the id and of the version.
fn columns<E: EntityTrait>(shape: &Shape) -> Option<(E::Column, E::Column)> {
    let version = E::Column::iter().nth(shape.version?)?;
    let mut key = E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column);
    match (key.next(), key.next(), key.next()) {
        (Some(tenant), Some(id), None) if tenant.as_str() == "tenant" => Some((id, version)),
        _ => None,
    }
}

/// Gathers documents that a fact is stated about, unless the transaction has changed their rows: some have no version.
pub fn mention(tx: &Tx, documents: impl IntoIterator<Item = (&'static str, Uuid)>) {
    tx.journal(|journal| {
        for (kind, id) in documents {
            if !journal.places.contains_key(&id) {
                journal.add(Change { kind: kind.into(), id, before: None, after: None });
            }
        }
    });
}
