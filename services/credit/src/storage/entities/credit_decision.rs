//! A decision with all that it depended on; append-only.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credit_decision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub reservation_id: Uuid,
    pub order_id: Uuid,
    pub customer_id: Uuid,
    pub credit_account_id: Uuid,
    pub currency: String,
    pub amount: i64,
    pub blocked: Option<bool>,
    pub limit_minor: Option<i64>,
    pub valid_from: Option<i32>,
    pub valid_to: Option<i32>,
    pub exposure: Option<i64>,
    pub today: i32,
    pub released: Option<i64>,
    pub tolerance: i64,
    pub policy_version: String,
    pub outcome: String,
    pub reasons: String,
    pub credit_review_id: Option<Uuid>,
    pub valid_until: Option<i64>,
    pub decided_at: i64,
    pub after_entry: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
