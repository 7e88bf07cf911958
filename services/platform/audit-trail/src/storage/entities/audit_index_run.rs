//! A run of the index: what some blocks name, packed into pages that are in order.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_index_run")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    /// How large it is: runs of a class are merged.
    #[sea_orm(primary_key, auto_increment = false)]
    pub class: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: Uuid,
    /// All blocks up to the largest of these are in the index.
    pub last_block: i64,
    pub first_entry: Uuid,
    pub last_entry: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
