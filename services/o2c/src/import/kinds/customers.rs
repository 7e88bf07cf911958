//! Customers.

use futures::future::BoxFuture;
use o2c_proto::{
    BatchResponse,
    common::v1::{Address, PaymentTerms},
    orders::v1::{BatchCreateCustomersRequest, Contact, CreateCustomerRequest, Customer},
};

use super::{
    TEXT,
    batch::{batch, taken},
};
use crate::import::{
    column::{Column, optional, required},
    document::Document,
    kind::{Answer, Kind, Mode},
    office::{Office, Undecided, decided},
    row::Cells,
    totals::Amount,
};

pub struct Customers;

/// The columns of an address.
struct Names {
    name: &'static str,
    lines: &'static str,
    city: &'static str,
    postal_code: &'static str,
    region: &'static str,
    country_code: &'static str,
}

const BILL_TO: Names = Names {
    name: "bill_to.name",
    lines: "bill_to.lines",
    city: "bill_to.city",
    postal_code: "bill_to.postal_code",
    region: "bill_to.region",
    country_code: "bill_to.country_code",
};
const SHIP_TO: Names = Names {
    name: "ship_to.name",
    lines: "ship_to.lines",
    city: "ship_to.city",
    postal_code: "ship_to.postal_code",
    region: "ship_to.region",
    country_code: "ship_to.country_code",
};

impl Kind for Customers {
    const COLUMNS: &'static [Column] = &[
        required("external_id", "C-1001"),
        required("name", "ACME Limited"),
        optional("tax_id", "GB123456789"),
        required("currency_code", "GBP"),
        required("payment_terms.net_days", "30"),
        optional("payment_terms.cash", "false"),
        optional(BILL_TO.name, "ACME Limited"),
        optional(BILL_TO.lines, "1 High Street"),
        optional(BILL_TO.city, "York"),
        optional(BILL_TO.postal_code, "YO1 7HH"),
        optional(BILL_TO.region, ""),
        required(BILL_TO.country_code, "GB"),
        optional(SHIP_TO.name, ""),
        optional(SHIP_TO.lines, ""),
        optional(SHIP_TO.city, ""),
        optional(SHIP_TO.postal_code, ""),
        optional(SHIP_TO.region, ""),
        optional(SHIP_TO.country_code, ""),
        optional("contact.name", "Ann Smith"),
        optional("contact.role", "accounts payable"),
        optional("contact.email", "ann@acme.example"),
        optional("contact.telephone", "+44 1904 000000"),
        optional("blocked", "false"),
    ];

    type Item = Customer;

    fn read(cells: &mut Cells<'_>) -> Option<Customer> {
        let external_id = cells.text("external_id", TEXT);
        let name = cells.text("name", TEXT);
        let tax_id = cells.text("tax_id", 40);
        let currency = cells.currency("currency_code");
        let net_days = cells.number("payment_terms.net_days", 0);
        let cash = cells.flag("payment_terms.cash", false);
        let bill_to = address(cells, &BILL_TO);
        let ship_to = address(cells, &SHIP_TO);
        let contact = contact(cells);
        let blocked = cells.flag("blocked", false);
        Some(Customer {
            external_id: external_id?,
            name: name?,
            tax_id: tax_id?,
            currency_code: currency?.code().to_owned(),
            payment_terms: Some(PaymentTerms { net_days: net_days?, cash: cash? }),
            bill_to: bill_to?,
            ship_to: ship_to?,
            contacts: contact?.into_iter().collect(),
            blocked: blocked?,
            ..Customer::default()
        })
    }

    fn key(items: &[Customer]) -> String {
        items.iter().map(|customer| customer.external_id.as_str()).collect()
    }

    fn amount(_: &Customer) -> Option<Amount> {
        None
    }

    fn send<'a>(
        office: &'a Office,
        documents: &'a [Document<Customer>],
        mode: Mode,
    ) -> BoxFuture<'a, Result<Vec<Answer>, Undecided>> {
        Box::pin(async move {
            let request = |document: &Document<Customer>| {
                let customer = document.items().first().cloned();
                Ok(CreateCustomerRequest { request_id: office.row_id(document.number()), customer })
            };
            let send = |requests| async move {
                let message = BatchCreateCustomersRequest { requests, validate_only: mode == Mode::Check };
                let answer = office.desk.orders.clone().batch_create_customers(office.caller.ask(message)).await?;
                decided(answer.into_inner().into_results(), Self::COLUMNS)
            };
            batch(documents, request, send, taken::<Self, _>).await
        })
    }
}

/// Empty where no cell of it has anything.
fn address(cells: &mut Cells<'_>, names: &Names) -> Option<Option<Address>> {
    let name = cells.text(names.name, TEXT);
    let lines = cells.raw(names.lines).lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
    let lines: Vec<String> = lines.collect();
    let city = cells.text(names.city, TEXT);
    let postal_code = cells.text(names.postal_code, 20);
    let region = cells.text(names.region, TEXT);
    let country_code = cells.text(names.country_code, 2);
    let address = Address {
        name: name?,
        lines,
        city: city?,
        postal_code: postal_code?,
        region: region?,
        country_code: country_code?,
    };
    Some((address != Address::default()).then_some(address))
}

fn contact(cells: &mut Cells<'_>) -> Option<Option<Contact>> {
    let name = cells.text("contact.name", TEXT);
    let role = cells.text("contact.role", TEXT);
    let email = cells.text("contact.email", TEXT);
    let telephone = cells.text("contact.telephone", TEXT);
    let contact = Contact { name: name?, role: role?, email: email?, telephone: telephone? };
    Some((contact != Contact::default()).then_some(contact))
}
