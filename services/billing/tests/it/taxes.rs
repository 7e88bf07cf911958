//! Determining taxes, and the tenant's own rules.

use o2c_kernel::new_uuid;
use o2c_proto::{BatchResponse, billing::v1 as proto};
use o2c_rpc::status::field_violations;
use tonic::Code;

use crate::{
    messages::{date, decimal, gbp, invoice_over, minor},
    world::{World, as_tenant, on_both, reason},
};

fn question(key: &str, to: &str, tax_id: &str, on: &str, nets: &[i64]) -> proto::DetermineTaxRequest {
    let lines = (1..).zip(nets).map(|(line_number, net)| proto::TaxableLine {
        line_number,
        product_tax_category: "STANDARD".to_owned(),
        net_amount: gbp(*net),
    });
    proto::DetermineTaxRequest {
        key: key.to_owned(),
        ship_from_country_code: "GB".to_owned(),
        ship_to_country_code: to.to_owned(),
        customer_tax_id: tax_id.to_owned(),
        supplied_on: date(on),
        currency_code: "GBP".to_owned(),
        lines: lines.collect(),
    }
}

async fn ask(
    world: &World,
    requests: Vec<proto::DetermineTaxRequest>,
) -> Vec<Result<proto::DetermineTaxResponse, tonic_types::Status>> {
    let request = proto::BatchDetermineTaxRequest { requests };
    world.client().batch_determine_tax(request).await.unwrap().into_inner().into_results()
}

fn rule(category: &str, rate: &str, from: &str, to: Option<&str>) -> proto::CreateTaxRuleRequest {
    proto::CreateTaxRuleRequest {
        request_id: new_uuid().to_string(),
        tax_rule: Some(proto::TaxRule {
            country_code: "GB".to_owned(),
            product_tax_category: category.to_owned(),
            rate: decimal(rate),
            valid_from: date(from),
            valid_to: to.and_then(date),
            ..Default::default()
        }),
    }
}

#[tokio::test]
async fn a_batch_is_determined_item_by_item_and_shares_add_up() {
    on_both(async |world| {
        let unknown = proto::DetermineTaxRequest {
            lines: vec![proto::TaxableLine {
                product_tax_category: "LUXURY".to_owned(),
                net_amount: gbp(1),
                line_number: 1,
            }],
            ..question("unknown", "GB", "", "2010-12-01", &[])
        };
        let bad =
            proto::DetermineTaxRequest { currency_code: "?".to_owned(), ..question("bad", "", "", "2010-12-01", &[]) };
        let answers = ask(
            &world,
            vec![
                question("domestic", "GB", "", "2010-12-01", &[83, 83, 83]),
                question("reverse", "FR", "FR1", "2010-12-01", &[1_000]),
                bad,
                unknown,
                question("export", "XX", "", "2010-12-01", &[1_000, 0]),
                question("empty", "GB", "", "2010-12-01", &[]),
            ],
        )
        .await;
        let domestic = answers[0].as_ref().unwrap();
        assert_eq!((domestic.key.as_str(), minor(&domestic.tax_amount)), ("domestic", 44));
        let shares: Vec<i64> = domestic.lines.iter().map(|line| minor(&line.tax_amount)).collect();
        assert_eq!(shares, vec![15, 15, 14]);
        assert_eq!(domestic.lines[0].tax_rate, decimal("0.175"));
        assert_eq!(answers[1].as_ref().unwrap().lines[0].tax_category, "AE");
        assert_eq!(answers[2].as_ref().unwrap_err().code, Code::InvalidArgument as i32);
        assert_eq!(answers[3].as_ref().unwrap_err().code, Code::FailedPrecondition as i32);
        assert_eq!(answers[4].as_ref().unwrap().lines[1].tax_category, "G");
        assert_eq!(minor(&answers[5].as_ref().unwrap().tax_amount), 0);
    })
    .await;
}

#[tokio::test]
async fn a_rule_of_the_tenant_holds_from_its_first_to_its_last_day_and_for_nobody_else() {
    on_both(async |world| {
        world.client().create_tax_rule(rule("LUXURY", "0.33", "2011-05-01", Some("2011-06-01"))).await.unwrap();
        let mut invoice = invoice_over(100);
        invoice.lines[0].tax_category = "LUXURY".to_owned();
        let mine = world.client().create_invoice(invoice.clone()).await.unwrap().into_inner();
        assert_eq!(minor(&mine.tax_amount), 33);
        invoice.request_id = new_uuid().to_string();
        let refused = world.client().create_invoice(as_tenant("other", invoice.clone())).await.unwrap_err();
        assert_eq!(reason(&refused), "NO_TAX_RULE");
        invoice.supplied_on = date("2011-06-02");
        let refused = world.client().create_invoice(invoice).await.unwrap_err();
        assert_eq!(reason(&refused), "NO_TAX_RULE");
        world.assert_lawful().await;
    })
    .await;
}

/// The Isle of Man is within the VAT area of the United Kingdom, and EL is how VAT ids spell Greece.
#[tokio::test]
async fn a_rule_names_the_country_that_taxes_or_it_would_never_hold() {
    on_both(async |world| {
        for (territory, taxed_by) in [("IM", "GB"), ("MC", "FR"), ("EL", "GR")] {
            let mut asked = rule("STANDARD", "0.33", "2011-05-01", None);
            asked.tax_rule.as_mut().unwrap().country_code = territory.to_owned();
            let refused = world.client().create_tax_rule(asked).await.unwrap_err();
            let violations = field_violations(&refused);
            assert_eq!(violations.len(), 1, "{violations:?}");
            let (field, why) = &violations[0];
            assert!(field == "tax_rule.country_code" && why.contains(taxed_by), "{field}: {why}");
        }
    })
    .await;
}

#[tokio::test]
async fn of_rules_that_overlap_made_at_once_one_stands() {
    on_both(async |world| {
        let calls = (0..6).map(|_| {
            let mut client = world.client();
            tokio::spawn(async move { client.create_tax_rule(rule("STANDARD", "0.1", "2011-05-01", None)).await })
        });
        let mut accepted = 0;
        for call in calls.collect::<Vec<_>>() {
            match call.await.unwrap() {
                Ok(_) => accepted += 1,
                Err(status) => {
                    assert_eq!((status.code(), reason(&status).as_str()), (Code::AlreadyExists, "TAX_RULE_OVERLAPS"));
                }
            }
        }
        assert_eq!(accepted, 1);
        world.client().create_tax_rule(rule("STANDARD", "0.2", "2011-04-01", Some("2011-04-30"))).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn own_rules_are_listed_before_those_of_the_product() {
    on_both(async |world| {
        for from in ["2030-01-01", "2031-01-01"] {
            let to = format!("{}-12-31", &from[..4]);
            world.client().create_tax_rule(rule("STANDARD", "0.25", from, Some(&to))).await.unwrap();
        }
        let mut listed = Vec::new();
        let mut token = String::new();
        loop {
            let list = proto::ListTaxRulesRequest { page_size: 3, page_token: token, country_code: "GB".to_owned() };
            let page = world.client().list_tax_rules(list).await.unwrap().into_inner();
            listed.extend(page.tax_rules);
            token = page.next_page_token;
            if token.is_empty() {
                break;
            }
        }
        assert_eq!(listed.len(), 2 + 8);
        let years: Vec<i32> = listed.iter().map(|rule| rule.valid_from.unwrap().year).collect();
        assert_eq!(years, vec![2030, 2031, 1997, 1973, 1974, 1979, 1991, 2008, 2010, 2011]);
        assert_eq!(listed[7].valid_to, date("2009-12-31"));
        let all = proto::ListTaxRulesRequest { page_size: 100, ..Default::default() };
        let all = world.client().list_tax_rules(all).await.unwrap().into_inner();
        assert_eq!(all.tax_rules.len(), 2 + 8 + 27);
    })
    .await;
}
