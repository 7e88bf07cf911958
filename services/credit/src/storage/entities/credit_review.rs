//! An order in the review queue.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credit_review")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub credit_review_id: Uuid,
    pub order_id: Uuid,
    pub customer_id: Uuid,
    pub credit_account_id: Uuid,
    pub reservation_id: Uuid,
    pub currency: String,
    pub amount: i64,
    pub limit_minor: i64,
    pub exposure: i64,
    pub reasons: String,
    pub requested_by: String,
    pub state: i16,
    pub decided_by: Option<String>,
    pub decision_reason: String,
    pub referred_at: i64,
    pub decided_at: Option<i64>,
    pub valid_until: Option<i64>,
    pub revision: i64,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
