//! The head of a confirmed order.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source_order")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    pub number: String,
    pub customer_id: Uuid,
    pub customer: String,
    pub ship_to: Option<String>,
    pub ordered_on: i32,
    pub currency: String,
}

/// What changes of a row once it is written: who ordered is forgotten.
pub const CHANGING: &[Column] = &[Column::Customer, Column::ShipTo];

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
