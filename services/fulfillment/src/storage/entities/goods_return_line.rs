//! Lines of what came back.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "goods_return_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub goods_return_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub return_line_number: i32,
    pub order_line_number: i32,
    pub quantity: i64,
    pub restocked: bool,
    pub credit_net: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
