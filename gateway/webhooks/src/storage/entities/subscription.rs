//! A subscription.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_subscription")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subscription_id: Uuid,
    pub url: String,
    pub description: String,
    pub event_types: String,
    pub state: i16,
    pub disabled_reason: Option<i16>,
    pub disabled_at: Option<i64>,
    pub failing_since: Option<i64>,
    pub created_by: String,
    pub created_at: i64,
    pub revision: i64,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
