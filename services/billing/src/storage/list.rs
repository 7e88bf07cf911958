//! Pages of lists, each over an index.

use o2c_kernel::{CountryCode, Id, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    documents,
    entities::{document, document_credit, tax_rule, tax_subtotal},
    rows, tax_rules,
};
use crate::domain::{
    document::{Document, Kind},
    ids::{CustomerId, OrderId},
    tax::TaxRule,
};

/// Which documents.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DocumentFilter {
    pub kind: Option<Kind>,
    pub customer: Option<CustomerId>,
    pub order: Option<OrderId>,
    /// The series, and the place in it.
    pub number: Option<(String, i64)>,
}

/// Documents in the order of issue, without lines, after a position.
pub async fn documents(
    tx: &Tx,
    tenant: &TenantId,
    filter: DocumentFilter,
    after: i64,
    limit: u64,
) -> Result<Vec<Document>, StoreError> {
    let mut which =
        Condition::all().add(document::Column::Tenant.eq(tenant.as_str())).add(document::Column::Position.gt(after));
    if let Some(kind) = filter.kind {
        which = which.add(document::Column::Kind.eq(kind.prefix()));
    }
    if let Some(customer) = filter.customer {
        which = which.add(document::Column::CustomerId.eq(customer.uuid()));
    }
    if let Some(order) = filter.order {
        which = which.add(document::Column::OrderId.eq(order.uuid()));
    }
    if let Some((series, sequence)) = filter.number {
        which = which.add(document::Column::Series.eq(series)).add(document::Column::Sequence.eq(sequence));
    }
    let query = document::Entity::find().filter(which).order_by_asc(document::Column::Position).limit(limit);
    let heads = set::select(tx, query).await?;
    let ids: Vec<Uuid> = heads.iter().map(|row| row.document_id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let credits =
        set::find::<document_credit::Entity>(tx, tenant, document_credit::Column::DocumentId, ids.iter().copied())
            .await?;
    let subtotals = set::find::<tax_subtotal::Entity>(tx, tenant, tax_subtotal::Column::DocumentId, ids).await?;
    let mut found = documents::without_lines(heads, credits)?;
    for row in &subtotals {
        if let Some(document) = found.get_mut(&Id::from_uuid(row.document_id)) {
            document.draft.subtotals.push(rows::subtotal(row, document.draft.head.currency)?);
        }
    }
    let mut documents: Vec<Document> = found.into_values().collect();
    documents.sort_by_key(|document| document.position);
    for document in &mut documents {
        document.draft.subtotals.sort_by_key(|subtotal| subtotal.taxed);
    }
    Ok(documents)
}

/// The tenant's own rules, by country, category and first day, after a key.
pub async fn tax_rules(
    tx: &Tx,
    tenant: &TenantId,
    country: Option<CountryCode>,
    after: Option<(&str, &str, i32)>,
    limit: u64,
) -> Result<Vec<TaxRule>, StoreError> {
    let mut which = Condition::all().add(tax_rule::Column::Tenant.eq(tenant.as_str()));
    if let Some(country) = country {
        which = which.add(tax_rule::Column::Country.eq(country.as_str()));
    }
    if let Some((country, category, from)) = after {
        let same_country = tax_rule::Column::Country.eq(country);
        let same_category = tax_rule::Column::Category.eq(category);
        which = which.add(
            Condition::any()
                .add(tax_rule::Column::Country.gt(country))
                .add(Condition::all().add(same_country.clone()).add(tax_rule::Column::Category.gt(category)))
                .add(Condition::all().add(same_country).add(same_category).add(tax_rule::Column::ValidFrom.gt(from))),
        );
    }
    let found = tax_rule::Entity::find()
        .filter(which)
        .order_by_asc(tax_rule::Column::Country)
        .order_by_asc(tax_rule::Column::Category)
        .order_by_asc(tax_rule::Column::ValidFrom)
        .limit(limit)
        .all(tx.connection())
        .await?;
    found.into_iter().map(tax_rules::rule).collect()
}
