//! An issued invoice or note.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sales_document")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: Uuid,
    pub kind: String,
    pub number: String,
    pub order_id: Option<Uuid>,
    pub currency: String,
    pub measure: i16,
    pub issued_on: i32,
    pub gross: i64,
    pub cash: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
