//! How far a line had come when each had a row of its own: read where there is no `order_progress` yet.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "line_progress")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub line_number: i32,
    pub gross_estimate: i64,
    pub cancelled: i64,
    pub cancelling: i64,
    pub allocated: i64,
    pub reported: bool,
    pub shipped: i64,
    pub delivered: i64,
    pub returnable: i64,
    pub returned: i64,
    pub invoiced: i64,
    pub cancelled_net: i64,
    pub invoiced_net: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
