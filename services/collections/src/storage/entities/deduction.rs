//! What a customer has kept back.

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
    pub dispute_id: Uuid,
    pub currency: String,
    pub amount_minor: i64,
    pub reason: String,
    pub raised_on: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
