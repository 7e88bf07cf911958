//! Money that came in.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "receipt_fact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub receipt_id: Uuid,
    pub number: String,
    pub currency: String,
    pub amount: i64,
    pub received_at: i64,
    pub first_applied_at: Option<i64>,
    pub first_applied_on: Option<i32>,
    pub waited_on: Option<i32>,
    pub waited_micros: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
