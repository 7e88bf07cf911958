//! Returns, without their lines.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_return")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub return_id: Uuid,
    pub number: i64,
    pub order_id: Uuid,
    pub customer_id: Uuid,
    pub customer_name: String,
    pub customer_country: String,
    pub customer_tax_id: String,
    pub net_days: i32,
    pub cash: bool,
    pub currency: String,
    pub authorized_on: i32,
    pub reason: String,
    pub state: String,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
