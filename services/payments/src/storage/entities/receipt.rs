//! Money that came in.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "receipt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub receipt_id: Uuid,
    pub number: i64,
    pub customer_id: Option<Uuid>,
    pub currency: String,
    pub amount: i64,
    pub applied: i64,
    pub on_account: i64,
    pub unapplied: i64,
    pub state: String,
    pub value_date: i32,
    pub payer_name: String,
    pub reference: String,
    pub bank_statement_line_id: Uuid,
    pub revision: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
