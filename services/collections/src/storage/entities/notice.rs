//! A letter as it was sent.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dunning_notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub dunning_notice_id: Uuid,
    pub dunning_case_id: Option<Uuid>,
    pub customer_id: Uuid,
    pub currency: String,
    pub level: i32,
    pub issued_on: i32,
    pub total_minor: i64,
    pub fee_minor: i64,
    pub minimum_minor: i64,
    pub procedure_version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
