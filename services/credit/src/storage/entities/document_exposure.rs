//! What stands on one document.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document_exposure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: Uuid,
    pub document_type: String,
    pub credit_account_id: Uuid,
    pub open_item_id: Option<Uuid>,
    pub open_orders: i64,
    pub open_receivables: i64,
    pub special: i64,
    pub delivered_not_billed: i64,
    pub billed_not_posted: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
