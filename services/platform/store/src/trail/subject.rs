//! Who is in the trail, apart from the entries: a person can be erased, and the chain still holds.
//!
//! An entry has a pseudonym in place of the principal. It is made of the name and of a key that nobody can guess, and name
//! and key stand in one row: with it the pseudonym is the name's and nobody else's, so that names cannot be exchanged;
//! without it nothing leads from the pseudonym to a name, nor from a name to a pseudonym, for whoever guesses. The reasons
//! that somebody gave are sealed under the same key.

use o2c_identity::fresh_secret;
use o2c_kernel::TenantId;
use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey},
    hmac::{self, HMAC_SHA256},
};
use sea_orm::DbErr;
use uuid::Uuid;

use super::entities::audit_subject::{Column, Entity, Model};
use crate::error::StoreError;
use crate::set;
use crate::tx::Tx;

/// Somebody who is not erased.
#[derive(Clone, PartialEq, Eq)]
pub struct Subject {
    /// The pseudonym.
    pub id: Uuid,
    pub principal: String,
    key: [u8; 32],
}

/// Without the key.
impl std::fmt::Debug for Subject {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Subject").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Subject {
    fn new(principal: &str, key: [u8; 32]) -> Self {
        Self { id: pseudonym(&key, principal), principal: principal.to_owned(), key }
    }

    /// What an entry keeps of a reason: nobody guesses the text from it, and nobody exchanges the text without its showing.
    #[must_use]
    pub fn commitment(&self, salt: Uuid, text: &str) -> [u8; 32] {
        derived(&self.key, &[b"o2c audit note\0", salt.as_bytes(), text.as_bytes()])
    }

    /// A reason as it is kept. Each has a key of its own, made of its salt, so that no nonce comes twice.
    ///
    /// # Errors
    /// When it cannot be sealed, which a text of this size always can.
    pub fn seal(&self, salt: Uuid, text: &str) -> Result<Vec<u8>, StoreError> {
        let mut bytes = text.as_bytes().to_vec();
        let sealed = self.of_note(salt).and_then(|key| {
            key.seal_in_place_append_tag(Nonce::assume_unique_for_key([0; 12]), Aad::empty(), &mut bytes).ok()
        });
        sealed.map(|()| bytes).ok_or_else(|| unreadable("a reason that cannot be sealed"))
    }

    /// The reason again; none where the bytes are not what was sealed.
    #[must_use]
    pub fn open(&self, salt: Uuid, sealed: &[u8]) -> Option<String> {
        let mut bytes = sealed.to_vec();
        let nonce = Nonce::assume_unique_for_key([0; 12]);
        let opened = self.of_note(salt)?.open_in_place(nonce, Aad::empty(), &mut bytes).ok()?;
        String::from_utf8(opened.to_vec()).ok()
    }

    fn of_note(&self, salt: Uuid) -> Option<LessSafeKey> {
        let key = derived(&self.key, &[b"o2c audit note key\0", salt.as_bytes()]);
        UnboundKey::new(&CHACHA20_POLY1305, &key).ok().map(LessSafeKey::new)
    }
}

/// As it stands in the table: whoever it says it is, if that fits.
impl From<Model> for Subject {
    fn from(row: Model) -> Self {
        // a key that is none leads to another pseudonym, and so to nobody
        Self { id: row.subject_id, principal: row.principal, key: row.key.try_into().unwrap_or_default() }
    }
}

impl Subject {
    /// Whether the pseudonym is of this name under this key.
    #[must_use]
    pub fn holds(&self) -> bool {
        pseudonym(&self.key, &self.principal) == self.id
    }
}

/// The subject that a principal is. One who was never seen, or was erased, is a new one.
///
/// # Errors
/// Those of the database, and where the machine gives no chance.
pub(super) async fn of(tx: &Tx, tenant: &TenantId, principal: &str) -> Result<Subject, StoreError> {
    if let Some(known) = find(tx, tenant, principal).await? {
        return Ok(known);
    }
    let key = fresh_secret().map_err(|error| unreadable(&error.to_string()))?;
    let Subject { id, principal, key } = Subject::new(principal, key);
    let row =
        Model { tenant: tenant.as_str().to_owned(), subject_id: id, principal: principal.clone(), key: key.to_vec() };
    set::insert_ignoring_conflicts::<Entity>(tx, [row]).await?;
    // somebody else may have been faster: then theirs is the one
    find(tx, tenant, &principal).await?.ok_or_else(|| unreadable("a subject that was just made"))
}

/// The subject of a principal, if there is one.
///
/// # Errors
/// Those of the database.
pub async fn find(tx: &Tx, tenant: &TenantId, principal: &str) -> Result<Option<Subject>, StoreError> {
    let found = set::find::<Entity>(tx, tenant, Column::Principal, [principal]).await?;
    Ok(found.into_iter().next().map(Subject::from))
}

/// Those of these pseudonyms who are not erased, in no order.
///
/// # Errors
/// Those of the database.
pub async fn find_by_id(tx: &Tx, tenant: &TenantId, ids: Vec<Uuid>) -> Result<Vec<Subject>, StoreError> {
    let found = set::find::<Entity>(tx, tenant, Column::SubjectId, ids).await?;
    Ok(found.into_iter().map(Subject::from).collect())
}

/// Forgets a subject: only whoever owns the tables may.
///
/// # Errors
/// Those of the database.
pub async fn forget(tx: &Tx, tenant: &TenantId, subject: Uuid) -> Result<(), StoreError> {
    set::delete_by_keys::<Entity>(tx, tenant, Column::SubjectId, [subject]).await.map(drop)
}

fn pseudonym(key: &[u8; 32], principal: &str) -> Uuid {
    let digest = derived(key, &[b"o2c audit subject\0", principal.as_bytes()]);
    digest.first_chunk().copied().map(Uuid::from_bytes).unwrap_or_default()
}

fn derived(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(&hmac::Key::new(HMAC_SHA256, key));
    parts.iter().for_each(|part| context.update(part));
    let mut bytes = [0; 32];
    bytes.copy_from_slice(context.sign().as_ref());
    bytes
}

fn unreadable(what: &str) -> StoreError {
    DbErr::Type(what.to_owned()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_is_of_one_name_under_one_key() {
        let anna = Subject::new("anna", [7; 32]);
        assert!(anna.holds());
        assert_eq!(Subject::new("anna", [7; 32]).id, anna.id);
        assert_ne!(Subject::new("anna", [8; 32]).id, anna.id);
        assert_ne!(Subject::new("bert", [7; 32]).id, anna.id);
        assert!(!Subject { principal: "eve".to_owned(), ..anna.clone() }.holds());
        assert!(!format!("{anna:?}").contains("anna"));
    }

    #[test]
    fn a_reason_is_read_with_the_key_and_at_its_place_alone() {
        let (anna, salt) = (Subject::new("anna", [7; 32]), Uuid::from_u128(1));
        let sealed = anna.seal(salt, "agreed on the phone").unwrap();
        assert_eq!(anna.open(salt, &sealed).as_deref(), Some("agreed on the phone"));
        assert_eq!(anna.open(Uuid::from_u128(2), &sealed), None);
        assert_eq!(Subject::new("anna", [8; 32]).open(salt, &sealed), None);
        assert_eq!(anna.open(salt, &sealed[1..]), None);
        assert_ne!(anna.commitment(salt, "no"), anna.commitment(salt, "yes"));
        assert_ne!(anna.commitment(salt, "no"), anna.commitment(Uuid::nil(), "no"));
    }
}
