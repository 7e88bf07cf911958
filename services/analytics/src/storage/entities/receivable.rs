//! An open item.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "receivable")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub open_item_id: Uuid,
    pub document_id: Uuid,
    pub kind: String,
    pub number: String,
    pub order_id: Option<Uuid>,
    pub currency: String,
    pub document_date: i32,
    pub due_on: i32,
    pub original: i64,
    pub open_amount: i64,
    pub last_moved_on: i32,
    pub applications: i64,
    pub straight_applications: i64,
    pub reversed: bool,
    pub first_applied_on: Option<i32>,
    pub applied_on: Option<i32>,
    pub straight_on: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
