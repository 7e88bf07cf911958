//! Taxes as messages.

use o2c_kernel::KeyPart;
use o2c_proto::billing::v1 as proto;
use o2c_rpc::{InvalidRequest, status, wire};

use crate::{
    app::{Determination, Determinations, DeterminedTax, RuleKey, TaxRulePage},
    domain::tax::TaxRule,
    error::DOMAIN,
};

impl From<&TaxRule> for proto::TaxRule {
    fn from(rule: &TaxRule) -> Self {
        proto::TaxRule {
            tax_rule_id: rule.id.to_string(),
            country_code: rule.country.to_string(),
            product_tax_category: rule.category.clone(),
            rate: Some(wire::decimal_rate(rule.rate)),
            valid_from: Some(wire::date(rule.valid_from)),
            valid_to: rule.valid_to.map(wire::date),
        }
    }
}

impl From<&TaxRulePage> for proto::ListTaxRulesResponse {
    fn from(page: &TaxRulePage) -> Self {
        let key = page.next.as_ref().map(key);
        proto::ListTaxRulesResponse {
            tax_rules: page.rules.iter().map(Into::into).collect(),
            next_page_token: wire::page_token(key.as_deref(), &page.token_filter),
        }
    }
}

fn key(key: &RuleKey) -> Vec<KeyPart> {
    match key {
        RuleKey::Own(country, category, from) => {
            vec![KeyPart::Text(country.clone()), KeyPart::Text(category.clone()), KeyPart::Int(i64::from(*from))]
        }
        RuleKey::Pack(index) => vec![KeyPart::Int(i64::try_from(*index).unwrap_or(i64::MAX))],
    }
}

impl From<&Determinations> for proto::BatchDetermineTaxResponse {
    fn from(items: &Determinations) -> Self {
        proto::BatchDetermineTaxResponse { results: items.0.iter().map(result).collect() }
    }
}

fn result(item: &Determination) -> proto::DetermineTaxResult {
    use proto::determine_tax_result::Outcome;
    let outcome = match item {
        Determination::Determined(determined) => Outcome::Response(response(determined)),
        Determination::Refused(error) => Outcome::Error(status::rpc_status(error)),
        Determination::Invalid(violations) => {
            let invalid = InvalidRequest { violations: violations.clone(), domain: DOMAIN };
            Outcome::Error(status::rpc_status(&invalid))
        }
    };
    proto::DetermineTaxResult { outcome: Some(outcome) }
}

fn response(determined: &DeterminedTax) -> proto::DetermineTaxResponse {
    let lines = determined.lines.iter().map(|(number, taxed, share)| proto::DeterminedLine {
        line_number: *number,
        tax_category: taxed.category.code().to_owned(),
        tax_rate: Some(wire::decimal_rate(taxed.rate)),
        tax_amount: Some(wire::money(*share)),
    });
    proto::DetermineTaxResponse {
        key: determined.key.clone(),
        lines: lines.collect(),
        tax_amount: Some(wire::money(determined.tax)),
    }
}
