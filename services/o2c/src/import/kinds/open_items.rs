//! Open items of receivables: what customers owe and are owed on the day of the cut-over.

use futures::future::BoxFuture;
use o2c_kernel::{Date, Money, Violations};
use o2c_proto::{
    BatchResponse,
    receivables::v1::{BatchImportOpenItemsRequest, ImportOpenItemRequest, OpenItem},
};
use o2c_rpc::{parse::reason, wire};

use super::{
    TEXT,
    batch::{batch, known},
};
use crate::{
    demo::wire::minor,
    import::{
        column::{Column, optional, required},
        document::Document,
        kind::{Answer, Kind, Mode},
        office::{Office, Undecided, decided},
        row::Cells,
        totals::{Amount, Totals},
    },
};

pub struct OpenItems;

const CREDIT_NOTE: &str = "CREDIT_NOTE";
const TYPES: &[(&str, &str)] = &[("INVOICE", "INVOICE"), (CREDIT_NOTE, CREDIT_NOTE), ("DEBIT_NOTE", "DEBIT_NOTE")];

#[derive(Clone, Debug)]
pub struct Item {
    document_type: &'static str,
    number: String,
    customer: String,
    document_date: Date,
    due_on: Option<Date>,
    amount: Money,
    posted_on: Date,
}

impl Kind for OpenItems {
    const COLUMNS: &'static [Column] = &[
        required("document_type", "INVOICE"),
        required("document_number", "R-2025-0042"),
        required("customer", "C-1001"),
        required("document_date", "2025-11-30"),
        optional("due_on", "2025-12-30"),
        required("amount", "1250.00"),
        required("currency_code", "GBP"),
        required("posted_on", "2025-12-31"),
    ];
    const POSTS: bool = true;

    type Item = Item;

    fn read(cells: &mut Cells<'_>) -> Option<Item> {
        let document_type = cells.choice("document_type", TYPES, "");
        let number = cells.text("document_number", TEXT);
        let customer = cells.text("customer", TEXT);
        let document_date = cells.date("document_date");
        let due_on = cells.optional_date("due_on");
        if let (Some(document_type), Some(None)) = (document_type, due_on)
            && document_type != CREDIT_NOTE
        {
            cells.violations.add("due_on", reason::REQUIRED, "is required");
        }
        let currency = cells.currency("currency_code");
        let amount = cells.money("amount", currency);
        let posted_on = cells.date("posted_on");
        if amount.is_some_and(|amount| !amount.is_positive()) {
            cells.violations.add("amount", reason::NOT_POSITIVE, "must be more than zero");
        }
        Some(Item {
            document_type: document_type?,
            number: number?,
            customer: customer?,
            document_date: document_date?,
            due_on: due_on?,
            amount: amount?,
            posted_on: posted_on?,
        })
    }

    fn key(items: &[Item]) -> String {
        items.iter().map(|item| format!("{} {} of {}", item.document_type, item.number, item.customer)).collect()
    }

    /// As it stands on the control account: credit notes negative.
    fn amount(item: &Item) -> Option<Amount> {
        Some(on_account(item.document_type, item.amount))
    }

    fn send<'a>(
        office: &'a Office,
        documents: &'a [Document<Item>],
        mode: Mode,
    ) -> BoxFuture<'a, Result<Vec<Answer>, Undecided>> {
        Box::pin(async move {
            let items = || documents.iter().flat_map(|document| document.items());
            let customers = office.customers(items().map(|item| item.customer.as_str()).collect()).await?;
            let request = |document: &Document<Item>| {
                let Some(item) = document.items().first() else { return Err(Violations::default()) };
                let customer = known(&customers, "customer", &item.customer)?;
                Ok(ImportOpenItemRequest {
                    request_id: office.row_id(document.number()),
                    document_type: item.document_type.to_owned(),
                    document_number: item.number.clone(),
                    customer_id: customer.customer_id.clone(),
                    customer_name: customer.name.clone(),
                    document_date: Some(wire::date(item.document_date)),
                    due_on: item.due_on.map(wire::date),
                    amount: Some(wire::money(item.amount)),
                    posted_on: Some(wire::date(item.posted_on)),
                })
            };
            let send = |requests| async move {
                let message = BatchImportOpenItemsRequest { requests, validate_only: mode == Mode::Check };
                let answer =
                    office.desk.receivables.clone().batch_import_open_items(office.caller.ask(message)).await?;
                decided(answer.into_inner().into_results(), Self::COLUMNS)
            };
            batch(documents, request, send, |_, item| booked(&item)).await
        })
    }
}

/// What the service says that it has posted, not what was sent.
fn booked(item: &OpenItem) -> Answer {
    let amount = item.original_amount.as_ref().and_then(|amount| {
        let currency = o2c_kernel::Currency::parse(&amount.currency_code).ok()?;
        Some(Money::new(minor(Some(amount)).ok()?, currency))
    });
    match amount {
        Some(amount) => Ok(Totals::of(1, [on_account(&item.document_type, amount)])),
        None => {
            let mut violations = Violations::default();
            violations.add("amount", reason::MALFORMED, "was answered with an amount that cannot be read");
            Err(violations)
        }
    }
}

fn on_account(document_type: &str, amount: Money) -> Amount {
    let value = amount.to_decimal();
    let value = if document_type == CREDIT_NOTE { -value } else { value };
    Amount { unit: amount.currency().code().to_owned(), value }
}
