//! An order as rows, and back.

use std::sync::Arc;

use o2c_kernel::{Currency, Instant, Money, Quantity, TenantId, UnitPrice};
use o2c_store::StoreError;

use super::entities::{order_hold, order_line, order_receivable, sales_order};
use super::{products::nature, read};
use crate::domain::{
    BillingRule, BillingStatus, CustomerId, CustomerSnapshot, DocumentId, FulfilmentStatus, Hold, HoldId, HoldRelease,
    HoldStatus, HoldType, LineProgress, LineTerms, Order, OrderId, OrderLine, OrderState, PaymentStatus, ProductId,
    ProductNature, Receivable, Statuses,
};

pub(super) fn header(
    tenant: &TenantId,
    order: &Order,
    snapshot: Option<Vec<u8>>,
    version: i64,
) -> Result<sales_order::Model, StoreError> {
    Ok(sales_order::Model {
        tenant: tenant.as_str().to_owned(),
        order_id: order.id.uuid(),
        number: order.number,
        customer_id: order.customer.id.uuid(),
        customer_name: order.customer.name.clone(),
        customer_country: order.customer.country.as_str().to_owned(),
        customer_tax_id: order.customer.tax_id.clone(),
        net_days: order.customer.payment_terms.net_days.into(),
        cash: order.customer.payment_terms.cash,
        own_terms: order.own_terms.is_some(),
        external_id: order.external_id.clone(),
        purchase_order_number: order.purchase_order_number.clone(),
        ordered_on: order.ordered_on.days(),
        currency: order.currency.code().to_owned(),
        ship_to: read::to_json("address", &order.ship_to)?,
        ship_complete: order.ship_complete,
        state: order.state.as_str().to_owned(),
        fulfilment_status: order.statuses.fulfilment.as_str().to_owned(),
        billing_status: order.statuses.billing.as_str().to_owned(),
        payment_status: order.statuses.payment.as_str().to_owned(),
        hold_status: order.statuses.hold.as_str().to_owned(),
        net_amount: order.net_amount.minor(),
        gross_estimate: order.gross_estimate.map(Money::minor),
        rejection_reason: order.rejection_reason.clone(),
        attempt: order.attempt,
        accepting: order.accepting,
        submitted_by: order.submitted_by.as_ref().map(|by| by.as_str().to_owned()),
        submitted_at: order.submitted_at.map(Instant::micros),
        snapshot,
        created_at: order.created_at.micros(),
        version,
    })
}

/// The order without its lines, holds and receivables.
pub(super) fn order(row: sales_order::Model) -> Result<Order, StoreError> {
    let currency = read::currency(&row.currency)?;
    let terms = read::terms(row.net_days, row.cash)?;
    Ok(Order {
        id: OrderId::from_uuid(row.order_id),
        number: row.number,
        customer: CustomerSnapshot {
            id: CustomerId::from_uuid(row.customer_id),
            name: row.customer_name,
            country: read::country(&row.customer_country)?,
            tax_id: row.customer_tax_id,
            payment_terms: terms,
        },
        external_id: row.external_id,
        purchase_order_number: row.purchase_order_number,
        ordered_on: read::date(row.ordered_on)?,
        currency,
        ship_to: read::address(&row.ship_to)?,
        ship_complete: row.ship_complete,
        state: read::spelled("state", &row.state, OrderState::parse)?,
        statuses: Statuses {
            fulfilment: read::spelled("status", &row.fulfilment_status, FulfilmentStatus::parse)?,
            billing: read::spelled("status", &row.billing_status, BillingStatus::parse)?,
            payment: read::spelled("status", &row.payment_status, PaymentStatus::parse)?,
            hold: read::spelled("status", &row.hold_status, HoldStatus::parse)?,
        },
        lines: Vec::new(),
        holds: Vec::new(),
        receivables: Vec::new(),
        net_amount: Money::new(row.net_amount, currency),
        gross_estimate: row.gross_estimate.map(|minor| Money::new(minor, currency)),
        rejection_reason: row.rejection_reason,
        attempt: row.attempt,
        accepting: row.accepting,
        submitted_by: row.submitted_by.as_deref().map(read::principal).transpose()?,
        submitted_at: row.submitted_at.map(Instant::from_micros),
        own_terms: row.own_terms.then_some(terms),
        created_at: Instant::from_micros(row.created_at),
        version: row.version,
    })
}

pub(super) fn terms_row(tenant: &TenantId, order: &Order, line: &OrderLine) -> order_line::Model {
    order_line::Model {
        tenant: tenant.as_str().to_owned(),
        order_id: order.id.uuid(),
        line_number: line.number,
        customer_id: order.customer.id.uuid(),
        ordered_on: order.ordered_on.days(),
        product_id: line.terms.product.uuid(),
        sku: line.terms.sku.clone(),
        description: line.terms.description.clone(),
        service: line.terms.nature == ProductNature::Service,
        quantity: line.terms.quantity.micros(),
        unit_price: line.terms.unit_price.micros(),
        free_of_charge: line.terms.free_of_charge,
        net_amount: line.terms.net_amount.minor(),
        on_delivery: line.terms.billing_rule == BillingRule::OnDelivery,
        tax_category: line.terms.tax_category.clone(),
    }
}

/// The line without its progress.
pub(super) fn line(row: order_line::Model, currency: Currency) -> OrderLine {
    OrderLine {
        number: row.line_number,
        terms: Arc::new(LineTerms {
            product: ProductId::from_uuid(row.product_id),
            sku: row.sku,
            description: row.description,
            nature: nature(row.service),
            quantity: Quantity::from_micros(row.quantity),
            unit_price: UnitPrice::new(row.unit_price, currency),
            free_of_charge: row.free_of_charge,
            net_amount: Money::new(row.net_amount, currency),
            billing_rule: if row.on_delivery { BillingRule::OnDelivery } else { BillingRule::OnShipment },
            tax_category: row.tax_category,
        }),
        progress: LineProgress::none(currency),
    }
}

pub(super) fn hold_row(tenant: &TenantId, order: OrderId, hold: &Hold) -> order_hold::Model {
    let release = hold.release.as_ref();
    order_hold::Model {
        tenant: tenant.as_str().to_owned(),
        order_id: order.uuid(),
        hold_id: hold.id.uuid(),
        kind: hold.kind.as_str().to_owned(),
        reason: hold.reason.clone(),
        line_number: hold.line,
        placed_by: hold.placed_by.as_str().to_owned(),
        placed_at: hold.placed_at.micros(),
        released_by: release.map(|release| release.by.as_str().to_owned()),
        released_at: release.map(|release| release.at.micros()),
        release_reason: release.map(|release| release.reason.clone()),
    }
}

pub(super) fn hold(row: order_hold::Model) -> Result<Hold, StoreError> {
    let release = match (row.released_by, row.released_at) {
        (Some(by), Some(at)) => Some(HoldRelease {
            by: read::principal(&by)?,
            at: Instant::from_micros(at),
            reason: row.release_reason.unwrap_or_default(),
        }),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err(read::unreadable("release of hold", row.hold_id)),
    };
    Ok(Hold {
        id: HoldId::from_uuid(row.hold_id),
        kind: read::spelled("kind of hold", &row.kind, HoldType::parse)?,
        reason: row.reason,
        line: row.line_number,
        placed_by: read::principal(&row.placed_by)?,
        placed_at: Instant::from_micros(row.placed_at),
        release,
    })
}

pub(super) fn receivable_row(tenant: &TenantId, order: OrderId, item: &Receivable) -> order_receivable::Model {
    order_receivable::Model {
        tenant: tenant.as_str().to_owned(),
        order_id: order.uuid(),
        document_id: item.document.uuid(),
        original: item.original.minor(),
        open: item.open.minor(),
    }
}

pub(super) fn receivable(row: &order_receivable::Model, currency: Currency) -> Receivable {
    Receivable {
        document: DocumentId::from_uuid(row.document_id),
        original: Money::new(row.original, currency),
        open: Money::new(row.open, currency),
    }
}
