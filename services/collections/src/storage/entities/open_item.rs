//! The copy of a receivables' open item.

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
    pub customer_id: Uuid,
    pub customer_name: String,
    pub currency: String,
    pub document_date: i32,
    pub due_on: i32,
    pub original_minor: i64,
    pub open_minor: i64,
    pub flagged_minor: i64,
    pub dispute_id: Option<Uuid>,
    pub asked_minor: Option<i64>,
    pub disputed_minor: i64,
    pub opening: bool,
    pub version: i64,
}

/// What changes of a row once it is written: the other columns, and their indexes, are left alone.
pub const CHANGING: &[Column] =
    &[Column::OpenMinor, Column::FlaggedMinor, Column::DisputeId, Column::AskedMinor, Column::DisputedMinor];

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
