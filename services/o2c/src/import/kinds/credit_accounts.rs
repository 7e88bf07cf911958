//! Credit accounts: how much each customer may owe. Without one no order of theirs is accepted.

use futures::future::BoxFuture;
use o2c_kernel::{Date, Money, Violations};
use o2c_proto::{
    BatchResponse,
    credit::v1::{BatchCreateCreditAccountsRequest, CreateCreditAccountRequest, CreditAccount, RiskClass},
};
use o2c_rpc::{parse::reason, wire};

use super::{
    TEXT,
    batch::{batch, known, taken},
};
use crate::import::{
    column::{Column, optional, required},
    document::Document,
    kind::{Answer, Kind, Mode},
    office::{Office, Undecided, decided},
    row::Cells,
    totals::Amount,
};

pub struct CreditAccounts;

const CLASSES: &[(&str, RiskClass)] =
    &[("low", RiskClass::Low), ("medium", RiskClass::Medium), ("high", RiskClass::High)];

#[derive(Clone, Debug)]
pub struct Item {
    customer: String,
    limit: Money,
    valid_from: Date,
    valid_to: Option<Date>,
    risk_class: RiskClass,
}

impl Kind for CreditAccounts {
    const COLUMNS: &'static [Column] = &[
        required("customer", "C-1001"),
        required("limit", "25000.00"),
        required("currency_code", "GBP"),
        required("valid_from", "2026-01-01"),
        optional("valid_to", ""),
        required("risk_class", "low"),
    ];

    type Item = Item;

    fn read(cells: &mut Cells<'_>) -> Option<Item> {
        let customer = cells.text("customer", TEXT);
        let currency = cells.currency("currency_code");
        let limit = cells.money("limit", currency);
        let valid_from = cells.date("valid_from");
        let valid_to = cells.optional_date("valid_to");
        let risk_class = cells.choice("risk_class", CLASSES, RiskClass::Unspecified);
        if limit.is_some_and(Money::is_negative) {
            cells.violations.add("limit", reason::OUT_OF_RANGE, "must not be negative");
        }
        Some(Item {
            customer: customer?,
            limit: limit?,
            valid_from: valid_from?,
            valid_to: valid_to?,
            risk_class: risk_class?,
        })
    }

    fn key(items: &[Item]) -> String {
        items.iter().map(|item| format!("{} in {}", item.customer, item.limit.currency().code())).collect()
    }

    fn amount(item: &Item) -> Option<Amount> {
        Some(Amount { unit: item.limit.currency().code().to_owned(), value: item.limit.to_decimal() })
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
                let credit_account = CreditAccount {
                    customer_id: customer.customer_id.clone(),
                    limit: Some(wire::money(item.limit)),
                    valid_from: Some(wire::date(item.valid_from)),
                    valid_to: item.valid_to.map(wire::date),
                    risk_class: item.risk_class.into(),
                    ..CreditAccount::default()
                };
                let request_id = office.row_id(document.number());
                Ok(CreateCreditAccountRequest { request_id, credit_account: Some(credit_account) })
            };
            let send = |requests| async move {
                let message = BatchCreateCreditAccountsRequest { requests, validate_only: mode == Mode::Check };
                let answer =
                    office.desk.credit.clone().batch_create_credit_accounts(office.caller.ask(message)).await?;
                decided(answer.into_inner().into_results(), Self::COLUMNS)
            };
            batch(documents, request, send, taken::<Self, _>).await
        })
    }
}
