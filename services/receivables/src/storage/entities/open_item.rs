//! An open item.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "open_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub open_item_id: Uuid,
    pub document_type: String,
    pub document_id: Uuid,
    pub document_number: String,
    pub order_id: Option<Uuid>,
    pub customer_id: Uuid,
    pub customer_name: String,
    pub document_date: i32,
    pub due_on: i32,
    pub posted_on: i32,
    pub currency: String,
    pub original_amount: i64,
    pub open_amount: i64,
    pub dispute_id: Option<Uuid>,
    pub objected_amount: i64,
    pub cash: bool,
    pub opening: bool,
    pub version: i64,
}

/// What changes of a row once it is written: the other columns, and their indexes, are left alone.
pub const CHANGING: &[Column] = &[Column::OpenAmount, Column::DisputeId, Column::ObjectedAmount];

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
