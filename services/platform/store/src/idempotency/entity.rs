//! The table of keys.

use o2c_kernel::{Call, Instant, RequestKey};
use sea_orm::entity::prelude::*;

/// A key, and the answer that was given under it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub principal: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub method: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: Uuid,
    pub hash: Vec<u8>,
    /// Always there: a key is written with its answer.
    pub response: Option<Vec<u8>>,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(super) fn row(call: &Call, key: RequestKey, response: Option<Vec<u8>>, created_at: Instant) -> Model {
    Model {
        tenant: call.tenant().as_str().to_owned(),
        principal: call.principal().as_str().to_owned(),
        method: call.method.to_string(),
        request_id: key.request_id,
        hash: key.hash.to_vec(),
        response,
        created_at: created_at.micros(),
    }
}
