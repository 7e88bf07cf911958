//! `CreateTaxRuleRequest`.

use o2c_kernel::{CountryCode, Rate, Violations};
use o2c_proto::billing::v1::CreateTaxRuleRequest;
use o2c_rpc::parse;

use crate::{app::CreateTaxRule, domain::tax_pack::territories::vat_country};

/// Beyond it, it is no tax but a slip of the decimal point.
const HIGHEST: Rate = Rate::from_nanos(1_000_000_000);

pub fn parse(message: CreateTaxRuleRequest) -> Result<CreateTaxRule, Violations> {
    let mut v = Violations::default();
    let rule = parse::nested(&mut v, "tax_rule", message.tax_rule, |v, rule| {
        if !rule.tax_rule_id.is_empty() {
            v.add("tax_rule_id", "NOT_SETTABLE", "is given by the service");
        }
        let country = parse::country(v, "country_code", &rule.country_code);
        if let Some(country) = country {
            taxes(v, country);
        }
        let category = parse::text(v, "product_tax_category", rule.product_tax_category, 40);
        let rate = parse::rate(v, "rate", rule.rate);
        if rate.is_some_and(|rate| rate < Rate::ZERO || rate > HIGHEST) {
            v.add("rate", parse::reason::OUT_OF_RANGE, "is a fraction of 0 to 1: 20 % is 0.2");
        }
        let valid_from = parse::date(v, "valid_from", rule.valid_from);
        let valid_to = parse::optional_date(v, "valid_to", rule.valid_to);
        if let (Some(from), Some(Some(to))) = (valid_from, valid_to)
            && to < from
        {
            v.add("valid_to", parse::reason::OUT_OF_RANGE, "is before the first day");
        }
        Some(CreateTaxRule {
            country: country?,
            category: category?,
            rate: rate?,
            valid_from: valid_from?,
            valid_to: valid_to?,
        })
    });
    parse::finish(v, || rule)
}

/// A supply to a territory is taxed by the country that it belongs to: a rule of its own would never hold.
fn taxes(v: &mut Violations, country: CountryCode) {
    let by = vat_country(country);
    if by != country {
        v.add("country_code", "NOT_THE_TAXING_COUNTRY", format!("is taxed by {by}: that is the country to name"));
    }
}
