//! A difference that a customer took.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deduction")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub deduction_id: Uuid,
    pub receipt_id: Uuid,
    pub open_item_id: Uuid,
    pub document_number: String,
    pub customer_id: Uuid,
    pub amount: i64,
    pub currency: String,
    pub reason: String,
    pub raised_on: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
