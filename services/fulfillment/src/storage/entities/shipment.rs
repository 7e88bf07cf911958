//! Shipments.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shipment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub shipment_id: Uuid,
    pub number: i64,
    pub order_id: Uuid,
    pub warehouse_id: Option<Uuid>,
    pub kind: String,
    pub state: String,
    pub wave: String,
    pub carrier: String,
    pub tracking_number: String,
    pub shipped_on: Option<i32>,
    pub delivered_on: Option<i32>,
    pub received_by: Option<String>,
    pub received_at: Option<i64>,
    pub currency: Option<String>,
    pub gross_estimate: Option<i64>,
    pub shipped_lines: i32,
    pub version: i64,
}

/// What changes of a row once it is written: the other columns, and their indexes, are left alone.
pub const CHANGING: &[Column] = &[
    Column::State,
    Column::Wave,
    Column::Carrier,
    Column::TrackingNumber,
    Column::ShippedOn,
    Column::DeliveredOn,
    Column::ReceivedBy,
    Column::ReceivedAt,
    Column::Currency,
    Column::GrossEstimate,
    Column::ShippedLines,
];

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
