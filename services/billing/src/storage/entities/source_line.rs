//! A line that may be billed, and how much of it is.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub line_number: i32,
    pub product_id: Option<Uuid>,
    pub description: String,
    pub currency: String,
    pub quantity: i64,
    pub unit_price: i64,
    pub net_amount: i64,
    pub billing_rule: String,
    pub tax_category: String,
    pub cancelled_quantity: i64,
    pub cancelled_net: i64,
    pub billed_quantity: i64,
    pub billed_net: i64,
    pub returned_quantity: i64,
    pub version: i64,
}

/// What changes of a row once it is written: the other columns, and their indexes, are left alone.
pub const CHANGING: &[Column] = &[
    Column::CancelledQuantity,
    Column::CancelledNet,
    Column::BilledQuantity,
    Column::BilledNet,
    Column::ReturnedQuantity,
];

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
