//! What was agreed of a line: written once.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub line_number: i32,
    pub customer_id: Uuid,
    pub ordered_on: i32,
    pub product_id: Uuid,
    pub sku: String,
    pub description: String,
    pub service: bool,
    pub quantity: i64,
    pub unit_price: i64,
    pub free_of_charge: bool,
    pub net_amount: i64,
    pub on_delivery: bool,
    pub tax_category: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
