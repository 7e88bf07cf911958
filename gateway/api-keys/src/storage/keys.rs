//! Keys.

use o2c_kernel::{Id, Instant, Principal, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::entity::{Column, Entity, Model};
use crate::{
    domain::{ApiKey, ApiKeyId},
    look_up::Known,
};

/// New keys, each with what is kept of its secret.
pub async fn insert(tx: &Tx, tenant: &TenantId, keys: Vec<(ApiKey, [u8; 32])>) -> Result<(), StoreError> {
    let rows: Vec<Model> = keys.iter().map(|(key, hash)| row(tenant, key, hash)).collect();
    set::insert::<Entity>(tx, rows).await.map(drop)
}

/// Writes who has taken them back: nothing else of them changes.
pub async fn save_ends(tx: &Tx, tenant: &TenantId, keys: &[ApiKey]) -> Result<(), StoreError> {
    let rows: Vec<Model> = keys.iter().map(|key| row(tenant, key, &[0; 32])).collect();
    set::update_columns::<Entity>(tx, rows, &[Column::RevokedBy, Column::RevokedAt]).await.map(drop)
}

/// Locks them in key order. What is not there is not in the answer.
pub async fn lock(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ApiKeyId>,
) -> Result<Vec<ApiKey>, StoreError> {
    let ids: Vec<Uuid> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find_for_update::<Entity>(tx, tenant, Column::ApiKeyId, ids).await?;
    rows.into_iter().map(|row| known(row).map(|known| known.key)).collect()
}

pub async fn find(tx: &Tx, tenant: &TenantId, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
    let rows = set::find::<Entity>(tx, tenant, Column::ApiKeyId, [id.uuid()]).await?;
    rows.into_iter().next().map(|row| known(row).map(|known| known.key)).transpose()
}

/// Those that work.
pub async fn count(tx: &Tx, tenant: &TenantId, now: Instant) -> Result<u64, StoreError> {
    let query = of(tenant).filter(Column::RevokedAt.is_null()).filter(Column::ExpiresAt.gt(now.micros()));
    Ok(query.count(tx.connection()).await?)
}

/// The roles of all keys that work and that somebody answers for, as often as they are given.
pub async fn roles_of(
    tx: &Tx,
    tenant: &TenantId,
    responsible: &Principal,
    now: Instant,
) -> Result<Vec<String>, StoreError> {
    let query = of(tenant).filter(Column::RevokedAt.is_null()).filter(Column::ExpiresAt.gt(now.micros()));
    let query = query.filter(Column::CreatedBy.eq(responsible.as_str())).select_only().column(Column::Roles);
    let roles: Vec<String> = query.into_tuple().all(tx.connection()).await?;
    Ok(roles.iter().flat_map(|roles| roles.split_ascii_whitespace()).map(str::to_owned).collect())
}

/// A page, newest first, before a key: ids are in the order in which they were made.
pub async fn page(tx: &Tx, tenant: &TenantId, before: Option<Uuid>, limit: u64) -> Result<Vec<ApiKey>, StoreError> {
    let mut query = of(tenant);
    if let Some(before) = before {
        query = query.filter(Column::ApiKeyId.lt(before));
    }
    let rows = query.order_by_desc(Column::ApiKeyId).limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(|row| known(row).map(|known| known.key)).collect()
}

/// Whoever has it.
pub async fn of_any_tenant(tx: &Tx, id: ApiKeyId) -> Result<Option<Known>, StoreError> {
    let found = Entity::find().filter(Column::ApiKeyId.eq(id.uuid())).one(tx.connection()).await?;
    found.map(known).transpose()
}

/// No version changes: it is no change of what the key is.
pub async fn note_use(tx: &Tx, tenant: &TenantId, id: ApiKeyId, at: Instant) -> Result<(), StoreError> {
    let note = Entity::update_many()
        .col_expr(Column::LastUsedAt, Expr::value(at.micros()))
        .filter(Column::Tenant.eq(tenant.as_str()))
        .filter(Column::ApiKeyId.eq(id.uuid()));
    note.exec(tx.connection()).await?;
    Ok(())
}

fn of(tenant: &TenantId) -> sea_orm::Select<Entity> {
    Entity::find().filter(Column::Tenant.eq(tenant.as_str()))
}

fn row(tenant: &TenantId, key: &ApiKey, secret_hash: &[u8; 32]) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        api_key_id: key.id.uuid(),
        name: key.name.clone(),
        roles: key.roles.join(" "),
        secret_hash: secret_hash.to_vec(),
        created_by: key.created_by.as_str().to_owned(),
        created_at: key.created_at.micros(),
        expires_at: key.expires_at.micros(),
        revoked_by: key.revoked.as_ref().map(|(by, _)| by.as_str().to_owned()),
        revoked_at: key.revoked.as_ref().map(|(_, at)| at.micros()),
        last_used_at: key.last_used_at.map(Instant::micros),
        version: key.version,
    }
}

fn known(row: Model) -> Result<Known, StoreError> {
    let unreadable = |what: &str| StoreError::from(DbErr::Type(format!("{what} of a key cannot be read")));
    let principal = |name: &str| Principal::parse(name).map_err(|_| unreadable("a principal"));
    let revoked = match (row.revoked_by, row.revoked_at) {
        (Some(by), Some(at)) => Some((principal(&by)?, Instant::from_micros(at))),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err(unreadable("the end")),
    };
    Ok(Known {
        tenant: TenantId::parse(&row.tenant).map_err(|_| unreadable("the tenant"))?,
        secret_hash: row.secret_hash.as_slice().try_into().map_err(|_| unreadable("the hash"))?,
        key: ApiKey {
            id: Id::from_uuid(row.api_key_id),
            name: row.name,
            roles: row.roles.split_ascii_whitespace().map(str::to_owned).collect(),
            created_by: principal(&row.created_by)?,
            created_at: Instant::from_micros(row.created_at),
            expires_at: Instant::from_micros(row.expires_at),
            revoked,
            last_used_at: row.last_used_at.map(Instant::from_micros),
            version: row.version,
        },
    })
}
