//! Statements, as the bank sends them.

use std::fmt::Write;

use o2c::demo::{desk::Person, wire};
use o2c_kernel::{Currency, Date, Money};
use o2c_proto::payments::v1::{BankStatementFormat, ImportBankStatementRequest};

use crate::{Mesh, gbp};

const HEADER: &str = "bank_account,statement_number,statement_date,currency,opening_balance,closing_balance,line_number,\
                      value_date,amount,payer_name,payer_account,bank_reference,reference";

/// Money that came in.
pub struct Movement<'a> {
    pub pounds: &'a str,
    pub payer: &'a str,
    pub reference: &'a str,
}

/// A statement of a day, and the balance that it closes with.
#[must_use]
pub fn statement(
    number: &str,
    on: Date,
    opening: &str,
    movements: &[Movement<'_>],
) -> (ImportBankStatementRequest, String) {
    let minor = |pounds: &str| wire::minor(Some(&gbp(pounds))).unwrap();
    let closing = movements.iter().fold(minor(opening), |balance, movement| balance + minor(movement.pounds));
    let closing = Money::new(closing, Currency::GBP).to_decimal().to_string();
    let mut content = format!("{HEADER}\n");
    for (line, Movement { pounds, payer, reference }) in (1..).zip(movements) {
        writeln!(
            content,
            "GB00TEST,{number},{on},GBP,{opening},{closing},{line},{on},{pounds},{payer},ACC1,{number}-{line},{reference}"
        )
        .unwrap();
    }
    let format = BankStatementFormat::Csv.into();
    (ImportBankStatementRequest { request_id: String::new(), format, content: content.into_bytes() }, closing)
}

impl Mesh {
    /// Money comes in, as the bank's statement says; the balance that it closes with.
    pub async fn bank_statement(&mut self, number: &str, opening: &str, movements: &[Movement<'_>]) -> String {
        let (request, closing) = statement(number, self.today, opening, movements);
        let request = self.desk.ask(Person::Bank, request);
        self.desk.payments.import_bank_statement(request).await.unwrap();
        self.settle().await;
        closing
    }

    /// A statement of one line.
    pub async fn bank_line(&mut self, number: &str, opening: &str, pounds: &str, payer: &str, reference: &str) {
        self.bank_statement(number, opening, &[Movement { pounds, payer, reference }]).await;
    }
}
