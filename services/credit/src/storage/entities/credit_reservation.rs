//! What an attempt of an order holds, or does not.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credit_reservation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub reservation_id: Uuid,
    pub order_id: Uuid,
    pub kind: i16,
    pub credit_account_id: Option<Uuid>,
    pub amount: Option<i64>,
    pub currency: Option<String>,
    pub valid_until: Option<i64>,
    pub state: i16,
    pub requested_by: Option<String>,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
