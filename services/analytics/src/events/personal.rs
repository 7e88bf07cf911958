//! What facts say of persons, by the contract: the fields that it calls personal.

use std::{collections::BTreeSet, sync::LazyLock};

use o2c_kernel::ERASED;
use prost::Message as _;
use prost_reflect::{
    DescriptorPool, DynamicMessage, ExtensionDescriptor, FieldDescriptor, MessageDescriptor, ReflectMessage, Value,
};

use super::contract::EVENT_TYPES;

const PERSONAL: &str = "o2c.common.v1.personal";

static POOL: LazyLock<Option<DescriptorPool>> = LazyLock::new(|| DescriptorPool::decode(o2c_proto::DESCRIPTORS).ok());

/// The types of facts that may name somebody.
pub static NAMING: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let Some(pool) = POOL.as_ref() else { return Vec::new() };
    let names =
        |name: &str| pool.get_message_by_name(name).is_some_and(|message| names(&message, &mut BTreeSet::new()));
    EVENT_TYPES.iter().map(|event| event.name).filter(|name| names(name)).collect()
});

/// A fact without the persons in it. What has no one in it stays as it is.
pub fn erased(type_name: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
    let descriptor = POOL.as_ref().and_then(|pool| pool.get_message_by_name(type_name));
    let descriptor = descriptor.ok_or_else(|| format!("{type_name} is not in the contract"))?;
    let mut message = DynamicMessage::decode(descriptor, payload).map_err(|error| error.to_string())?;
    erase(&mut message);
    Ok(message.encode_to_vec())
}

fn erase(message: &mut DynamicMessage) {
    for field in message.descriptor().fields().collect::<Vec<_>>() {
        if !message.has_field(&field) {
            continue;
        }
        if is_personal(&field) {
            let name = field.name() == "name" || field.name().ends_with("_name");
            match name && !field.is_list() {
                true => message.set_field(&field, Value::String(ERASED.to_owned())),
                false => message.clear_field(&field),
            }
            continue;
        }
        match message.get_field_mut(&field) {
            Value::Message(inner) => erase(inner),
            Value::List(values) => values.iter_mut().filter_map(Value::as_message_mut).for_each(erase),
            _ => {}
        }
    }
}

/// Whether it or anything in it is personal.
fn names(message: &MessageDescriptor, seen: &mut BTreeSet<String>) -> bool {
    seen.insert(message.full_name().to_owned())
        && message
            .fields()
            .any(|field| is_personal(&field) || field.kind().as_message().is_some_and(|inner| names(inner, seen)))
}

fn is_personal(field: &FieldDescriptor) -> bool {
    static OPTION: LazyLock<Option<ExtensionDescriptor>> =
        LazyLock::new(|| POOL.as_ref().and_then(|pool| pool.get_extension_by_name(PERSONAL)));
    let said = |option: &ExtensionDescriptor| field.options().get_extension(option).as_bool();
    OPTION.as_ref().and_then(said).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use o2c_proto::{
        common::v1::{Address, CustomerSnapshot},
        orders::v1::OrderConfirmed,
    };

    use super::*;

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
        let bytes = erased("o2c.orders.v1.OrderConfirmed", &fact.encode_to_vec()).unwrap();
        let left = OrderConfirmed::decode(&*bytes).unwrap();
        let (customer, ship_to) = (left.customer.clone().unwrap(), left.ship_to.clone().unwrap());
        assert_eq!(
            (customer.name.as_str(), customer.tax_id.as_str(), customer.country_code.as_str()),
            (ERASED, "", "GB")
        );
        assert_eq!((ship_to.name.as_str(), ship_to.lines.len(), ship_to.city.as_str()), (ERASED, 0, ""));
        assert_eq!(ship_to.country_code, "GB");
        assert_eq!(OrderConfirmed { customer: fact.customer.clone(), ship_to: fact.ship_to.clone(), ..left }, fact);
        assert_eq!(erased("o2c.orders.v1.OrderConfirmed", &bytes).unwrap(), bytes, "once is enough");
    }

    #[test]
    fn the_contract_says_of_each_fact_whether_it_names_somebody() {
        let named: BTreeSet<&str> = NAMING.iter().filter_map(|name| name.rsplit('.').next()).collect();
        for name in ["OrderSubmitted", "OrderConfirmed", "ReturnAuthorized", "InvoiceIssued", "OpenItemPosted"] {
            assert!(named.contains(name), "{name} is not among {named:?}");
        }
        for name in ["OrderCompleted", "PaymentApplied", "CustomerErased", "StockAdjusted"] {
            assert!(!named.contains(name), "{name}");
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
            let ours =
                package.starts_with("o2c.") && !package.starts_with("o2c.gateway") && package != "o2c.runtime.v1";
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
}
