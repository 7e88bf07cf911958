//! Orders, without their lines.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sales_order")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    pub number: i64,
    pub customer_id: Uuid,
    pub customer_name: String,
    pub customer_country: String,
    pub customer_tax_id: String,
    pub net_days: i32,
    pub cash: bool,
    pub own_terms: bool,
    pub external_id: String,
    pub purchase_order_number: String,
    pub ordered_on: i32,
    pub currency: String,
    pub ship_to: String,
    pub ship_complete: bool,
    pub state: String,
    pub fulfilment_status: String,
    pub billing_status: String,
    pub payment_status: String,
    pub hold_status: String,
    pub net_amount: i64,
    pub gross_estimate: Option<i64>,
    pub rejection_reason: String,
    pub attempt: i32,
    pub accepting: bool,
    pub submitted_by: Option<String>,
    pub submitted_at: Option<i64>,
    pub snapshot: Option<Vec<u8>>,
    pub created_at: i64,
    pub version: i64,
}

/// What changes of a row once it is written: the other columns, and their indexes, are left alone.
pub const CHANGING: &[Column] = &[
    Column::CustomerName,
    Column::CustomerCountry,
    Column::CustomerTaxId,
    Column::NetDays,
    Column::Cash,
    Column::OwnTerms,
    Column::ShipTo,
    Column::ShipComplete,
    Column::State,
    Column::FulfilmentStatus,
    Column::BillingStatus,
    Column::PaymentStatus,
    Column::HoldStatus,
    Column::NetAmount,
    Column::GrossEstimate,
    Column::RejectionReason,
    Column::Attempt,
    Column::Accepting,
    Column::SubmittedBy,
    Column::SubmittedAt,
    Column::Snapshot,
];

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
