//! The tax of a document per category and rate.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tax_subtotal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub tax_category: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub tax_rate: i64,
    pub taxable_amount: i64,
    pub tax_amount: i64,
    pub taxable_before: i64,
    pub tax_before: i64,
    pub rounding_amount: i64,
    pub credited_taxable: i64,
    pub credited_tax: i64,
}

/// What changes of a row once it is written: the other columns, and their indexes, are left alone.
pub const CHANGING: &[Column] = &[Column::CreditedTaxable, Column::CreditedTax];

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
