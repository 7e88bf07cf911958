//! A fact of any service, kept for ever.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "archived_event")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub archive_offset: i64,
    pub tenant: String,
    pub event_id: Uuid,
    pub producer: String,
    pub aggregate_type: String,
    pub aggregate_id: Uuid,
    pub sequence: i64,
    #[sea_orm(column_name = "type")]
    pub type_name: String,
    pub occurred_at: i64,
    pub occurred_on: i32,
    pub related_id: Option<Uuid>,
    pub traceparent: Option<String>,
    pub incarnation: Uuid,
    pub payload: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
