//! Keys in their database.

use std::time::Duration;

use o2c_identity::{KeyError, Roles, RolesError};
use o2c_kernel::{Deadline, Instant, NameError, TenantId, machine_now};
use o2c_store::{Store, StoreError, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};

use super::{ApiKey, NewApiKey, Secret, entity};

/// How long a look-up may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// Keys of a tenant that are listed.
const LISTED: u64 = 1_000;
const LONGEST_NAME: usize = 120;

/// Why a key is not made, found or taken back.
#[derive(Debug, thiserror::Error)]
pub enum ApiKeyError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Chance(#[from] KeyError),
    #[error(transparent)]
    Roles(#[from] RolesError),
    #[error("a key has a name of 1 to {LONGEST_NAME} letters, a role and an end that is to come")]
    Invalid,
    #[error("the tenant has no key `{0}`")]
    NotFound(String),
    #[error("the key {0} cannot be read")]
    Unreadable(String),
}

/// The gateway's own database.
#[derive(Clone)]
pub struct KeyStore(Store);

impl KeyStore {
    /// Over a store that has been migrated.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self(store)
    }

    /// Makes a key. Its secret is in the answer and nowhere else.
    pub async fn create(&self, new: NewApiKey, roles: &Roles) -> Result<(ApiKey, Secret), ApiKeyError> {
        let now = machine_now();
        let fits = (1..=LONGEST_NAME).contains(&new.name.chars().count()) && !new.name.contains('\0');
        if !fits || new.roles.is_empty() || new.expires_at <= now {
            return Err(ApiKeyError::Invalid);
        }
        roles.resolve(new.roles.iter().map(String::as_str))?;
        let secret = Secret::generate()?;
        let row = entity::Model {
            tenant: new.tenant.as_str().to_owned(),
            key_id: secret.id().to_owned(),
            name: new.name,
            roles: new.roles.join(" "),
            secret_hash: secret.hash().to_vec(),
            created_at: now.micros(),
            expires_at: new.expires_at.micros(),
            revoked_at: None,
            last_used_at: None,
        };
        let key = read(row.clone())?;
        self.0
            .write(Deadline::after(PATIENCE), async |tx| {
                set::insert::<entity::Entity>(tx, [row.clone()]).await.map(drop)
            })
            .await?;
        Ok((key, secret))
    }

    /// The keys of a tenant, newest first.
    pub async fn list(&self, tenant: &TenantId) -> Result<Vec<ApiKey>, ApiKeyError> {
        let rows: Vec<entity::Model> = self
            .0
            .read(Deadline::after(PATIENCE), async |tx| {
                let query = entity::Entity::find()
                    .filter(entity::Column::Tenant.eq(tenant.as_str()))
                    .order_by_desc(entity::Column::CreatedAt)
                    .limit(LISTED);
                Ok::<_, StoreError>(query.all(tx.connection()).await?)
            })
            .await?;
        rows.into_iter().map(read).collect()
    }

    /// Takes a key back; again is fine.
    pub async fn revoke(&self, tenant: &TenantId, id: &str) -> Result<(), ApiKeyError> {
        let now = machine_now().micros();
        let found = self
            .0
            .write(Deadline::after(PATIENCE), async |tx| {
                let known = entity::Entity::find_by_id((tenant.as_str().to_owned(), id.to_owned()));
                if known.one(tx.connection()).await?.is_none() {
                    return Ok::<_, StoreError>(false);
                }
                let revoke = entity::Entity::update_many()
                    .col_expr(entity::Column::RevokedAt, Expr::value(now))
                    .filter(entity::Column::Tenant.eq(tenant.as_str()))
                    .filter(entity::Column::KeyId.eq(id))
                    .filter(entity::Column::RevokedAt.is_null());
                revoke.exec(tx.connection()).await?;
                Ok(true)
            })
            .await?;
        if found { Ok(()) } else { Err(ApiKeyError::NotFound(id.to_owned())) }
    }

    pub(super) async fn find(&self, id: &str) -> Result<Option<ApiKey>, ApiKeyError> {
        let row = self
            .0
            .read(Deadline::after(PATIENCE), async |tx| {
                let query = entity::Entity::find().filter(entity::Column::KeyId.eq(id));
                Ok::<_, StoreError>(query.one(tx.connection()).await?)
            })
            .await?;
        row.map(read).transpose()
    }

    pub(super) async fn note_use(&self, key: &ApiKey, at: Instant) -> Result<(), ApiKeyError> {
        self.0
            .write(Deadline::after(PATIENCE), async |tx| {
                let note = entity::Entity::update_many()
                    .col_expr(entity::Column::LastUsedAt, Expr::value(at.micros()))
                    .filter(entity::Column::Tenant.eq(key.tenant.as_str()))
                    .filter(entity::Column::KeyId.eq(key.id.as_str()));
                note.exec(tx.connection()).await?;
                Ok::<_, StoreError>(())
            })
            .await?;
        Ok(())
    }
}

fn read(row: entity::Model) -> Result<ApiKey, ApiKeyError> {
    let unreadable = || ApiKeyError::Unreadable(row.key_id.clone());
    let tenant = TenantId::parse(&row.tenant).map_err(|_: NameError| unreadable())?;
    let secret_hash = row.secret_hash.as_slice().try_into().map_err(|_| unreadable())?;
    Ok(ApiKey {
        tenant,
        secret_hash,
        id: row.key_id,
        name: row.name,
        roles: row.roles.split_ascii_whitespace().map(str::to_owned).collect(),
        created_at: Instant::from_micros(row.created_at),
        expires_at: Instant::from_micros(row.expires_at),
        revoked_at: row.revoked_at.map(Instant::from_micros),
        last_used_at: row.last_used_at.map(Instant::from_micros),
    })
}
