//! What a proposal pays, and what the owner made of it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "match_proposal_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub match_proposal_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i32,
    pub open_item_id: Uuid,
    pub document_number: String,
    pub open_minor: i64,
    pub amount: i64,
    pub write_off: i64,
    pub deduction: i64,
    pub deduction_reason: String,
    pub reserved: i64,
    pub applied: i64,
    pub written_off: i64,
    pub application_id: Option<Uuid>,
    pub refusal: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
