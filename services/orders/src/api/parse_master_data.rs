//! Requests about customers, products and prices.

use o2c_kernel::{Currency, Quantity, Violations};
use o2c_proto::orders::v1 as proto;
use o2c_rpc::parse::{self, reason};

use super::parse_page::page;
use crate::{
    app::{
        ListNamed,
        customers::{ListCustomers, UpdateCustomer},
        prices::{CreatePriceList, ListPrices, SetPrice, SetPrices},
        products::CreateProduct,
    },
    domain::{Contact, CustomerDetails, CustomerId, PriceListId, ProductId, ProductNature},
};

const MAX_TEXT: usize = 200;
const MAX_TAX_ID: usize = 40;
const MAX_CONTACTS: usize = 50;
const MAX_PRICES: usize = 1_000;
/// Names that a list may be asked for.
const MAX_NAMES: usize = 1_000;

pub fn create_customer(message: proto::CreateCustomerRequest) -> Result<CustomerDetails, Violations> {
    let mut v = Violations::default();
    let details = parse::nested(&mut v, "customer", message.customer, customer);
    parse::finish(v, || details)
}

pub fn update_customer(message: proto::UpdateCustomerRequest) -> Result<UpdateCustomer, Violations> {
    let mut v = Violations::default();
    let command = parse::nested(&mut v, "customer", message.customer, |v, message| {
        let id = parse::id(v, "customer_id", &message.customer_id);
        let version = parse::etag(v, "etag", &message.etag);
        let details = customer(v, message);
        Some(UpdateCustomer { customer: id?, version: version?, details: details? })
    });
    parse::finish(v, || command)
}

fn customer(v: &mut Violations, customer: proto::Customer) -> Option<CustomerDetails> {
    let external_id = parse::optional_text(v, "external_id", customer.external_id, MAX_TEXT);
    let name = parse::text(v, "name", customer.name, MAX_TEXT);
    let bill_to = parse::address(v, "bill_to", customer.bill_to);
    let ship_to = parse::optional_address(v, "ship_to", customer.ship_to);
    let tax_id = parse::optional_text(v, "tax_id", customer.tax_id, MAX_TAX_ID);
    if tax_id.as_ref().is_some_and(|id| !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" .-/".contains(&byte)))
    {
        v.add("tax_id", reason::MALFORMED, "has letters, digits, blanks, `.`, `-` and `/`");
    }
    let payment_terms = parse::payment_terms(v, "payment_terms", customer.payment_terms);
    let currency = parse::currency(v, "currency_code", &customer.currency_code);
    let contacts = parse::list(v, "contacts", customer.contacts, 0..=MAX_CONTACTS, |v, contact| {
        let name = parse::text(v, "name", contact.name, MAX_TEXT);
        let role = parse::optional_text(v, "role", contact.role, MAX_TEXT);
        let email = parse::optional_text(v, "email", contact.email, MAX_TEXT);
        let telephone = parse::optional_text(v, "telephone", contact.telephone, MAX_TEXT);
        Some(Contact { name: name?, role: role?, email: email?, telephone: telephone? })
    });
    let bill_to = bill_to?;
    Some(CustomerDetails {
        external_id: external_id?,
        name: name?,
        ship_to: ship_to?.unwrap_or_else(|| bill_to.clone()),
        bill_to,
        tax_id: tax_id?,
        payment_terms: payment_terms?,
        currency: currency?,
        contacts: contacts?,
        blocked: customer.blocked,
    })
}

pub fn erase_customer(message: proto::EraseCustomerPersonalDataRequest) -> Result<CustomerId, Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "customer_id", &message.customer_id);
    let reason = parse::text(&mut v, "reason", message.reason, MAX_TEXT);
    parse::finish(v, || reason.and(id))
}

pub fn get_customer(message: proto::GetCustomerRequest) -> Result<CustomerId, Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "customer_id", &message.customer_id);
    parse::finish(v, || id)
}

pub fn list_customers(message: proto::ListCustomersRequest) -> Result<ListCustomers, Violations> {
    let mut v = Violations::default();
    let mut chosen = format!("customers/{}", message.external_ids.join("\n"));
    // Only where it is given: the tokens of a release that did not know it stay good.
    if !message.name_prefix.is_empty() {
        chosen = format!("{chosen}/name/{}", message.name_prefix);
        if !message.external_ids.is_empty() {
            v.add("name_prefix", reason::TOO_MANY, "is not beside external_ids");
        }
    }
    let prefix = parse::optional_text(&mut v, "name_prefix", message.name_prefix, MAX_TEXT);
    let page = page(&mut v, message.page_size, &message.page_token, chosen);
    let names = names(&mut v, "external_ids", message.external_ids);
    parse::finish(v, || {
        let name_prefix = Some(prefix?).filter(|prefix| !prefix.is_empty());
        Some(ListCustomers { page: page?, external_ids: names?, name_prefix })
    })
}

fn names(v: &mut Violations, field: &str, names: Vec<String>) -> Option<Vec<String>> {
    parse::entries(v, field, names, 0..=MAX_NAMES, |v, field, name| parse::text(v, field, name, MAX_TEXT))
}

/// A list, or those of it that have one of these names.
fn list_named(
    list: &str,
    field: &str,
    (size, token): (i32, &str),
    names: Vec<String>,
) -> Result<ListNamed, Violations> {
    let mut v = Violations::default();
    let page = page(&mut v, size, token, format!("{list}/{}", names.join("\n")));
    let names = self::names(&mut v, field, names);
    parse::finish(v, || Some(ListNamed { page: page?, names: names? }))
}

pub fn create_product(message: proto::CreateProductRequest) -> Result<CreateProduct, Violations> {
    let mut v = Violations::default();
    let command = parse::nested(&mut v, "product", message.product, |v, product| {
        let sku = parse::text(v, "sku", product.sku, MAX_TEXT);
        let description = parse::optional_text(v, "description", product.description, MAX_TEXT);
        let kind = parse::known_enum::<proto::ProductKind>(v, "kind", product.kind);
        let tax_category = parse::text(v, "tax_category", product.tax_category, MAX_TAX_ID);
        Some(CreateProduct {
            sku: sku?,
            description: description?,
            nature: match kind? {
                proto::ProductKind::Service => ProductNature::Service,
                proto::ProductKind::Stocked | proto::ProductKind::Unspecified => ProductNature::Stocked,
            },
            tax_category: tax_category?,
            active: product.active,
        })
    });
    parse::finish(v, || command)
}

pub fn get_product(message: proto::GetProductRequest) -> Result<ProductId, Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "product_id", &message.product_id);
    parse::finish(v, || id)
}

pub fn list_products(message: proto::ListProductsRequest) -> Result<ListNamed, Violations> {
    list_named("products", "skus", (message.page_size, message.page_token.as_str()), message.skus)
}

pub fn create_price_list(message: proto::CreatePriceListRequest) -> Result<CreatePriceList, Violations> {
    let mut v = Violations::default();
    let command = parse::nested(&mut v, "price_list", message.price_list, |v, list| {
        let name = parse::text(v, "name", list.name, MAX_TEXT);
        let currency = parse::currency(v, "currency_code", &list.currency_code);
        let valid_from = parse::date(v, "valid_from", list.valid_from);
        let valid_to = parse::optional_date(v, "valid_to", list.valid_to);
        if valid_from.zip(valid_to.flatten()).is_some_and(|(from, to)| to < from) {
            v.add("valid_to", reason::OUT_OF_RANGE, "is not before valid_from");
        }
        let customer = parse::optional_id(v, "customer_id", &list.customer_id);
        Some(CreatePriceList {
            name: name?,
            currency: currency?,
            valid_from: valid_from?,
            valid_to: valid_to?,
            customer: customer?,
        })
    });
    parse::finish(v, || command)
}

pub fn get_price_list(message: proto::GetPriceListRequest) -> Result<PriceListId, Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "price_list_id", &message.price_list_id);
    parse::finish(v, || id)
}

pub fn list_price_lists(message: proto::ListPriceListsRequest) -> Result<ListNamed, Violations> {
    list_named("price_lists", "names", (message.page_size, message.page_token.as_str()), message.names)
}

pub fn set_prices(message: proto::SetPricesRequest) -> Result<SetPrices, Violations> {
    let mut v = Violations::default();
    let list = parse::id(&mut v, "price_list_id", &message.price_list_id);
    let prices = parse::list(&mut v, "prices", message.prices, 1..=MAX_PRICES, |v, price| {
        let product = parse::id(v, "product_id", &price.product_id);
        let from = parse::optional_quantity(v, "from_quantity", price.from_quantity);
        if from.flatten().is_some_and(Quantity::is_negative) {
            v.add("from_quantity", reason::OUT_OF_RANGE, "must not be negative");
        }
        // Which currency it is does not matter here: a price has six decimals in each.
        let unit_price = parse::unit_price(v, "unit_price", price.unit_price, Currency::GBP);
        if unit_price.is_some_and(|price| price.micros() < 0) {
            v.add("unit_price", reason::OUT_OF_RANGE, "must not be negative");
        }
        Some(SetPrice {
            product: product?,
            from_quantity: from?.unwrap_or_default(),
            price_micros: unit_price?.micros(),
        })
    });
    parse::finish(v, || Some(SetPrices { list: list?, prices: prices? }))
}

pub fn list_prices(message: proto::ListPricesRequest) -> Result<ListPrices, Violations> {
    let mut v = Violations::default();
    let list = parse::id(&mut v, "price_list_id", &message.price_list_id);
    let chosen = format!("prices/{}", message.price_list_id);
    let page = page(&mut v, message.page_size, &message.page_token, chosen);
    parse::finish(v, || Some(ListPrices { list: list?, page: page? }))
}
