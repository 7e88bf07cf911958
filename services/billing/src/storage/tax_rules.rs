//! The tenant's own tax rules.

use std::collections::BTreeSet;

use o2c_kernel::{CountryCode, Id, Rate, TenantId};
use o2c_store::{StoreError, Tx, set};

use super::{
    entities::{tax_country, tax_rule},
    rows,
};
use crate::domain::tax::{Rules, TaxRule};

/// The rules of some countries, those of the product behind them.
pub async fn rules(
    tx: &Tx,
    tenant: &TenantId,
    countries: impl IntoIterator<Item = CountryCode>,
) -> Result<Rules, StoreError> {
    let countries: BTreeSet<CountryCode> = countries.into_iter().collect();
    Ok(Rules::new(of_countries(tx, tenant, &countries).await?))
}

/// Rules of some countries, and nobody else can add one until the end of the transaction.
pub async fn lock_countries(
    tx: &Tx,
    tenant: &TenantId,
    countries: &BTreeSet<CountryCode>,
) -> Result<Vec<TaxRule>, StoreError> {
    let codes: Vec<String> = countries.iter().map(CountryCode::to_string).collect();
    let rows = codes.iter().map(|country| tax_country::Model {
        tenant: tenant.as_str().to_owned(),
        country: country.clone(),
        rules: 0,
        version: 1,
    });
    set::insert_ignoring_conflicts::<tax_country::Entity>(tx, rows).await?;
    set::find_for_update::<tax_country::Entity>(tx, tenant, tax_country::Column::Country, codes).await?;
    of_countries(tx, tenant, countries).await
}

async fn of_countries(
    tx: &Tx,
    tenant: &TenantId,
    countries: &BTreeSet<CountryCode>,
) -> Result<Vec<TaxRule>, StoreError> {
    let codes: Vec<String> = countries.iter().map(CountryCode::to_string).collect();
    let found = set::find::<tax_rule::Entity>(tx, tenant, tax_rule::Column::Country, codes).await?;
    found.into_iter().map(rule).collect()
}

/// Writes new rules.
pub async fn insert(tx: &Tx, tenant: &TenantId, rules: &[TaxRule]) -> Result<(), StoreError> {
    let rows = rules.iter().map(|rule| tax_rule::Model {
        tenant: tenant.as_str().to_owned(),
        tax_rule_id: rule.id.uuid(),
        country: rule.country.to_string(),
        category: rule.category.clone(),
        rate: rule.rate.nanos(),
        valid_from: rule.valid_from.days(),
        valid_to: rule.valid_to.map(o2c_kernel::Date::days),
    });
    set::insert::<tax_rule::Entity>(tx, rows).await?;
    Ok(())
}

pub(super) fn rule(row: tax_rule::Model) -> Result<TaxRule, StoreError> {
    Ok(TaxRule {
        id: Id::from_uuid(row.tax_rule_id),
        country: CountryCode::parse(&row.country).map_err(|_| rows::unreadable("country", &row.country))?,
        category: row.category,
        rate: Rate::from_nanos(row.rate),
        valid_from: rows::date(row.valid_from)?,
        valid_to: row.valid_to.map(rows::date).transpose()?,
    })
}
