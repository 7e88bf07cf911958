//! An issued document; never written again.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: Uuid,
    pub position: i64,
    pub series: String,
    pub sequence: i64,
    pub number: String,
    pub kind: String,
    pub customer_id: Uuid,
    pub customer: String,
    pub ship_to: Option<String>,
    pub order_id: Option<Uuid>,
    pub shipment_id: Option<Uuid>,
    pub issued_on: i32,
    pub supplied_on: i32,
    pub due_on: i32,
    pub currency: String,
    pub net_amount: i64,
    pub tax_amount: i64,
    pub gross_amount: i64,
    pub gross_estimate: i64,
    pub corrected_id: Option<Uuid>,
    pub corrected_number: Option<String>,
    pub reason_code: Option<String>,
    pub reason: Option<String>,
    pub dispute_id: Option<Uuid>,
    pub replaced_id: Option<Uuid>,
    pub occurred_at: i64,
    pub seal: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
