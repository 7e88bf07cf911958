//! The copy of an open item, and what receipts have spoken for.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "open_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub open_item_id: Uuid,
    pub kind: String,
    pub document_number: String,
    pub number_key: String,
    pub customer_id: Uuid,
    pub customer_name: String,
    pub due_on: i32,
    pub currency: String,
    pub open_minor: i64,
    pub held: i64,
    pub suggested: i64,
    pub available: i64,
}

/// What changes of a row once it is written: the other columns, and their indexes, are left alone.
pub const CHANGING: &[Column] = &[Column::OpenMinor, Column::Held, Column::Suggested, Column::Available];

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
