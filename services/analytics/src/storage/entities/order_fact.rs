//! An order from submission to cash.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_fact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    pub number: Option<String>,
    pub currency: Option<String>,
    pub submitted_at: Option<i64>,
    pub first_shipped_at: Option<i64>,
    pub first_shipped_on: Option<i32>,
    pub completed: bool,
    pub open_items: i64,
    pub last_paid_at: Option<i64>,
    pub last_paid_on: Option<i32>,
    pub cycle_on: Option<i32>,
    pub cycle_micros: Option<i64>,
    pub cash_on: Option<i32>,
    pub cash_micros: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
