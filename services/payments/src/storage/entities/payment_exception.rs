//! What waits for a person to find out.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_exception")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub payment_exception_id: Uuid,
    pub number: i64,
    pub receipt_id: Uuid,
    pub reason: String,
    pub amount: i64,
    pub currency: String,
    pub customer_id: Option<Uuid>,
    pub payer_name: String,
    pub reference: String,
    pub resolved_by: String,
    pub open: bool,
    pub revision: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
