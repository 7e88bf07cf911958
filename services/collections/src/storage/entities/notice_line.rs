//! An item on a letter.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dunning_notice_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub dunning_notice_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub open_item_id: Uuid,
    pub document_number: String,
    pub due_on: i32,
    pub open_minor: i64,
    pub days_past_due: i32,
    pub level: i32,
    pub item_version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
