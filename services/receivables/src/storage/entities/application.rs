//! An edge. Never updated, never deleted.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "application")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub application_id: Uuid,
    pub open_item_id: Uuid,
    pub kind: String,
    pub source_id: Uuid,
    pub amount: i64,
    pub currency: String,
    pub effective_on: i32,
    pub reverses: Option<Uuid>,
    pub proposal_id: Option<Uuid>,
    pub reason: String,
    pub customer_id: Uuid,
    pub due_on: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
