//! What a warehouse has of a product.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stock_level")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub stock_level_id: Uuid,
    pub warehouse_id: Uuid,
    pub product_id: Uuid,
    pub on_hand: i64,
    pub allocated: i64,
    pub backordered: i64,
    pub arrivals: i64,
    pub version: i64,
}

/// What changes of a row once it is written: the other columns, and their indexes, are left alone.
pub const CHANGING: &[Column] = &[Column::OnHand, Column::Allocated, Column::Backordered, Column::Arrivals];

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
