//! Customers.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer_id: Uuid,
    pub external_id: String,
    pub name: String,
    pub bill_to: String,
    pub ship_to: String,
    pub tax_id: String,
    pub net_days: i32,
    pub cash: bool,
    pub currency: String,
    pub contacts: String,
    pub blocked: bool,
    pub created_at: i64,
    pub erased: bool,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
