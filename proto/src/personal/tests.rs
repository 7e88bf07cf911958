//! What the contract says of persons, and what of them goes.

use super::*;
use crate::{
    common::v1::{Address, CustomerSnapshot},
    orders::v1::OrderConfirmed,
};

const ERASED: &str = "nobody";

#[test]
fn what_facts_say_of_persons_goes_and_the_rest_stays() {
    let customer = CustomerSnapshot {
        customer_id: "c".to_owned(),
        name: "Anna Canary".to_owned(),
        country_code: "GB".to_owned(),
        tax_id: "GB1".to_owned(),
        payment_terms: None,
    };
    let ship_to = Address {
        name: "Anna Canary".to_owned(),
        lines: vec!["1 High Street".to_owned()],
        city: "York".to_owned(),
        country_code: "GB".to_owned(),
        ..Address::default()
    };
    let fact = OrderConfirmed {
        order_id: "o".to_owned(),
        customer: Some(customer),
        ship_to: Some(ship_to),
        ship_complete: true,
        ..OrderConfirmed::default()
    };
    let bytes = erased("o2c.orders.v1.OrderConfirmed", &fact.encode_to_vec(), ERASED).unwrap();
    let left = OrderConfirmed::decode(&*bytes).unwrap();
    let (customer, ship_to) = (left.customer.clone().unwrap(), left.ship_to.clone().unwrap());
    assert_eq!((customer.name.as_str(), customer.tax_id.as_str(), customer.country_code.as_str()), (ERASED, "", "GB"));
    assert_eq!((ship_to.name.as_str(), ship_to.lines.len(), ship_to.city.as_str()), (ERASED, 0, ""));
    assert_eq!(ship_to.country_code, "GB");
    assert_eq!(OrderConfirmed { customer: fact.customer.clone(), ship_to: fact.ship_to.clone(), ..left }, fact);
    assert_eq!(erased("o2c.orders.v1.OrderConfirmed", &bytes, ERASED).unwrap(), bytes, "once is enough");
}

fn facts() -> impl Iterator<Item = MessageDescriptor> {
    POOL.as_ref().unwrap().all_messages().filter(|message| message.parent_file().name().ends_with("/events.proto"))
}

#[test]
fn the_contract_says_of_each_fact_whether_it_names_somebody() {
    for name in ["OrderSubmitted", "OrderConfirmed", "ReturnAuthorized", "CustomerErased", "OrderCompleted"] {
        let named = !["CustomerErased", "OrderCompleted"].contains(&name);
        assert_eq!(names_somebody(&format!("o2c.orders.v1.{name}")), named, "{name}");
    }
    let forgetting: Vec<String> =
        facts().map(|fact| fact.full_name().to_owned()).filter(|name| forgets(name)).collect();
    let expected = ["billing", "orders", "receivables"].map(|service| format!("o2c.{service}.v1.CustomerErased"));
    assert_eq!(forgetting.into_iter().collect::<BTreeSet<_>>(), expected.into());
}

/// Whoever holds a fact back finds by it whom it names.
#[test]
fn every_fact_that_names_somebody_says_which_customer_it_is() {
    fn says(message: &MessageDescriptor, seen: &mut BTreeSet<String>) -> bool {
        seen.insert(message.full_name().to_owned())
            && message.fields().any(|field| {
                field.name() == "customer_id" || field.kind().as_message().is_some_and(|inner| says(inner, seen))
            })
    }
    for fact in facts().filter(|fact| names_somebody(fact.full_name())) {
        assert!(says(&fact, &mut BTreeSet::new()), "{}", fact.full_name());
    }
}

/// A field that is called like what persons have is said to be personal, or known to be something else.
#[test]
fn no_name_or_address_in_the_contract_is_forgotten() {
    const OF_NOBODY: &[&str] = &[
        "o2c.analytics.v1.Kpi.name",
        "o2c.analytics.v1.KpiTerm.name",
        "o2c.billing.v1.NumberSeries.name",
        "o2c.collections.v1.DunningProcedure.name",
        "o2c.orders.v1.PriceList.name",
        "o2c.orders.v1.ListPriceListsRequest.names",
        "o2c.fulfillment.v1.Warehouse.name",
        "o2c.payments.v1.MatchFeature.name",
        "o2c.receivables.v1.AccountBalance.name",
    ];
    let words = ["name", "names", "email", "telephone", "lines", "city", "postal_code", "tax_id", "received_by"];
    let mut forgotten = Vec::new();
    for message in POOL.as_ref().unwrap().all_messages() {
        let package = message.parent_file().package_name().to_owned();
        let ours = package.starts_with("o2c.") && !package.starts_with("o2c.gateway") && package != "o2c.runtime.v1";
        for field in message.fields().filter(|_| ours) {
            let text = matches!(field.kind(), prost_reflect::Kind::String);
            let called = words.contains(&field.name()) || field.name().ends_with("payer_name");
            let named = text && (called || field.name() == "customer_name");
            if named && !is_personal(&field) && !OF_NOBODY.contains(&field.full_name()) {
                forgotten.push(field.full_name().to_owned());
            }
        }
    }
    assert_eq!(forgotten, Vec::<String>::new());
}
