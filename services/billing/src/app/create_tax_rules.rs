//! A tenant's own tax rules.

use std::collections::BTreeSet;

use o2c_kernel::{Call, CountryCode, Date, Id, PerItem, Rate, Set};

use crate::{BillingError, domain::tax::TaxRule, service::Billing, storage};

#[derive(Clone, Debug)]
pub struct CreateTaxRule {
    pub country: CountryCode,
    pub category: String,
    pub rate: Rate,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
}

/// Creates each rule of the set. The rules of a country are made one after the other: two that overlap cannot both see
/// that they do not.
pub async fn create_tax_rules(
    billing: &Billing,
    call: &Call,
    set: Set<CreateTaxRule, TaxRule>,
) -> Result<PerItem<TaxRule, BillingError>, BillingError> {
    billing
        .store
        .write_set(call, set, async |tx, claimed| {
            let countries: BTreeSet<CountryCode> = claimed.pending().map(|command| command.country).collect();
            let mut rules = storage::tax_rules::lock_countries(tx, call.tenant(), &countries).await?;
            let known = rules.len();
            for item in claimed.items_mut() {
                let rule = of_command(item.command());
                match rule.beside(&rules) {
                    Ok(()) => {
                        rules.push(rule.clone());
                        item.accept(rule);
                    }
                    Err(refusal) => item.refuse(refusal.into()),
                }
            }
            storage::tax_rules::insert(tx, call.tenant(), rules.get(known..).unwrap_or_default()).await?;
            Ok(())
        })
        .await
}

fn of_command(command: &CreateTaxRule) -> TaxRule {
    TaxRule {
        id: Id::new(),
        country: command.country,
        category: command.category.clone(),
        rate: command.rate,
        valid_from: command.valid_from,
        valid_to: command.valid_to,
    }
}
