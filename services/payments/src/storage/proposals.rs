//! Proposals with their items.

use std::collections::{BTreeSet, HashMap};

use o2c_kernel::{Id, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::{match_proposal, match_proposal_item};
use super::explanations;
use super::lists::behind;
use super::values::{currency, tenant as tenant_of, unreadable};
use crate::domain::{
    ApplicationId, Decision, Explanation, Proposal, ProposalId, ProposalItem, ProposalState, ReceiptId, Source,
    matching::Band,
};

/// Without explanations: see [`find_explained`].
pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ProposalId>,
) -> Result<Vec<Proposal>, StoreError> {
    let ids: Vec<Uuid> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<match_proposal::Entity>(tx, tenant, match_proposal::Column::MatchProposalId, ids).await?;
    with_items(tx, tenant, rows).await
}

/// With explanations, for people.
pub async fn find_explained(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ProposalId>,
) -> Result<Vec<Proposal>, StoreError> {
    let mut proposals = find(tx, tenant, ids).await?;
    explanations::fill(tx, tenant, &mut proposals).await?;
    Ok(proposals)
}

/// The proposals that led to these applications.
pub async fn of_applications(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ApplicationId>,
) -> Result<Vec<Proposal>, StoreError> {
    use match_proposal_item::{Column, Entity};
    let ids: Vec<Uuid> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::ApplicationId, ids).await?;
    find(tx, tenant, rows.into_iter().map(|row| Id::from_uuid(row.match_proposal_id)).collect::<Vec<_>>()).await
}

pub async fn of_receipts(tx: &Tx, tenant: &TenantId, ids: Vec<Uuid>) -> Result<Vec<Proposal>, StoreError> {
    let rows = set::find::<match_proposal::Entity>(tx, tenant, match_proposal::Column::ReceiptId, ids).await?;
    with_items(tx, tenant, rows).await
}

/// A page in the order in which they were made.
pub async fn page(
    tx: &Tx,
    tenant: &TenantId,
    state: Option<ProposalState>,
    receipt: Option<ReceiptId>,
    after: i64,
    limit: u64,
) -> Result<Vec<Proposal>, StoreError> {
    use match_proposal::{Column, Entity};
    let mut query = Entity::find().filter(Column::Tenant.eq(tenant.as_str())).filter(Column::Number.gt(after));
    if let Some(state) = state {
        query = query.filter(Column::State.eq(state.as_str()));
    }
    if let Some(receipt) = receipt {
        query = query.filter(Column::ReceiptId.eq(receipt.uuid()));
    }
    let rows = query.order_by_asc(Column::Number).limit(limit).all(tx.connection()).await?;
    let mut proposals = with_items(tx, tenant, rows).await?;
    explanations::fill(tx, tenant, &mut proposals).await?;
    proposals.sort_by_key(|proposal| proposal.number);
    Ok(proposals)
}

/// Proposals of all tenants by id: for audit.
pub async fn page_of_all(
    tx: &Tx,
    after: Option<&(TenantId, Uuid)>,
    limit: u64,
) -> Result<Vec<(TenantId, Proposal)>, StoreError> {
    use match_proposal::{Column, Entity};
    let query = Entity::find().filter(behind(Column::Tenant, Column::MatchProposalId, after));
    let ordered = query.order_by_asc(Column::Tenant).order_by_asc(Column::MatchProposalId);
    let rows = ordered.limit(limit).all(tx.connection()).await?;
    let mut all = Vec::with_capacity(rows.len());
    for rows in rows.chunk_by(|one, next| one.tenant == next.tenant) {
        let Some(first) = rows.first() else { continue };
        let tenant = tenant_of(&first.tenant)?;
        let mut proposals = with_items(tx, &tenant, rows.to_vec()).await?;
        explanations::fill(tx, &tenant, &mut proposals).await?;
        proposals.sort_by_key(|proposal| proposal.id);
        all.extend(proposals.into_iter().map(|proposal| (tenant.clone(), proposal)));
    }
    Ok(all)
}

pub async fn insert(tx: &Tx, tenant: &TenantId, proposals: &[Proposal]) -> Result<(), StoreError> {
    set::insert::<match_proposal::Entity>(tx, proposals.iter().map(|proposal| row(tenant, proposal))).await?;
    set::insert::<match_proposal_item::Entity>(tx, item_rows(tenant, proposals)).await?;
    explanations::insert(tx, tenant, proposals).await
}

/// Writes proposals with their items. Those that a person has put other items into lose the old ones first.
pub async fn update(
    tx: &Tx,
    tenant: &TenantId,
    proposals: &[Proposal],
    replaced: &BTreeSet<ProposalId>,
) -> Result<(), StoreError> {
    use match_proposal_item::{Column, Entity};
    set::update::<match_proposal::Entity>(tx, proposals.iter().map(|proposal| row(tenant, proposal))).await?;
    let ids: Vec<Uuid> = replaced.iter().map(|id| id.uuid()).collect();
    set::delete_by_keys::<Entity>(tx, tenant, Column::MatchProposalId, ids).await?;
    let is_new = |row: &match_proposal_item::Model| replaced.contains(&Id::from_uuid(row.match_proposal_id));
    let (new, kept): (Vec<_>, Vec<_>) = item_rows(tenant, proposals).partition(is_new);
    set::insert::<Entity>(tx, new).await?;
    set::update::<Entity>(tx, kept).await?;
    Ok(())
}

async fn with_items(tx: &Tx, tenant: &TenantId, rows: Vec<match_proposal::Model>) -> Result<Vec<Proposal>, StoreError> {
    use match_proposal_item::{Column, Entity};
    let ids: Vec<Uuid> = rows.iter().map(|row| row.match_proposal_id).collect();
    let mut found = set::find::<Entity>(tx, tenant, Column::MatchProposalId, ids).await?;
    found.sort_by_key(|row| (row.match_proposal_id, row.place));
    let mut items: HashMap<Uuid, Vec<ProposalItem>> = HashMap::with_capacity(rows.len());
    for row in found {
        items.entry(row.match_proposal_id).or_default().push(item(row));
    }
    rows.into_iter()
        .map(|row| {
            let items = items.remove(&row.match_proposal_id).unwrap_or_default();
            proposal(row, items)
        })
        .collect()
}

fn row(tenant: &TenantId, proposal: &Proposal) -> match_proposal::Model {
    match_proposal::Model {
        tenant: tenant.as_str().to_owned(),
        match_proposal_id: proposal.id.uuid(),
        number: proposal.number,
        receipt_id: proposal.receipt.uuid(),
        customer_id: proposal.customer.map(Id::uuid),
        currency: proposal.currency.code().to_owned(),
        from_account: proposal.source == Source::OnAccount,
        on_account: proposal.on_account,
        score: proposal.score,
        band: proposal.band.as_str().to_owned(),
        state: proposal.state.as_str().to_owned(),
        decision: proposal.decision.map(|decision| decision.as_str().to_owned()),
        rule_version: proposal.rule_version.clone(),
        decided_by: proposal.decided_by.clone(),
        revision: proposal.revision,
    }
}

fn item_rows<'a>(
    tenant: &'a TenantId,
    proposals: &'a [Proposal],
) -> impl Iterator<Item = match_proposal_item::Model> + 'a {
    proposals.iter().flat_map(move |proposal| {
        proposal.items.iter().zip(1_i32..).map(move |(item, place)| match_proposal_item::Model {
            tenant: tenant.as_str().to_owned(),
            match_proposal_id: proposal.id.uuid(),
            place,
            open_item_id: item.item.uuid(),
            document_number: item.number.clone(),
            open_minor: item.open,
            amount: item.amount,
            write_off: item.write_off,
            deduction: item.deduction,
            deduction_reason: item.deduction_reason.clone(),
            reserved: item.reserved,
            applied: item.applied,
            written_off: item.written_off,
            application_id: item.application.map(Id::uuid),
            refusal: item.refusal.clone(),
        })
    })
}

fn proposal(row: match_proposal::Model, items: Vec<ProposalItem>) -> Result<Proposal, StoreError> {
    let decision = |name: &str| Decision::parse(name).ok_or_else(|| unreadable("decision", name));
    Ok(Proposal {
        id: Id::from_uuid(row.match_proposal_id),
        number: row.number,
        receipt: Id::from_uuid(row.receipt_id),
        customer: row.customer_id.map(Id::from_uuid),
        currency: currency(&row.currency)?,
        source: if row.from_account { Source::OnAccount } else { Source::Unapplied },
        items,
        on_account: row.on_account,
        score: row.score,
        band: Band::parse(&row.band).ok_or_else(|| unreadable("band", &row.band))?,
        state: ProposalState::parse(&row.state).ok_or_else(|| unreadable("state", &row.state))?,
        decision: row.decision.as_deref().map(decision).transpose()?,
        rule_version: row.rule_version,
        decided_by: row.decided_by,
        explanation: Explanation::default(),
        revision: row.revision,
    })
}

fn item(row: match_proposal_item::Model) -> ProposalItem {
    ProposalItem {
        item: Id::from_uuid(row.open_item_id),
        number: row.document_number,
        open: row.open_minor,
        amount: row.amount,
        write_off: row.write_off,
        deduction: row.deduction,
        deduction_reason: row.deduction_reason,
        reserved: row.reserved,
        applied: row.applied,
        written_off: row.written_off,
        application: row.application_id.map(Id::from_uuid),
        refusal: row.refusal,
    }
}
