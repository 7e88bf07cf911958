//! Facts of one transaction, at neighbouring positions, that are not published yet.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox_unpublished")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub first_position: i64,
    pub last_position: i64,
    pub recorded_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
