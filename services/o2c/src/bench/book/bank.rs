//! Customers pay every invoice in full, with its number; the bank says so in statements.

use std::fmt::Write;

use o2c_kernel::Date;
use o2c_proto::{
    billing::v1::ListInvoicesRequest,
    payments::v1::{BankStatementFormat, ImportBankStatementRequest},
};

use crate::{
    bench::book::Business,
    demo::{
        desk::{Desk, PAGE, Person, explained},
        wire::{minor, pounds},
    },
};

/// Lines of a statement.
const LINES: usize = 1_000;
const HEAD: &str = "bank_account,statement_number,statement_date,currency,opening_balance,closing_balance,line_number,\
                    value_date,amount,payer_name,payer_account,bank_reference,reference\n";

/// What customers have been sent, and what has been paid.
#[derive(Debug, Default)]
pub struct Bank {
    /// Where the list of documents was read to.
    page_token: String,
    /// How many of that page are known.
    seen: usize,
    bills: Vec<Bill>,
    /// Minor units.
    balance: i64,
    statements: u64,
}

#[derive(Debug)]
pub struct Bill {
    pub number: String,
    pub payer: String,
    /// Minor units.
    pub gross: i64,
}

impl Bank {
    /// Reads the documents that are new since the last look.
    pub async fn receive_documents(&mut self, desk: &mut Desk) -> anyhow::Result<()> {
        loop {
            let page_token = self.page_token.clone();
            let request = ListInvoicesRequest { page_size: PAGE, page_token, ..ListInvoicesRequest::default() };
            let request = desk.ask(Person::Accountant, request);
            let page = desk.billing.list_invoices(request).await.map_err(explained)?.into_inner();
            let count = page.invoices.len();
            for document in page.invoices.into_iter().skip(self.seen) {
                self.bills.push(Bill {
                    gross: minor(document.gross_amount.as_ref())?,
                    number: document.number,
                    payer: document.customer.map(|customer| customer.name).unwrap_or_default(),
                });
            }
            self.seen = count;
            if page.next_page_token.is_empty() {
                return Ok(());
            }
            self.page_token = page.next_page_token;
            self.seen = 0;
        }
    }

    /// What customers have been sent by another system.
    pub fn expect(&mut self, bills: Vec<Bill>) {
        self.bills.extend(bills);
    }

    /// What has been billed and not been paid: documents, and minor units.
    #[must_use]
    pub fn owed(&self) -> (u64, i64) {
        (self.bills.len() as u64, self.bills.iter().fold(0, |sum, bill| sum.saturating_add(bill.gross)))
    }

    /// The oldest bills are paid, so many at most; how many those were.
    pub async fn pay(&mut self, desk: &mut Desk, business: &Business, most: usize, today: Date) -> anyhow::Result<u64> {
        let bills: Vec<Bill> = self.bills.drain(..most.min(self.bills.len())).collect();
        for bills in bills.chunks(LINES) {
            self.statements += 1;
            let request = ImportBankStatementRequest {
                request_id: business.id(&self.statements.to_string(), "bank statement"),
                format: BankStatementFormat::Csv.into(),
                content: self.statement(business, bills, today).into_bytes(),
            };
            let request = desk.ask(Person::Bank, request);
            desk.payments.import_bank_statement(request).await.map_err(explained)?;
        }
        Ok(bills.len() as u64)
    }

    fn statement(&mut self, business: &Business, bills: &[Bill], today: Date) -> String {
        let number = self.statements;
        let opening = self.balance;
        self.balance = bills.iter().fold(opening, |sum, bill| sum.saturating_add(bill.gross));
        let amount = |minor: i64| pounds(minor).to_decimal().to_string();
        let account = business.bank_account();
        let head = format!("{account},{number},{today},GBP,{},{}", amount(opening), amount(self.balance));
        let mut text = String::from(HEAD);
        for (index, bill) in bills.iter().enumerate() {
            let line = index + 1;
            let (gross, payer, bill) = (amount(bill.gross), &bill.payer, &bill.number);
            let _ = writeln!(text, "{head},{line},{today},{gross},{payer},,{number}-{line},{bill}");
        }
        text
    }
}
