//! Secrets, without their values.

use o2c_kernel::{Id, Instant, TenantId};
use o2c_store::{StoreError, Tx, set};
use uuid::Uuid;

use super::entities::secret::{Column, Entity, Model};
use super::values::{instant, micros, unreadable};
use crate::domain::{Algorithm, Secret, SecretId, SubscriptionId};

pub async fn insert(tx: &Tx, tenant: &TenantId, secrets: Vec<Secret>) -> Result<(), StoreError> {
    let rows: Vec<Model> = secrets.iter().map(|secret| row(tenant, secret)).collect();
    set::insert::<Entity>(tx, rows).await.map(drop)
}

/// Writes when they end: nothing else of them changes.
pub async fn save_ends(tx: &Tx, tenant: &TenantId, secrets: &[Secret]) -> Result<(), StoreError> {
    let rows: Vec<Model> = secrets.iter().map(|secret| row(tenant, secret)).collect();
    set::update_columns::<Entity>(tx, rows, &[Column::ExpiresAt]).await.map(drop)
}

pub async fn find(tx: &Tx, tenant: &TenantId, id: SecretId) -> Result<Option<Secret>, StoreError> {
    let rows = set::find::<Entity>(tx, tenant, Column::SecretId, [id.uuid()]).await?;
    rows.into_iter().next().map(secret).transpose()
}

/// Those of these subscriptions that sign now, newest first.
pub async fn in_force(
    tx: &Tx,
    tenant: &TenantId,
    subscriptions: impl IntoIterator<Item = SubscriptionId>,
    now: Instant,
) -> Result<Vec<Secret>, StoreError> {
    let ids: Vec<Uuid> = subscriptions.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::SubscriptionId, ids).await?;
    let mut secrets = rows.into_iter().map(secret).collect::<Result<Vec<_>, _>>()?;
    secrets.retain(|secret| secret.is_in_force(now));
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.id));
    Ok(secrets)
}

fn row(tenant: &TenantId, secret: &Secret) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        secret_id: secret.id.uuid(),
        subscription_id: secret.subscription.uuid(),
        algorithm: match secret.algorithm {
            Algorithm::HmacSha256 => 1,
            Algorithm::Ed25519 => 2,
        },
        key_id: secret.key_id.clone(),
        public_key: secret.public_key.clone(),
        created_at: secret.created_at.micros(),
        expires_at: micros(secret.expires_at),
    }
}

fn secret(row: Model) -> Result<Secret, StoreError> {
    Ok(Secret {
        id: Id::from_uuid(row.secret_id),
        subscription: Id::from_uuid(row.subscription_id),
        algorithm: match row.algorithm {
            1 => Algorithm::HmacSha256,
            2 => Algorithm::Ed25519,
            other => return Err(unreadable("algorithm", other)),
        },
        key_id: row.key_id,
        public_key: row.public_key,
        created_at: Instant::from_micros(row.created_at),
        expires_at: instant(row.expires_at),
    })
}
