//! Price lists: their heads and their prices in one file.

use std::collections::BTreeMap;

use futures::future::BoxFuture;
use o2c_kernel::{Currency, Date, Quantity, UnitPrice, Violations};
use o2c_proto::orders::v1::{CreatePriceListRequest, ListPriceListsRequest, Price, PriceList, SetPricesRequest};
use o2c_rpc::{parse::reason, wire};
use tonic::Code;

use super::TEXT;
use crate::import::{
    column::{Column, optional, required},
    document::Document,
    kind::{Answer, Kind, Mode},
    office::{Office, PAGE, Undecided, refused, unknown},
    row::Cells,
    totals::{Amount, Totals},
};

pub struct PriceLists;

/// What makes a list: rows that say the same are of one list.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Head {
    name: String,
    currency: &'static str,
    valid_from: Date,
    valid_to: Option<Date>,
    customer: String,
}

#[derive(Clone, Debug)]
pub struct Item {
    head: Head,
    sku: String,
    from_quantity: Option<Quantity>,
    unit_price: UnitPrice,
}

impl Kind for PriceLists {
    const COLUMNS: &'static [Column] = &[
        required("price_list", "Standard 2026"),
        required("currency_code", "GBP"),
        required("valid_from", "2026-01-01"),
        optional("valid_to", ""),
        optional("customer", ""),
        required("sku", "KETTLE"),
        optional("from_quantity", "1"),
        required("unit_price", "21.50"),
    ];

    type Item = Item;

    fn read(cells: &mut Cells<'_>) -> Option<Item> {
        let name = cells.text("price_list", TEXT);
        let currency: Option<Currency> = cells.currency("currency_code");
        let valid_from = cells.date("valid_from");
        let valid_to = cells.optional_date("valid_to");
        let customer = cells.text("customer", TEXT);
        let sku = cells.text("sku", TEXT);
        let from_quantity = cells.optional_quantity("from_quantity");
        let unit_price = cells.optional_price("unit_price", currency);
        if let (Some(from), Some(Some(to))) = (valid_from, valid_to)
            && to < from
        {
            cells.violations.add("valid_to", reason::OUT_OF_RANGE, "is before `valid_from`");
        }
        let head = Head {
            name: name?,
            currency: currency?.code(),
            valid_from: valid_from?,
            valid_to: valid_to?,
            customer: customer?,
        };
        Some(Item { head, sku: sku?, from_quantity: from_quantity?, unit_price: unit_price?? })
    }

    fn key(items: &[Item]) -> String {
        let one = |item: &Item| format!("{:?} {} from {:?}", item.head, item.sku, item.from_quantity);
        items.iter().map(one).collect()
    }

    /// A hash total, as accountants call it: it means nothing and shows that nothing is missing.
    fn amount(item: &Item) -> Option<Amount> {
        Some(Amount { unit: item.head.currency.to_owned(), value: item.unit_price.to_decimal() })
    }

    fn send<'a>(
        office: &'a Office,
        documents: &'a [Document<Item>],
        mode: Mode,
    ) -> BoxFuture<'a, Result<Vec<Answer>, Undecided>> {
        Box::pin(async move {
            let items = || documents.iter().flat_map(|document| document.items());
            let products = office.products(items().map(|item| item.sku.as_str()).collect()).await?;
            let customers = office.customers(items().map(|item| item.head.customer.as_str()).collect()).await?;
            let mut answers: Vec<Answer> = Vec::with_capacity(documents.len());
            let mut lists: BTreeMap<&Head, Vec<(usize, Price)>> = BTreeMap::new();
            for (place, document) in documents.iter().enumerate() {
                let mut violations = Violations::default();
                let Some(item) = document.items().first() else { continue };
                if !item.head.customer.is_empty() && !customers.contains_key(&item.head.customer) {
                    unknown(&mut violations, "customer", &item.head.customer);
                }
                match products.get(&item.sku) {
                    None => unknown(&mut violations, "sku", &item.sku),
                    Some(product) if violations.is_empty() => {
                        let price = Price {
                            product_id: product.product_id.clone(),
                            from_quantity: item.from_quantity.map(wire::decimal_quantity),
                            unit_price: Some(wire::decimal_price(item.unit_price)),
                        };
                        lists.entry(&item.head).or_default().push((place, price));
                    }
                    Some(_) => {}
                }
                answers.push(violations.into_result(Totals::of(1, Self::amount(item))));
            }
            let validate_only = mode == Mode::Check;
            for (head, prices) in lists {
                let customer = customers.get(&head.customer).map(|customer| customer.customer_id.clone());
                let refusals =
                    set(office, head, customer.unwrap_or_default(), documents, prices, validate_only).await?;
                for (place, violations) in refusals {
                    if let Some(answer) = answers.get_mut(place) {
                        *answer = Err(violations);
                    }
                }
            }
            Ok(answers)
        })
    }
}

/// Sets the prices of one list, which is made where there is none like it, or asks only what would become of that. Answers
/// what was refused.
async fn set(
    office: &Office,
    head: &Head,
    customer_id: String,
    documents: &[Document<Item>],
    mut prices: Vec<(usize, Price)>,
    validate_only: bool,
) -> Result<Vec<(usize, Violations)>, Undecided> {
    let mut refusals = Vec::new();
    let all = |prices: Vec<(usize, Price)>, violations: &Violations| {
        prices.into_iter().map(|(place, _)| (place, violations.clone())).collect::<Vec<_>>()
    };
    let wanted = PriceList {
        name: head.name.clone(),
        currency_code: head.currency.to_owned(),
        valid_from: Some(wire::date(head.valid_from)),
        valid_to: head.valid_to.map(wire::date),
        customer_id,
        ..PriceList::default()
    };
    let existing = existing(office, &wanted).await?;
    let is_new = existing.is_none();
    let list = match existing {
        Some(list) => list,
        None => {
            let request_id = office.request_id(&format!("{head:?}"));
            let request = CreatePriceListRequest { request_id, price_list: Some(wanted), validate_only };
            match office.desk.orders.clone().create_price_list(office.caller.ask(request)).await {
                Ok(list) => list.into_inner(),
                Err(status) => {
                    let violations = refused(status, PriceLists::COLUMNS)?;
                    return Ok(all(prices, &violations));
                }
            }
        }
    };
    while let (Some((first, _)), Some((last, _))) = (prices.first(), prices.last()) {
        let number = |place: &usize| documents.get(*place).map_or(0, Document::number);
        let rows = format!("prices of {head:?}, {} rows from {} to {}", prices.len(), number(first), number(last));
        let request = SetPricesRequest {
            request_id: office.request_id(&rows),
            price_list_id: list.price_list_id.clone(),
            prices: prices.iter().map(|(_, price)| price.clone()).collect(),
            validate_only,
        };
        let Err(status) = office.desk.orders.clone().set_prices(office.caller.ask(request)).await else { break };
        // A list that is only to be made is not there yet; what is wrong with its prices themselves was looked at before.
        if validate_only && is_new && status.code() == Code::NotFound {
            break;
        }
        // All or none are set: those that are named are taken out, and the others sent again.
        let named = status.code() == Code::InvalidArgument;
        let violations = refused(status, &[])?;
        let mut bad: BTreeMap<usize, Violations> = BTreeMap::new();
        for violation in violations.iter().filter(|_| named) {
            if let Some((at, field)) = place_of(&violation.field) {
                bad.entry(at).or_default().add(field, &violation.reason, &violation.description);
            }
        }
        if bad.keys().all(|at| *at >= prices.len()) {
            refusals.extend(all(prices, &violations));
            break;
        }
        let mut left = Vec::with_capacity(prices.len());
        for (at, (place, price)) in prices.into_iter().enumerate() {
            match bad.remove(&at) {
                Some(violations) => refusals.push((place, violations)),
                None => left.push((place, price)),
            }
        }
        prices = left;
    }
    Ok(refusals)
}

/// A list that says the same is the same list, whoever made it: it gets the prices.
async fn existing(office: &Office, wanted: &PriceList) -> Result<Option<PriceList>, Undecided> {
    let names = vec![wanted.name.clone()];
    let mut page_token = String::new();
    loop {
        let request = ListPriceListsRequest { page_size: PAGE, page_token, names: names.clone() };
        let page = office.desk.orders.clone().list_price_lists(office.caller.ask(request)).await?.into_inner();
        let same = page.price_lists.into_iter().find(|list| {
            let plain = PriceList { price_list_id: String::new(), etag: String::new(), ..list.clone() };
            plain == *wanted
        });
        page_token = page.next_page_token;
        if same.is_some() || page_token.is_empty() {
            return Ok(same);
        }
    }
}

/// `prices[3].unit_price` → the fourth, `unit_price`.
fn place_of(field: &str) -> Option<(usize, &str)> {
    let (at, rest) = field.strip_prefix("prices[")?.split_once(']')?;
    Some((at.parse().ok()?, rest.trim_start_matches('.')))
}
