//! A proposal.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "match_proposal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub match_proposal_id: Uuid,
    pub number: i64,
    pub receipt_id: Uuid,
    pub customer_id: Option<Uuid>,
    pub currency: String,
    pub from_account: bool,
    pub on_account: i64,
    pub score: i32,
    pub band: String,
    pub state: String,
    pub decision: Option<String>,
    pub rule_version: String,
    pub decided_by: String,
    pub revision: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
