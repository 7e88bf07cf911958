//! Documents: written once, counted on when they are credited.

use std::collections::BTreeMap;

use o2c_kernel::{Address, Id, Instant, Money, TenantId};
use o2c_store::{StoreError, Tx, set};
use uuid::Uuid;

use super::{
    entities::{document, document_credit, document_line, tax_subtotal},
    rows, seal,
};
use crate::domain::{
    document::Document,
    draft::{Corrected, Draft, Head},
    ids::DocumentId,
    party::Customer,
    reason::{Reason, ReasonCode},
    series,
};

/// Documents by id.
pub type Documents = BTreeMap<DocumentId, Document>;

/// Writes documents that were just issued; four statements a set.
pub async fn insert(tx: &Tx, tenant: &TenantId, legal_entity: &str, documents: &[Document]) -> Result<(), StoreError> {
    let tenant = tenant.as_str();
    let mut heads = Vec::with_capacity(documents.len());
    let (mut credits, mut lines, mut subtotals) = (Vec::new(), Vec::new(), Vec::new());
    for document in documents {
        let id = document.draft.head.id.uuid();
        let own_lines: Vec<_> = document.lines.iter().map(|line| rows::line_row(tenant, id, line)).collect();
        let own_subtotals: Vec<_> =
            document.subtotals().iter().map(|subtotal| rows::subtotal_row(tenant, id, subtotal)).collect();
        let head = head_row(tenant, legal_entity, document)?;
        heads.push(document::Model { seal: seal::seal(&head, &own_lines, &own_subtotals), ..head });
        if document.kind().is_correctable() {
            credits.push(credit_row(tenant, document));
        }
        lines.extend(own_lines);
        subtotals.extend(own_subtotals);
    }
    set::insert::<document::Entity>(tx, heads).await?;
    set::insert::<document_credit::Entity>(tx, credits).await?;
    set::insert::<document_line::Entity>(tx, lines).await?;
    set::insert::<tax_subtotal::Entity>(tx, subtotals).await?;
    Ok(())
}

/// The documents with their lines, locked against other notes until the end of the transaction.
pub async fn load_for_update(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = DocumentId>,
) -> Result<Documents, StoreError> {
    let ids: Vec<Uuid> = ids.into_iter().map(Id::uuid).collect();
    let locked = set::find_for_update::<document_credit::Entity>(
        tx,
        tenant,
        document_credit::Column::DocumentId,
        ids.iter().copied(),
    )
    .await?;
    load(tx, tenant, ids, locked).await
}

/// The documents with their lines.
pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = DocumentId>,
) -> Result<Documents, StoreError> {
    let ids: Vec<Uuid> = ids.into_iter().map(Id::uuid).collect();
    let credits =
        set::find::<document_credit::Entity>(tx, tenant, document_credit::Column::DocumentId, ids.iter().copied())
            .await?;
    load(tx, tenant, ids, credits).await
}

async fn load(
    tx: &Tx,
    tenant: &TenantId,
    ids: Vec<Uuid>,
    credits: Vec<document_credit::Model>,
) -> Result<Documents, StoreError> {
    if ids.is_empty() {
        return Ok(Documents::new());
    }
    let heads = set::find::<document::Entity>(tx, tenant, document::Column::DocumentId, ids.iter().copied()).await?;
    let lines =
        set::find::<document_line::Entity>(tx, tenant, document_line::Column::DocumentId, ids.iter().copied()).await?;
    let subtotals = set::find::<tax_subtotal::Entity>(tx, tenant, tax_subtotal::Column::DocumentId, ids).await?;
    let mut documents = without_lines(heads, credits)?;
    for row in lines {
        if let Some(document) = documents.get_mut(&Id::from_uuid(row.document_id)) {
            document.lines.push(rows::line(row, document.draft.head.currency)?);
        }
    }
    for row in &subtotals {
        if let Some(document) = documents.get_mut(&Id::from_uuid(row.document_id)) {
            document.draft.subtotals.push(rows::subtotal(row, document.draft.head.currency)?);
        }
    }
    for document in documents.values_mut() {
        document.lines.sort_by_key(|line| line.number);
        document.draft.subtotals.sort_by_key(|subtotal| subtotal.taxed);
    }
    Ok(documents)
}

/// Writes what was credited of documents that are locked.
pub async fn save_credits<'a>(
    tx: &Tx,
    tenant: &TenantId,
    documents: impl IntoIterator<Item = &'a Document>,
) -> Result<(), StoreError> {
    let tenant = tenant.as_str();
    let (mut credits, mut lines, mut subtotals) = (Vec::new(), Vec::new(), Vec::new());
    for document in documents {
        let id = document.draft.head.id.uuid();
        credits.push(credit_row(tenant, document));
        // Only what was ever credited can have changed: one returned line of 600 is one row.
        let credited = document.lines.iter().filter(|line| !line.credited.is_zero());
        lines.extend(credited.map(|line| rows::line_row(tenant, id, line)));
        subtotals.extend(document.subtotals().iter().map(|subtotal| rows::subtotal_row(tenant, id, subtotal)));
    }
    set::update::<document_credit::Entity>(tx, credits).await?;
    set::update_columns::<document_line::Entity>(tx, lines, document_line::CHANGING).await?;
    set::update_columns::<tax_subtotal::Entity>(tx, subtotals, tax_subtotal::CHANGING).await?;
    Ok(())
}

fn credit_row(tenant: &str, document: &Document) -> document_credit::Model {
    document_credit::Model {
        tenant: tenant.to_owned(),
        document_id: document.draft.head.id.uuid(),
        credited_net: document.credited_net.minor(),
        version: document.version,
    }
}

fn head_row(tenant: &str, legal_entity: &str, document: &Document) -> Result<document::Model, StoreError> {
    let draft = &document.draft;
    let head = &draft.head;
    Ok(document::Model {
        tenant: tenant.to_owned(),
        document_id: head.id.uuid(),
        position: document.position,
        series: series::key(legal_entity, head.kind),
        sequence: document.sequence,
        number: document.number.clone(),
        kind: head.kind.prefix().to_owned(),
        customer_id: head.customer.id.uuid(),
        customer: rows::json(&head.customer)?,
        ship_to: rows::address_json(head.ship_to.as_ref())?,
        order_id: rows::uuid(head.order),
        shipment_id: rows::uuid(head.shipment),
        issued_on: head.issued_on.days(),
        supplied_on: head.supplied_on.days(),
        due_on: draft.due_on.days(),
        currency: head.currency.code().to_owned(),
        net_amount: draft.net.minor(),
        tax_amount: draft.tax.minor(),
        gross_amount: draft.gross.minor(),
        gross_estimate: head.gross_estimate.minor(),
        corrected_id: head.corrected.as_ref().map(|corrected| corrected.document.uuid()),
        corrected_number: head.corrected.as_ref().map(|corrected| corrected.number.clone()),
        reason_code: head.reason.as_ref().map(|reason| reason.code.as_str().to_owned()),
        reason: head.reason.as_ref().map(|reason| reason.text.clone()),
        dispute_id: rows::uuid(head.dispute),
        replaced_id: rows::uuid(head.replaces),
        occurred_at: head.occurred_at.micros(),
        seal: Vec::new(),
    })
}

/// Heads as documents; lines and subtotals are read where they are needed.
pub(super) fn without_lines(
    heads: Vec<document::Model>,
    credits: Vec<document_credit::Model>,
) -> Result<Documents, StoreError> {
    let mut counted: BTreeMap<Uuid, (i64, i64)> =
        credits.into_iter().map(|row| (row.document_id, (row.credited_net, row.version))).collect();
    heads
        .into_iter()
        .map(|row| {
            let (credited, version) = counted.remove(&row.document_id).unwrap_or((0, 1));
            let document = of_row(row, credited, version)?;
            Ok((document.draft.head.id, document))
        })
        .collect()
}

fn of_row(row: document::Model, credited_net: i64, version: i64) -> Result<Document, StoreError> {
    let currency = rows::currency(&row.currency)?;
    let money = |minor: i64| Money::new(minor, currency);
    let corrected = row.corrected_id.map(|document| Corrected {
        document: Id::from_uuid(document),
        number: row.corrected_number.clone().unwrap_or_default(),
    });
    let reason = match row.reason_code {
        Some(code) => Some(Reason {
            code: ReasonCode::parse(&code).ok_or_else(|| rows::unreadable("reason", &code))?,
            text: row.reason.unwrap_or_default(),
        }),
        None => None,
    };
    let ship_to: Option<Address> = row.ship_to.as_deref().map(rows::of_json).transpose()?;
    let customer: Customer = rows::of_json(&row.customer)?;
    Ok(Document {
        draft: Draft {
            head: Head {
                id: Id::from_uuid(row.document_id),
                kind: rows::kind(&row.kind)?,
                customer,
                ship_to,
                order: rows::id(row.order_id),
                shipment: rows::id(row.shipment_id),
                issued_on: rows::date(row.issued_on)?,
                supplied_on: rows::date(row.supplied_on)?,
                currency,
                corrected,
                reason,
                dispute: rows::id(row.dispute_id),
                replaces: rows::id(row.replaced_id),
                gross_estimate: money(row.gross_estimate),
                occurred_at: Instant::from_micros(row.occurred_at),
            },
            due_on: rows::date(row.due_on)?,
            lines: Vec::new(),
            subtotals: Vec::new(),
            net: money(row.net_amount),
            tax: money(row.tax_amount),
            gross: money(row.gross_amount),
        },
        lines: Vec::new(),
        sequence: row.sequence,
        number: row.number,
        position: row.position,
        credited_net: money(credited_net),
        version,
    })
}
