//! A customer's limit and exposure in one currency.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credit_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub credit_account_id: Uuid,
    pub customer_id: Uuid,
    pub currency: String,
    pub limit_minor: i64,
    pub valid_from: Option<i32>,
    pub valid_to: Option<i32>,
    pub risk_class: i16,
    pub blocked: bool,
    pub opened: bool,
    pub open_orders: i64,
    pub open_receivables: i64,
    pub special: i64,
    pub delivered_not_billed: i64,
    pub billed_not_posted: i64,
    pub entries: i64,
    pub revision: i64,
    pub version: i64,
}

/// What changes of a row once it is written: the other columns, and their indexes, are left alone.
pub const CHANGING: &[Column] = &[
    Column::LimitMinor,
    Column::ValidFrom,
    Column::ValidTo,
    Column::RiskClass,
    Column::Blocked,
    Column::Opened,
    Column::OpenOrders,
    Column::OpenReceivables,
    Column::Special,
    Column::DeliveredNotBilled,
    Column::BilledNotPosted,
    Column::Entries,
    Column::Revision,
];

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
