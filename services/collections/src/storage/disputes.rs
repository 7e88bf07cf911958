//! Disputes.

use std::collections::BTreeMap;

use o2c_kernel::{Date, Id, TenantId};
use o2c_store::{StoreError, Tx, numbers, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entities::dispute::{Column, Entity, Model};
use super::values::{date, money, optional_date, unreadable};
use crate::domain::{CustomerId, Dispute, DisputeId, DisputeReason, DisputeState, Resolution, Ruling};

const SERIES: &str = "dispute";

/// Locks the disputes in key order.
pub async fn lock(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = DisputeId>,
) -> Result<BTreeMap<DisputeId, Dispute>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find_for_update::<Entity>(tx, tenant, Column::DisputeId, ids).await?;
    rows.into_iter().map(|row| dispute(row).map(|dispute| (dispute.id, dispute))).collect()
}

/// Reads disputes without locking them.
pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = DisputeId>,
) -> Result<Vec<Dispute>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    set::find::<Entity>(tx, tenant, Column::DisputeId, ids).await?.into_iter().map(dispute).collect()
}

/// Writes new disputes and gives them the next numbers, in the order given.
pub async fn insert(tx: &Tx, tenant: &TenantId, disputes: &mut [Dispute]) -> Result<(), StoreError> {
    if disputes.is_empty() {
        return Ok(());
    }
    let count = u32::try_from(disputes.len()).unwrap_or(u32::MAX);
    let first = numbers::counter_block(tx, tenant, SERIES, count).await?;
    for (dispute, number) in disputes.iter_mut().zip(first..) {
        dispute.number = number;
        dispute.version = 1;
    }
    set::insert::<Entity>(tx, disputes.iter().map(|dispute| row(tenant, dispute))).await?;
    Ok(())
}

/// Disputes as loaded and changed; each gets its next version.
pub async fn update<'a>(
    tx: &Tx,
    tenant: &TenantId,
    disputes: impl IntoIterator<Item = &'a Dispute>,
) -> Result<(), StoreError> {
    let rows: Vec<Model> = disputes.into_iter().map(|dispute| row(tenant, dispute)).collect();
    set::update::<Entity>(tx, rows).await?;
    Ok(())
}

/// By number, after a number; of all states and customers, or of one.
pub async fn page(
    tx: &Tx,
    tenant: &TenantId,
    filter: (Option<DisputeState>, Option<CustomerId>),
    after: i64,
    limit: u64,
) -> Result<Vec<Dispute>, StoreError> {
    let mut query = Entity::find().filter(Column::Tenant.eq(tenant.as_str())).filter(Column::Number.gt(after));
    if let Some(state) = filter.0 {
        query = query.filter(Column::State.eq(state.name()));
    }
    if let Some(customer) = filter.1 {
        query = query.filter(Column::CustomerId.eq(customer.uuid()));
    }
    let rows = query.order_by_asc(Column::Number).limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(dispute).collect()
}

fn row(tenant: &TenantId, dispute: &Dispute) -> Model {
    let ruling = dispute.ruling.as_ref();
    Model {
        tenant: tenant.as_str().to_owned(),
        dispute_id: dispute.id.uuid(),
        number: dispute.number,
        customer_id: dispute.customer.uuid(),
        open_item_id: dispute.item.uuid(),
        document_id: dispute.document.uuid(),
        document_number: dispute.document_number.clone(),
        currency: dispute.disputed.currency().code().to_owned(),
        disputed_minor: dispute.disputed.minor(),
        raises: dispute.raises,
        deducted_minor: Some(dispute.deducted.minor()),
        reason: dispute.reason.name().to_owned(),
        description: dispute.description.clone(),
        state: dispute.state.name().to_owned(),
        assigned_to: dispute.assigned_to.clone(),
        resolution: ruling.map(|ruling| ruling.resolution.name().to_owned()),
        credited_minor: dispute.credited().minor(),
        resolved_on: ruling.map(|ruling| ruling.on.days()),
        resolved_by: ruling.map(|ruling| ruling.by.clone()),
        resolution_reason: ruling.map(|ruling| ruling.reason.clone()),
        deduction_id: dispute.deduction.map(Id::uuid),
        opened_on: dispute.opened_on.days(),
        opened_by: dispute.opened_by.clone(),
        closed_on: dispute.closed_on.map(Date::days),
        opened_version: dispute.opened_version,
        closed_version: dispute.closed_version,
        version: dispute.version,
    }
}

pub(super) fn dispute(row: Model) -> Result<Dispute, StoreError> {
    let ruling = ruling(&row)?;
    // what was not kept is taken for the one deduction that opened it, which it is over
    let deducted = row.deducted_minor.unwrap_or(if row.deduction_id.is_some() { row.disputed_minor } else { 0 });
    Ok(Dispute {
        id: Id::from_uuid(row.dispute_id),
        number: row.number,
        customer: Id::from_uuid(row.customer_id),
        item: Id::from_uuid(row.open_item_id),
        document: Id::from_uuid(row.document_id),
        document_number: row.document_number,
        disputed: money(row.disputed_minor, &row.currency)?,
        raises: row.raises,
        deducted: money(deducted, &row.currency)?,
        reason: DisputeReason::parse(&row.reason).ok_or_else(|| unreadable("reason", &row.reason))?,
        description: row.description,
        state: DisputeState::parse(&row.state).ok_or_else(|| unreadable("state", &row.state))?,
        assigned_to: row.assigned_to,
        ruling,
        deduction: row.deduction_id.map(Id::from_uuid),
        opened_on: date(row.opened_on)?,
        opened_by: row.opened_by,
        closed_on: optional_date(row.closed_on)?,
        opened_version: row.opened_version,
        closed_version: row.closed_version,
        version: row.version,
    })
}

fn ruling(row: &Model) -> Result<Option<Ruling>, StoreError> {
    let (Some(name), Some(on)) = (&row.resolution, row.resolved_on) else { return Ok(None) };
    let resolution = match name.as_str() {
        "CREDIT" => Resolution::Credit,
        "PARTIAL" => Resolution::Partial(money(row.credited_minor, &row.currency)?),
        "REJECTED" => Resolution::Rejected,
        "WITHDRAWN" => Resolution::Withdrawn,
        other => return Err(unreadable("resolution", other)),
    };
    Ok(Some(Ruling {
        resolution,
        credited: money(row.credited_minor, &row.currency)?,
        by: row.resolved_by.clone().unwrap_or_default(),
        on: date(on)?,
        reason: row.resolution_reason.clone().unwrap_or_default(),
    }))
}
