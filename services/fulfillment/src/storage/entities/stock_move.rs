//! Movements of goods, append-only.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stock_move")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub stock_move_id: Uuid,
    pub product_id: Uuid,
    pub quantity: i64,
    pub from_location: String,
    pub to_location: String,
    pub kind: String,
    pub document: String,
    pub lot: String,
    pub moved_on: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
