//! A write-off, asked for or decided.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "write_off")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub write_off_id: Uuid,
    pub open_item_id: Uuid,
    pub amount: i64,
    pub currency: String,
    pub reason: String,
    pub state: String,
    pub requested_by: String,
    pub requested_on: i32,
    pub decided_by: Option<String>,
    pub decision_reason: String,
    pub tolerance: Option<i64>,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
