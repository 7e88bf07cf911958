//! A dunning run and how far it has come.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dunning_run")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub dunning_run_id: Uuid,
    pub as_of: i32,
    pub done: bool,
    pub procedure_version: i32,
    pub after_customer: Option<Uuid>,
    pub customers: i64,
    pub notices: i64,
    pub reminders: i64,
    pub opened: i64,
    pub cured: i64,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
