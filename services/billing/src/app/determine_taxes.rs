//! Which tax orders would carry: a question, asked by the set.

use std::collections::BTreeMap;

use o2c_kernel::{Call, Currency, Money, Violations};

use crate::{
    BillingError,
    domain::{
        refusal::Refusal,
        tax::{
            Rules, Supply, Taxed,
            subtotal::{line_shares, subtotals},
        },
        tax_pack::territories::vat_country,
    },
    service::Billing,
    storage,
};

#[derive(Clone, Debug)]
pub struct DetermineTax {
    /// The caller's.
    pub key: String,
    pub supply: Supply,
    pub currency: Currency,
    /// Number, the product's category, net amount.
    pub lines: Vec<(i32, String, Money)>,
}

/// The tax of a document, and each line's share of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeterminedTax {
    pub key: String,
    pub lines: Vec<(i32, Taxed, Money)>,
    pub tax: Money,
}

/// What became of an item.
#[derive(Clone, Debug)]
pub enum Determination {
    Determined(DeterminedTax),
    Refused(BillingError),
    Invalid(Violations),
}

/// Per item, in the order given.
#[derive(Clone, Debug)]
pub struct Determinations(pub Vec<Determination>);

/// Determines each item; a bad one harms no other.
pub async fn determine_taxes(
    billing: &Billing,
    call: &Call,
    items: Vec<Result<DetermineTax, Violations>>,
) -> Result<Determinations, BillingError> {
    let countries = items.iter().flatten().map(|item| vat_country(item.supply.from)).collect::<Vec<_>>();
    let tx = billing.store.begin_read(call).await?;
    let rules = storage::tax_rules::rules(&tx, call.tenant(), countries).await?;
    tx.rollback().await;
    let decide = |item| match item {
        Err(violations) => Determination::Invalid(violations),
        Ok(item) => match determine(&rules, item) {
            Ok(determined) => Determination::Determined(determined),
            Err(refusal) => Determination::Refused(refusal.into()),
        },
    };
    Ok(Determinations(items.into_iter().map(decide).collect()))
}

fn determine(rules: &Rules, item: DetermineTax) -> Result<DeterminedTax, Refusal> {
    let mut of_category: BTreeMap<&str, Taxed> = BTreeMap::new();
    let mut taxable = Vec::with_capacity(item.lines.len());
    for (_, category, net) in &item.lines {
        let taxed = match of_category.get(category.as_str()) {
            Some(taxed) => *taxed,
            None => {
                let taxed = item.supply.determine(rules, category)?;
                of_category.insert(category, taxed);
                taxed
            }
        };
        taxable.push((taxed, *net));
    }
    let subtotals = subtotals(item.currency, &taxable)?;
    let shares = line_shares(&subtotals, &taxable)?;
    let tax = Money::sum(item.currency, subtotals.iter().map(|subtotal| subtotal.tax))?;
    let lines = item
        .lines
        .iter()
        .zip(taxable)
        .zip(shares)
        .map(|(((number, _, _), (taxed, _)), share)| (*number, taxed, share))
        .collect();
    Ok(DeterminedTax { key: item.key, lines, tax })
}
