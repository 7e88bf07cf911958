//! The head of a journal entry. The database numbers them.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal_entry")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub position: i64,
    pub tenant: String,
    pub journal_entry_id: Uuid,
    pub posted_on: i32,
    pub kind: String,
    pub document_id: Option<Uuid>,
    pub description: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
