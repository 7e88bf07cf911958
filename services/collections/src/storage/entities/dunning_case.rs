//! How far reminding a customer has come.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dunning_case")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub dunning_case_id: Uuid,
    pub customer_id: Uuid,
    pub currency: String,
    pub state: String,
    pub level: i32,
    pub last_notice_on: Option<i32>,
    pub opened_on: i32,
    pub cured_on: Option<i32>,
    pub blocked_until: Option<i32>,
    pub block_reason: String,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
