//! The tenant's own rules, then those that ship with the product.

use o2c_kernel::{Call, CountryCode, Id, PageSize};
use uuid::Uuid;

use crate::{
    BillingError,
    domain::{
        tax::TaxRule,
        tax_pack::{self, PackRate},
    },
    service::Billing,
    storage,
};

/// After which rule the page begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RuleKey {
    /// Country, category, first day.
    Own(String, String, i32),
    /// The place in the pack.
    Pack(usize),
}

#[derive(Clone, Debug)]
pub struct ListTaxRules {
    pub country: Option<CountryCode>,
    pub size: PageSize,
    pub after: Option<RuleKey>,
    pub token_filter: String,
}

#[derive(Clone, Debug)]
pub struct TaxRulePage {
    pub rules: Vec<TaxRule>,
    pub next: Option<RuleKey>,
    pub token_filter: String,
}

/// A page of rules.
pub async fn list_tax_rules(billing: &Billing, call: &Call, list: ListTaxRules) -> Result<TaxRulePage, BillingError> {
    let size = usize::try_from(list.size.get()).unwrap_or(usize::MAX);
    let mut found: Vec<(TaxRule, RuleKey)> = Vec::new();
    let pack_after = match &list.after {
        Some(RuleKey::Pack(index)) => Some(*index),
        Some(RuleKey::Own(..)) | None => {
            let after = match &list.after {
                Some(RuleKey::Own(country, category, from)) => Some((country.as_str(), category.as_str(), *from)),
                Some(RuleKey::Pack(_)) | None => None,
            };
            let limit = list.size.get().saturating_add(1);
            let tx = billing.store.begin_read(call).await?;
            let own = storage::list::tax_rules(&tx, call.tenant(), list.country, after, limit).await?;
            tx.rollback().await;
            found.extend(own.into_iter().map(|rule| {
                let key = RuleKey::Own(rule.country.to_string(), rule.category.clone(), rule.valid_from.days());
                (rule, key)
            }));
            None
        }
    };
    let pack = tax_pack::rates().enumerate().filter(|(index, _)| pack_after.is_none_or(|after| *index > after));
    let of_pack = pack.filter_map(|(index, rate)| Some((shipped_rule(rate)?, RuleKey::Pack(index))));
    let wanted = of_pack.filter(|(rule, _)| list.country.is_none_or(|country| country == rule.country));
    found.extend(wanted.take(size.saturating_add(1)));
    let more = found.len() > size;
    found.truncate(size);
    let next = found.last().filter(|_| more).map(|(_, key)| key.clone());
    let rules = found.into_iter().map(|(rule, _)| rule).collect();
    Ok(TaxRulePage { rules, next, token_filter: list.token_filter })
}

/// An entry of the pack as a rule; its id follows from what it says.
fn shipped_rule(rate: &PackRate) -> Option<TaxRule> {
    let valid_from = rate.starts()?;
    Some(TaxRule {
        id: Id::derive(Uuid::NAMESPACE_OID, &format!("o2c tax pack {} {} {valid_from}", rate.country, rate.category)),
        country: CountryCode::parse(rate.country).ok()?,
        category: rate.category.to_owned(),
        rate: rate.rate(),
        valid_from,
        valid_to: tax_pack::ends(rate),
    })
}
