//! From rows to values and back. A row that this service could not have written is an error of the database, not a
//! value of some kind.

use o2c_kernel::{Address, Currency, Date, Id, Money, Rate, UnitPrice};
use o2c_store::StoreError;
use sea_orm::DbErr;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::domain::{
    document::{Kind, Line},
    draft::DraftLine,
    source::BillingRule,
    tax::{Subtotal, TaxCategory, Taxed},
};

use super::entities::{document_line, tax_subtotal};

/// A stored value cannot be read.
pub fn unreadable(what: &str, value: impl std::fmt::Display) -> StoreError {
    StoreError::Database(DbErr::Type(format!("{what} `{value}` cannot be read")))
}

pub fn currency(code: &str) -> Result<Currency, StoreError> {
    Currency::parse(code).map_err(|_| unreadable("currency", code))
}

pub fn date(days: i32) -> Result<Date, StoreError> {
    Date::from_days(days).map_err(|_| unreadable("date", days))
}

pub fn kind(prefix: &str) -> Result<Kind, StoreError> {
    Kind::of_prefix(prefix).ok_or_else(|| unreadable("kind", prefix))
}

pub fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| unreadable("value", error))
}

pub fn of_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| unreadable("value", error))
}

pub fn address_json(address: Option<&Address>) -> Result<Option<String>, StoreError> {
    address.map(json).transpose()
}

pub fn id<K>(id: Option<Uuid>) -> Option<Id<K>> {
    id.map(Id::from_uuid)
}

pub fn uuid<K>(id: Option<Id<K>>) -> Option<Uuid> {
    id.map(Id::uuid)
}

pub const fn rule_text(rule: BillingRule) -> &'static str {
    match rule {
        BillingRule::OnShipment => "ON_SHIPMENT",
        BillingRule::OnDelivery => "ON_DELIVERY",
    }
}

pub fn rule(text: &str) -> Result<BillingRule, StoreError> {
    match text {
        "ON_SHIPMENT" => Ok(BillingRule::OnShipment),
        "ON_DELIVERY" => Ok(BillingRule::OnDelivery),
        _ => Err(unreadable("billing rule", text)),
    }
}

pub fn taxed(category: &str, rate: i64) -> Result<Taxed, StoreError> {
    let category = TaxCategory::parse(category).ok_or_else(|| unreadable("tax category", category))?;
    Ok(Taxed { category, rate: Rate::from_nanos(rate) })
}

pub fn line(row: document_line::Model, currency: Currency) -> Result<Line, StoreError> {
    Ok(Line {
        number: row.line_number,
        credited: Money::new(row.credited_net, currency),
        content: DraftLine {
            order_line: row.order_line_number,
            product: id(row.product_id),
            description: row.description,
            quantity: o2c_kernel::Quantity::from_micros(row.quantity),
            unit_price: UnitPrice::new(row.unit_price, currency),
            net: Money::new(row.net_amount, currency),
            taxed: taxed(&row.tax_category, row.tax_rate)?,
            corrects_line: row.corrects_line,
        },
    })
}

pub fn line_row(tenant: &str, document: Uuid, line: &Line) -> document_line::Model {
    let content = &line.content;
    document_line::Model {
        tenant: tenant.to_owned(),
        document_id: document,
        line_number: line.number,
        order_line_number: content.order_line,
        corrects_line: content.corrects_line,
        product_id: uuid(content.product),
        description: content.description.clone(),
        quantity: content.quantity.micros(),
        unit_price: content.unit_price.micros(),
        net_amount: content.net.minor(),
        tax_category: content.taxed.category.code().to_owned(),
        tax_rate: content.taxed.rate.nanos(),
        credited_net: line.credited.minor(),
    }
}

pub fn subtotal(row: &tax_subtotal::Model, currency: Currency) -> Result<Subtotal, StoreError> {
    let money = |minor: i64| Money::new(minor, currency);
    Ok(Subtotal {
        taxed: taxed(&row.tax_category, row.tax_rate)?,
        taxable: money(row.taxable_amount),
        tax: money(row.tax_amount),
        taxable_before: money(row.taxable_before),
        tax_before: money(row.tax_before),
        rounding: money(row.rounding_amount),
        credited_taxable: money(row.credited_taxable),
        credited_tax: money(row.credited_tax),
    })
}

pub fn subtotal_row(tenant: &str, document: Uuid, subtotal: &Subtotal) -> tax_subtotal::Model {
    tax_subtotal::Model {
        tenant: tenant.to_owned(),
        document_id: document,
        tax_category: subtotal.taxed.category.code().to_owned(),
        tax_rate: subtotal.taxed.rate.nanos(),
        taxable_amount: subtotal.taxable.minor(),
        tax_amount: subtotal.tax.minor(),
        taxable_before: subtotal.taxable_before.minor(),
        tax_before: subtotal.tax_before.minor(),
        rounding_amount: subtotal.rounding.minor(),
        credited_taxable: subtotal.credited_taxable.minor(),
        credited_tax: subtotal.credited_tax.minor(),
    }
}
