//! Money comes in: exactly, short, over, without a word; and some of it is applied to the wrong item and taken back.

use o2c::demo::{desk::Person, wire};
use o2c_integration_tests::gbp;
use o2c_proto::{
    payments::v1::{BankStatementFormat, ImportBankStatementRequest},
    receivables::v1::{
        ApplyCreditNoteRequest, DecideWriteOffRequest, GetOpenItemRequest, ListOpenItemsRequest, OpenItem,
        RequestWriteOffRequest, ReverseApplicationRequest,
    },
};

use super::Story;

impl Story {
    pub(super) async fn open_items(&mut self) -> Vec<OpenItem> {
        let request = ListOpenItemsRequest { page_size: 100, ..ListOpenItemsRequest::default() };
        let page = self.look(Person::Accountant, request, async |mut desk, request| {
            desk.receivables.list_open_items(request).await
        });
        page.await.map(|page| page.open_items).unwrap_or_default()
    }

    /// An item with all that was applied to it.
    async fn open_item(&mut self, open_item_id: &str) -> Option<OpenItem> {
        let request = GetOpenItemRequest { open_item_id: open_item_id.to_owned() };
        let found = self
            .look(Person::Accountant, request, async |mut desk, request| desk.receivables.get_open_item(request).await);
        let item = found.await?;
        let minor = |amount: &Option<_>| wire::minor(amount.as_ref()).unwrap();
        let applied: i64 = item.applications.iter().map(|edge| minor(&edge.amount)).sum();
        if minor(&item.original_amount) - applied != minor(&item.open_amount) {
            self.broken.push(format!("what is open is not what was not applied: {item:?}"));
        }
        self.tally.count("quick laws");
        Some(item)
    }

    /// A bank statement with a line for each invoice that somebody pays today.
    pub(super) async fn pay(&mut self, chance: u64) {
        let mut lines = Vec::new();
        let mut sum = 0;
        for item in self.open_items().await {
            let open = wire::minor(item.open_amount.as_ref()).unwrap();
            if open <= 0 || self.paid.contains(&item.document_number) || !self.chance.percent(chance) {
                continue;
            }
            self.paid.insert(item.document_number.clone());
            let (how, amount) = match self.chance.below(100) {
                0..20 if open > 500 => ("short payments", open - self.chance.between(1, open / 2)),
                20..35 => ("over payments", open + self.chance.between(1, 2_000)),
                _ => ("exact payments", open),
            };
            self.tally.count(how);
            let silent = self.chance.percent(12);
            let reference = if silent { "thank you".to_owned() } else { item.document_number.clone() };
            let payer = self.customers.iter().find(|customer| customer.id == item.customer_id);
            let payer = payer.map(|customer| customer.name.clone()).unwrap_or_default();
            let number = lines.len() + 1;
            let amount_text = wire::pounds(amount).to_decimal().to_string();
            lines.push(format!("{number},{},{amount_text},{payer},ACC,{number},{reference}", self.today));
            sum += amount;
        }
        if !lines.is_empty() {
            self.import(&lines, sum).await;
        }
    }

    async fn import(&mut self, lines: &[String], sum: i64) {
        self.statements += 1;
        let amount = |minor: i64| wire::pounds(minor).to_decimal().to_string();
        let (opening, closing) = (amount(self.bank_balance), amount(self.bank_balance + sum));
        let head = format!("GB00SIM,{},{},GBP,{opening},{closing}", self.statements, self.today);
        let mut content = String::from(
            "bank_account,statement_number,statement_date,currency,opening_balance,closing_balance,line_number,value_date,amount,payer_name,payer_account,bank_reference,reference\n",
        );
        for line in lines {
            content.push_str(&format!("{head},{line}\n"));
        }
        let request = ImportBankStatementRequest {
            request_id: self.id(),
            format: BankStatementFormat::Csv.into(),
            content: content.into_bytes(),
        };
        let imported = self.change("bank statements", Person::Bank, request, async |mut desk, request| {
            desk.payments.import_bank_statement(request).await
        });
        if imported.await.is_some() {
            self.bank_balance += sum;
        }
    }

    /// Un-applies some of what was applied.
    pub(super) async fn take_back_applications(&mut self) {
        for item in self.open_items().await {
            if item.document_type != "INVOICE" || item.open_amount == item.original_amount || !self.chance.percent(50) {
                continue;
            }
            let Some(item) = self.open_item(&item.open_item_id).await else { continue };
            let taken_back: Vec<&String> = item.applications.iter().map(|edge| &edge.reverses_application_id).collect();
            for application in &item.applications {
                let standing = application.reverses_application_id.is_empty();
                if !standing || taken_back.contains(&&application.application_id) || !self.chance.percent(60) {
                    continue;
                }
                let request = ReverseApplicationRequest {
                    request_id: self.id(),
                    application_id: application.application_id.clone(),
                    reason: "wrong item".to_owned(),
                };
                self.change("applications taken back", Person::Accountant, request, async |mut desk, request| {
                    desk.receivables.reverse_application(request).await
                })
                .await;
            }
        }
    }

    /// Small rests are written off by two people; credit notes are applied to what is open.
    pub(super) async fn write_off(&mut self) {
        let items = self.open_items().await;
        let open = |item: &&OpenItem| wire::minor(item.open_amount.as_ref()).unwrap_or(0) > 0;
        let invoice = items.iter().filter(open).find(|item| item.document_type == "INVOICE").cloned();
        let note = items.iter().find(|item| {
            item.document_type == "CREDIT_NOTE" && wire::minor(item.open_amount.as_ref()).unwrap_or(0) != 0
        });
        let Some(invoice) = invoice else { return };
        if let Some(note) = note.filter(|note| note.customer_id == invoice.customer_id) {
            let request = ApplyCreditNoteRequest {
                request_id: self.id(),
                credit_note_open_item_id: note.open_item_id.clone(),
                open_item_id: invoice.open_item_id.clone(),
                amount: Some(gbp("0.01")),
            };
            self.change("credit notes applied", Person::Accountant, request, async |mut desk, request| {
                desk.receivables.apply_credit_note(request).await
            })
            .await;
        }
        if !self.chance.percent(30) {
            return;
        }
        let request = RequestWriteOffRequest {
            request_id: self.id(),
            open_item_id: invoice.open_item_id,
            amount: Some(gbp("0.01")),
            reason: "not worth a letter".to_owned(),
        };
        let requested = self.change("requested write-offs", Person::Accountant, request, async |mut desk, request| {
            desk.receivables.request_write_off(request).await
        });
        let Some(requested) = requested.await else { return };
        let request = DecideWriteOffRequest {
            request_id: self.id(),
            write_off_id: requested.write_off_id,
            approve: true,
            reason: "agreed".to_owned(),
        };
        self.change("decided write-offs", Person::Controller, request, async |mut desk, request| {
            desk.receivables.decide_write_off(request).await
        })
        .await;
    }
}
