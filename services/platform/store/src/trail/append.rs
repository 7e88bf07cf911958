//! Writing entries.

use o2c_kernel::{Answer, Call, DocumentName, Explain, RefusedItem, TenantId, machine_now, new_uuid};
use sea_orm::DbErr;
use uuid::Uuid;

use super::entities::{audit_note, audit_unsealed};
use super::entry::{Entry, EntryItem, EntryKind};
use super::subject::{self, Subject};
use crate::claimed::{Claimed, State};
use crate::error::StoreError;
use crate::set;
use crate::sql::Sql;
use crate::tx::Tx;

/// Documents that one item names at most: the ids of a request's own fields are few.
const DOCUMENTS: usize = 8;

/// Writes an entry of a call, with what the transaction has changed so far. `reasons` are those of the items, by their
/// places.
///
/// # Errors
/// Those of the database.
async fn append(
    tx: &Tx,
    call: &Call,
    kind: EntryKind,
    items: Vec<EntryItem>,
    reasons: Vec<(usize, String)>,
) -> Result<(), StoreError> {
    let entry = Entry {
        id: new_uuid(),
        tenant: call.tenant().as_str().to_owned(),
        recorded_at: machine_now().micros(),
        kind,
        subject: Uuid::nil(),
        principal: call.principal().as_str().to_owned(),
        process: call.origin.process.to_string(),
        method: call.method.to_string(),
        request_id: call.origin.request_id.to_string(),
        trace: call.trace.0.as_deref().unwrap_or_default().to_owned(),
        calls: 1,
        items,
        changes: tx.journal(super::Journal::take),
    };
    entry.write(tx, reasons).await
}

/// Writes an entry of a call that is decided in no set, with what the transaction has changed so far, and why.
///
/// # Errors
/// Those of the database.
pub async fn append_of_call(
    tx: &Tx,
    call: &Call,
    documents: impl IntoIterator<Item = DocumentName> + Send,
    reason: &str,
) -> Result<(), StoreError> {
    let documents = documents.into_iter().map(|(name, id)| (name.into(), id)).collect();
    let item = EntryItem { documents, ..EntryItem::default() };
    append(tx, call, EntryKind::Call, vec![item], vec![(0, reason.to_owned())]).await
}

/// Writes an entry of what the service does by itself, unless the transaction has changed nothing: a fact that is of no
/// concern is not worth one.
///
/// # Errors
/// Those of the database.
pub async fn append_of_system(
    tx: &Tx,
    call: &Call,
    kind: EntryKind,
    causes: impl IntoIterator<Item = (Uuid, &'static str, Uuid)> + Send,
) -> Result<(), StoreError> {
    if tx.journal(|journal| journal.is_empty()) {
        return Ok(());
    }
    let item = |(cause, name, document): (Uuid, &'static str, Uuid)| EntryItem {
        request_id: Some(cause),
        documents: vec![(name.into(), document)],
        ..EntryItem::default()
    };
    let items = causes.into_iter().map(item).collect();
    append(tx, call, kind, items, Vec::new()).await
}

impl Entry {
    /// Writes it, to be sealed, and the reasons of its items, by their places.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn write(mut self, tx: &Tx, reasons: Vec<(usize, String)>) -> Result<(), StoreError> {
        let known = tx.subjects().get(&self.tenant, &self.principal);
        let written = match known {
            Some(subject) => self.write_of(tx, &subject, &reasons).await?,
            None => false,
        };
        if !written {
            let tenant = TenantId::of_record(&self.tenant).map_err(|error| DbErr::Type(error.to_string()))?;
            let subject = subject::of(tx, &tenant, &self.principal).await?;
            if !self.write_of(tx, &subject, &reasons).await? {
                return Err(StoreError::LostRace { table: "audit_subject" });
            }
            let (subjects, tenant) = (tx.subjects().clone(), self.tenant.clone());
            tx.after_commit(move || subjects.remember(&tenant, subject));
        }
        let unsealed = audit_unsealed::Model { entry_id: self.id, tenant: self.tenant };
        set::insert::<audit_unsealed::Entity>(tx, [unsealed]).await?;
        Ok(())
    }

    /// Writes it as this subject's, with its reasons, if the subject is still there.
    async fn write_of(&mut self, tx: &Tx, subject: &Subject, reasons: &[(usize, String)]) -> Result<bool, StoreError> {
        self.subject = subject.id;
        let notes = self.take_notes(subject, reasons)?;
        let written = Sql::new("INSERT INTO audit_entry (tenant, entry_id, subject_id, body) SELECT ")
            .bind(self.tenant.as_str())
            .push(", ")
            .bind(self.id)
            .push(", ")
            .bind(self.subject)
            .push(", ")
            .bind(self.encode())
            .push(" WHERE EXISTS (SELECT 1 FROM audit_subject WHERE tenant = ")
            .bind(self.tenant.as_str())
            .push(" AND subject_id = ")
            .bind(self.subject)
            .push(")");
        if written.execute(tx).await? == 0 {
            return Ok(false);
        }
        if !notes.is_empty() {
            set::insert::<audit_note::Entity>(tx, notes).await?;
        }
        Ok(true)
    }

    fn take_notes(
        &mut self,
        subject: &Subject,
        reasons: &[(usize, String)],
    ) -> Result<Vec<audit_note::Model>, StoreError> {
        let mut notes = Vec::with_capacity(reasons.len());
        for (at, text) in reasons.iter().filter(|(_, text)| !text.is_empty()) {
            let (Some(item), Ok(place)) = (self.items.get_mut(*at), i32::try_from(*at)) else { continue };
            let salt = new_uuid();
            item.note = Some(subject.commitment(salt, text));
            let (tenant, sealed) = (self.tenant.clone(), subject.seal(salt, text)?);
            notes.push(audit_note::Model { tenant, entry_id: self.id, item: place, salt, sealed });
        }
        Ok(notes)
    }
}

/// Writes the entry of a decided set: of what was accepted, and of what was refused beside it. A set of which nothing was
/// accepted has no effect to stand beside.
pub(crate) async fn append_set<C, R, E: Explain>(
    tx: &Tx,
    call: &Call,
    claimed: &Claimed<C, R, E>,
    answers: &[Option<Answer>],
) -> Result<(), StoreError> {
    if answers.iter().all(Option::is_none) {
        return Ok(());
    }
    let (mut items, mut reasons) = (Vec::with_capacity(answers.len()), Vec::new());
    for ((given, state), answer) in claimed.items().iter().zip(claimed.states()).zip(answers) {
        let refusal = match state {
            State::Accepted(_) => "".into(),
            State::Refused(error) => refusal(error).into(),
            // answered before, or with another item
            State::Pending | State::Replayed(_) | State::Twin(_) => continue,
        };
        reasons.push((items.len(), given.asked.reason.clone()));
        let made = answer.iter().flat_map(|answer| &answer.documents);
        let mut documents = Vec::new();
        for (name, id) in made.chain(&given.asked.documents) {
            if documents.len() < DOCUMENTS && !documents.iter().any(|(_, known)| known == id) {
                documents.push(((*name).into(), *id));
            }
        }
        items.push(EntryItem {
            request_id: given.key.map(|key| key.request_id),
            hash: given.key.map(|key| key.hash),
            documents,
            refusal,
            note: None,
        });
    }
    append(tx, call, EntryKind::Call, items, reasons).await
}

/// The items of a set of which nothing was accepted, for an entry of their own.
pub(crate) fn refused_items<C, R, E: Explain>(claimed: &Claimed<C, R, E>) -> Vec<RefusedItem> {
    let pairs = claimed.items().iter().zip(claimed.states());
    let refused = pairs.filter_map(|(given, state)| match state {
        State::Refused(error) => Some(RefusedItem {
            asked: given.asked.clone(),
            request_id: given.key.map(|key| key.request_id),
            refusal: refusal(error),
        }),
        State::Accepted(_) | State::Pending | State::Replayed(_) | State::Twin(_) => None,
    });
    refused.collect()
}

/// Remembers the items of a set that was refused as a whole.
pub(crate) fn refuse_set<C>(call: &Call, items: &[o2c_kernel::Item<C>], error: &impl Explain) {
    let refused = items.iter().map(|given| RefusedItem {
        asked: given.asked.clone(),
        request_id: given.key.map(|key| key.request_id),
        refusal: refusal(error),
    });
    call.origin.refuse(refused);
}

fn refusal(error: &impl Explain) -> String {
    format!("{}/{}", error.domain(), error.reason())
}
