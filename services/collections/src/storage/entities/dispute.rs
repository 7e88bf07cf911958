//! A customer's objection to (a part of) an invoice.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dispute")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub dispute_id: Uuid,
    pub number: i64,
    pub customer_id: Uuid,
    pub open_item_id: Uuid,
    pub document_id: Uuid,
    pub document_number: String,
    pub currency: String,
    pub disputed_minor: i64,
    pub raises: i64,
    pub deducted_minor: Option<i64>,
    pub reason: String,
    pub description: String,
    pub state: String,
    pub assigned_to: String,
    pub resolution: Option<String>,
    pub credited_minor: i64,
    pub resolved_on: Option<i32>,
    pub resolved_by: Option<String>,
    pub resolution_reason: Option<String>,
    pub deduction_id: Option<Uuid>,
    pub opened_on: i32,
    pub opened_by: String,
    pub closed_on: Option<i32>,
    pub opened_version: i64,
    pub closed_version: Option<i64>,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
