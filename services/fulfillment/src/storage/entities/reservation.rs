//! What attempts hold or wait for, by order line.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reservation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub reservation_id: Uuid,
    pub allocation_id: Uuid,
    pub order_id: Uuid,
    pub line_number: i32,
    pub product_id: Uuid,
    pub warehouse_id: Option<Uuid>,
    pub stock_level_id: Option<Uuid>,
    pub arrival: i64,
    pub requested: i64,
    pub backordered: i64,
    pub allocated: i64,
    pub planned: i64,
    pub consumed: i64,
    pub released: i64,
    pub version: i64,
}

/// What changes of a row once it is written: the other columns, and their indexes, are left alone.
pub const CHANGING: &[Column] = &[
    Column::Arrival,
    Column::Requested,
    Column::Backordered,
    Column::Allocated,
    Column::Planned,
    Column::Consumed,
    Column::Released,
];

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
