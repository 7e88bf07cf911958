//! An event on its way to an endpoint.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_delivery")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub position: i64,
    pub tenant: String,
    pub subscription_id: Uuid,
    pub event_id: Uuid,
    pub type_name: String,
    pub aggregate_id: Uuid,
    pub lane_id: Uuid,
    pub state: i16,
    pub attempts: i32,
    pub attempts_ever: i32,
    pub first_attempt_at: Option<i64>,
    pub due_at: Option<i64>,
    pub claim: Option<Uuid>,
    pub created_at: i64,
    pub ended_at: Option<i64>,
}

/// What attempts and replays change.
pub const CHANGING: &[Column] = &[
    Column::State,
    Column::Attempts,
    Column::AttemptsEver,
    Column::FirstAttemptAt,
    Column::DueAt,
    Column::Claim,
    Column::EndedAt,
];

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
