//! A saga, whole: written once at its start, read by the runner.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saga")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub position: i64,
    pub tenant: String,
    pub id: Uuid,
    pub name: String,
    pub subject: Uuid,
    pub state: String,
    pub parameters: String,
    pub caller: String,
    pub outputs: String,
    pub refusal: Option<String>,
    pub resume_at: Option<String>,
    pub last_error: Option<String>,
    pub tries: i64,
    pub faults: i64,
    pub next_attempt_at: i64,
    pub started_at: i64,
    pub ended_at: Option<i64>,
    pub version: i64,
    pub traceparent: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
