//! What was billed of which shipment: billing keys, and the parts of shipments.

use std::collections::BTreeMap;

use o2c_kernel::{Id, Money, TenantId};
use o2c_store::{StoreError, Tx, set};
use uuid::Uuid;

use super::{
    entities::{billed_line, shipment_part},
    rows,
};
use crate::domain::{
    ids::ShipmentId,
    invoicing::BilledLine,
    shipment_part::{PartState, ShipmentPart},
    source::BillingRule,
};

/// The kind of a billing key: so far only shipments are billed.
const SHIPMENT: &str = "SHIPMENT";

/// The parts of shipments that are known.
pub async fn parts(
    tx: &Tx,
    tenant: &TenantId,
    shipments: impl IntoIterator<Item = ShipmentId>,
) -> Result<BTreeMap<(ShipmentId, BillingRule), ShipmentPart>, StoreError> {
    let ids: Vec<Uuid> = shipments.into_iter().map(Id::uuid).collect();
    let found =
        set::find_for_update::<shipment_part::Entity>(tx, tenant, shipment_part::Column::ShipmentId, ids).await?;
    found.into_iter().map(|row| part(row).map(|part| ((part.shipment, part.rule), part))).collect()
}

/// Writes new parts.
pub async fn insert_parts(tx: &Tx, tenant: &TenantId, parts: &[ShipmentPart]) -> Result<(), StoreError> {
    set::insert::<shipment_part::Entity>(tx, parts.iter().map(|part| part_row(tenant.as_str(), part))).await?;
    Ok(())
}

/// Writes parts that are locked.
pub async fn save_parts(tx: &Tx, tenant: &TenantId, parts: &[ShipmentPart]) -> Result<(), StoreError> {
    set::update::<shipment_part::Entity>(tx, parts.iter().map(|part| part_row(tenant.as_str(), part))).await?;
    Ok(())
}

/// Writes billing keys; one that is there already fails the transaction (BIL-1).
pub async fn insert_keys(tx: &Tx, tenant: &TenantId, lines: &[BilledLine]) -> Result<(), StoreError> {
    let mut sums: BTreeMap<(Uuid, i32, Uuid), billed_line::Model> = BTreeMap::new();
    for line in lines {
        let key = (line.order.uuid(), line.line, line.shipment.uuid());
        let row = sums.entry(key).or_insert_with(|| billed_line::Model {
            tenant: tenant.as_str().to_owned(),
            order_id: key.0,
            line_number: key.1,
            kind: SHIPMENT.to_owned(),
            occurrence_id: key.2,
            quantity: 0,
            net_amount: 0,
            document_id: rows::uuid(line.document),
        });
        row.quantity = row.quantity.saturating_add(line.quantity.micros());
        row.net_amount = row.net_amount.saturating_add(line.net.minor());
    }
    set::insert::<billed_line::Entity>(tx, sums.into_values()).await?;
    Ok(())
}

fn part_row(tenant: &str, part: &ShipmentPart) -> shipment_part::Model {
    let (state, document) = match part.state {
        PartState::Waiting => ("WAITING", None),
        PartState::Invoiced(document) => ("INVOICED", Some(document)),
        PartState::NotBillable => ("NOT_BILLABLE", None),
    };
    shipment_part::Model {
        tenant: tenant.to_owned(),
        shipment_id: part.shipment.uuid(),
        billing_rule: rows::rule_text(part.rule).to_owned(),
        order_id: part.order.uuid(),
        lines: part.lines,
        currency: part.gross_estimate.currency().code().to_owned(),
        gross_estimate: part.gross_estimate.minor(),
        state: state.to_owned(),
        document_id: rows::uuid(document),
    }
}

fn part(row: shipment_part::Model) -> Result<ShipmentPart, StoreError> {
    let state = match (row.state.as_str(), row.document_id) {
        ("WAITING", None) => PartState::Waiting,
        ("INVOICED", Some(document)) => PartState::Invoiced(Id::from_uuid(document)),
        ("NOT_BILLABLE", None) => PartState::NotBillable,
        _ => return Err(rows::unreadable("state of a part", row.state)),
    };
    Ok(ShipmentPart {
        shipment: Id::from_uuid(row.shipment_id),
        rule: rows::rule(&row.billing_rule)?,
        order: Id::from_uuid(row.order_id),
        lines: row.lines,
        gross_estimate: Money::new(row.gross_estimate, rows::currency(&row.currency)?),
        state,
    })
}
