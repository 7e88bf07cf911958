//! Customers pay, and the bank says so in a statement a day. Who pays when and how is simulated.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Write,
};

use o2c_kernel::Date;
use o2c_proto::{
    billing::v1::{Invoice, InvoiceKind, ListInvoicesRequest},
    payments::v1::{BankStatementFormat, ImportBankStatementRequest},
};

use super::World;
use crate::demo::{
    desk::{Person, explained},
    wire::{day, minor, pounds},
};

const ACCOUNT: &str = "GB00DEMO00000000000001";
/// Documents asked for at a time: the last page is read again the next day.
const DOCUMENTS: i32 = 100;
/// Document numbers that fit a transfer's reference.
const REFERENCES: usize = 12;

/// What customers have been sent, and when they mean to pay.
#[derive(Default)]
pub struct Bank {
    /// Where the list of documents was read to.
    page_token: String,
    seen: BTreeSet<String>,
    due: BTreeMap<Date, Vec<Bill>>,
    /// What credit notes took off an invoice.
    credited: HashMap<String, i64>,
}

#[derive(Clone, Debug)]
struct Bill {
    invoice_id: String,
    number: String,
    customer_id: String,
    gross: i64,
}

/// A line of the day's statement.
struct Transfer {
    amount: i64,
    payer_name: String,
    payer_account: String,
    reference: String,
}

impl World {
    /// Imports the statement of the day and answers its closing balance.
    pub async fn pay(&mut self, today: Date, opening: i64) -> anyhow::Result<i64> {
        self.receive_documents().await?;
        let transfers = self.transfers(today);
        let closing = transfers.iter().fold(opening, |sum, transfer| sum.saturating_add(transfer.amount));
        let content = statement(today, opening, closing, &transfers);
        let request = ImportBankStatementRequest {
            request_id: self.chance.id(&today.to_string(), "bank statement"),
            format: BankStatementFormat::Csv.into(),
            content: content.into_bytes(),
        };
        let request = self.desk.ask(Person::Bank, request);
        self.desk.payments.import_bank_statement(request).await.map_err(explained)?;
        Ok(closing)
    }

    /// Reads the documents that are new since the last look; the last page is read again, for it may have grown.
    async fn receive_documents(&mut self) -> anyhow::Result<()> {
        loop {
            let page_token = self.bank.page_token.clone();
            let request = ListInvoicesRequest { page_size: DOCUMENTS, page_token, ..ListInvoicesRequest::default() };
            let request = self.desk.ask(Person::Accountant, request);
            let page = self.desk.billing.list_invoices(request).await.map_err(explained)?.into_inner();
            for document in page.invoices {
                if self.bank.seen.insert(document.invoice_id.clone()) {
                    self.take_note_of(document)?;
                }
            }
            if page.next_page_token.is_empty() {
                return Ok(());
            }
            self.bank.page_token = page.next_page_token;
            // What lies on earlier pages never comes again.
            self.bank.seen.clear();
        }
    }

    fn take_note_of(&mut self, document: Invoice) -> anyhow::Result<()> {
        let gross = minor(document.gross_amount.as_ref())?;
        match document.kind() {
            InvoiceKind::CreditNote => {
                if !document.corrected_invoice_id.is_empty() {
                    let credited = self.bank.credited.entry(document.corrected_invoice_id).or_default();
                    *credited = credited.saturating_add(gross);
                }
            }
            InvoiceKind::Invoice | InvoiceKind::DebitNote => {
                let customer_id = document.customer.map(|customer| customer.customer_id).unwrap_or_default();
                let bill = Bill { invoice_id: document.invoice_id, number: document.number, customer_id, gross };
                let (issued, due) = (day(document.issued_on.as_ref())?, day(document.due_on.as_ref())?);
                if let Some(date) = self.pays_on(&bill, issued, due)? {
                    self.bank.due.entry(date).or_default().push(bill);
                }
            }
            InvoiceKind::Unspecified => {}
        }
        Ok(())
    }

    /// When a customer pays, by its habits; some bills are never paid. Decided by what is billed and not by its number: which
    /// of two shipments is billed first depends on what was decided together.
    fn pays_on(&self, bill: &Bill, issued: Date, due: Date) -> anyhow::Result<Option<Date>> {
        let key = self.customer_key(&bill.customer_id).to_owned();
        let subject = format!("{key}/{issued}/{}", bill.gross);
        if self.is_walk_in(&bill.customer_id) {
            return Ok(Some(issued));
        }
        if self.chance.percent(2, &subject, "never pays") {
            return Ok(None);
        }
        let within = |bound: u64| i64::try_from(self.chance.below(bound, &subject, "pays after"));
        let date = match self.chance.below(100, &key, "payer") {
            0..50 => due.add_days(-within(6)?)?,
            50..85 => due.add_days(1 + within(20)?)?,
            _ => due.add_days(15 + within(60)?)?,
        };
        Ok(Some(date.max(issued)))
    }

    fn is_walk_in(&self, customer_id: &str) -> bool {
        let about = self.customers.index(customer_id).and_then(|index| self.input.customers.get(index));
        about.is_some_and(|about| about.walk_in)
    }

    /// The day's money: walk-ins pay each bill, others what falls on one day together.
    fn transfers(&self, today: Date) -> Vec<Transfer> {
        let mut transfers = Vec::new();
        let mut by_customer: BTreeMap<String, Vec<Bill>> = BTreeMap::new();
        for bill in self.bank.due.get(&today).into_iter().flatten() {
            let credited = self.bank.credited.get(&bill.invoice_id).copied().unwrap_or(0);
            let owed = Bill { gross: bill.gross.saturating_sub(credited), ..bill.clone() };
            if owed.gross <= 0 {
                continue;
            }
            if self.is_walk_in(&bill.customer_id) {
                transfers.push(self.transfer(&owed.customer_id, owed.gross, owed.number.clone()));
            } else {
                // By the customer's own key: an id of the product differs from run to run.
                by_customer.entry(self.customer_key(&owed.customer_id).to_owned()).or_default().push(owed);
            }
        }
        for (key, bills) in by_customer {
            transfers.push(self.habit(&format!("{today}/{key}"), &bills));
        }
        transfers
    }

    /// How a customer pays: mostly in full with the numbers, now and then not.
    fn habit(&self, subject: &str, bills: &[Bill]) -> Transfer {
        let owed = bills.iter().fold(0_i64, |sum, bill| sum.saturating_add(bill.gross));
        let numbers: Vec<&str> = bills.iter().take(REFERENCES).map(|bill| bill.number.as_str()).collect();
        let numbers = numbers.join(" ");
        let customer_id = bills.first().map_or("", |bill| bill.customer_id.as_str());
        let percent = |of: i64, percent: i64| of.saturating_mul(percent) / 100;
        let some = |bound: u64| i64::try_from(self.chance.below(bound, subject, "how much")).unwrap_or(0);
        match self.chance.below(100, subject, "how") {
            // A deduction that nobody agreed to.
            0..4 if owed > 2_000 => self.transfer(customer_id, owed - percent(owed, 2 + some(10)).max(400), numbers),
            // Pennies short: bank charges.
            4..7 if owed > 1_000 => self.transfer(customer_id, owed - 1 - some(200), numbers),
            // Rounded up.
            7..9 => self.transfer(customer_id, owed + 500 + some(4_500), numbers),
            // No word of what for.
            9..16 => self.transfer(customer_id, owed, "payment with thanks".to_owned()),
            // Somebody else's account, no word of what for.
            16..18 => Transfer {
                payer_name: format!("Treasury of {}", self.customer_key(customer_id)),
                ..self.transfer(customer_id, owed, "settlement".to_owned())
            },
            _ => self.transfer(customer_id, owed, numbers),
        }
    }

    fn transfer(&self, customer_id: &str, amount: i64, reference: String) -> Transfer {
        let about = self.customers.index(customer_id).and_then(|index| self.input.customers.get(index));
        Transfer {
            amount,
            payer_name: about.map(|about| self.name(about)).unwrap_or_default(),
            payer_account: format!("ACC{}", self.customer_key(customer_id).replace(' ', "")),
            reference,
        }
    }
}

/// The statement in the columns that payments documents.
fn statement(today: Date, opening: i64, closing: i64, transfers: &[Transfer]) -> String {
    let amount = |minor: i64| pounds(minor).to_decimal().to_string();
    let head = format!("{ACCOUNT},{today},{today},GBP,{},{}", amount(opening), amount(closing));
    let mut text = String::from(
        "bank_account,statement_number,statement_date,currency,opening_balance,closing_balance,line_number,value_date,amount,payer_name,payer_account,bank_reference,reference\n",
    );
    if transfers.is_empty() {
        let _ = writeln!(text, "{head},,,,,,,");
    }
    for (index, transfer) in transfers.iter().enumerate() {
        let number = index + 1;
        let _ = writeln!(
            text,
            "{head},{number},{today},{},{},{},{today}-{number},{}",
            amount(transfer.amount),
            transfer.payer_name,
            transfer.payer_account,
            transfer.reference
        );
    }
    text
}
