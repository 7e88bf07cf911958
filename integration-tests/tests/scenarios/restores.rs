//! Databases that were put back to different instants come together again, with nobody writing SQL.

use std::collections::BTreeMap;

use o2c::{demo::desk::Person, recover::Rounds};
use o2c_integration_tests::{Ground, Mesh, Movement, Stopped, amount, snapshot, statement};
use o2c_messaging::{parked, record};
use o2c_proto::billing::v1::{GetNumberGapReportRequest, ListInvoicesRequest};

use crate::backups::{Backups, Clusters, Copies, failed_laws, recovery};

/// What is put back to the first instant, and what to the second; the others, with the archive, lose nothing.
const FIRST: &[&str] = &["receivables"];
const SECOND: &[&str] = &["billing", "collections"];
const OTHERS: &[&str] = &["orders", "credit", "fulfillment", "payments", "analytics", "gateway"];

/// What the business did: a customer with invoices over 239.88 each.
struct Business {
    kettle: String,
    customer: String,
    /// Of orders that were shipped.
    invoices: Vec<String>,
}

impl Business {
    async fn open(mesh: &mut Mesh) -> Self {
        let kettle = mesh.product("KETTLE", 1_000).await;
        let customer = mesh.customer("ACME").create().await;
        Self { kettle, customer, invoices: Vec::new() }
    }

    /// An order is shipped and invoiced.
    async fn sell(&mut self, mesh: &mut Mesh) {
        let order = mesh.order(&self.customer).line(&self.kettle, 10, "19.99").submit().await;
        mesh.ship(&order).await;
        mesh.deliver(&order).await;
        let items = mesh.open_items(&self.customer).await;
        let new = items.into_iter().map(|item| item.document_number).find(|number| !self.invoices.contains(number));
        self.invoices.push(new.unwrap());
    }

    /// An invoice is paid, wholly or in part.
    async fn paid(&self, mesh: &mut Mesh, statement: &str, opening: &str, pounds: &str, invoice: usize) {
        mesh.bank_line(statement, opening, pounds, "ACME Limited", &self.invoices[invoice]).await;
    }
}

/// Every invoice and every open item, as they are told.
async fn books(mesh: &mut Mesh, business: &Business) -> BTreeMap<String, [String; 3]> {
    let request = mesh.desk.ask(Person::Accountant, ListInvoicesRequest::default());
    let invoices = mesh.desk.billing.list_invoices(request).await.unwrap().into_inner().invoices;
    let items = mesh.open_items(&business.customer).await;
    let of = |number: &str| items.iter().find(|item| item.document_number == number).unwrap().clone();
    let told = invoices.into_iter().map(|invoice| {
        let item = of(&invoice.number);
        let told = [
            format!("{} {}", invoice.invoice_id, item.open_item_id),
            amount(invoice.gross_amount.as_ref()),
            format!("{} {}", amount(item.open_amount.as_ref()), amount(item.disputed_amount.as_ref())),
        ];
        (invoice.number, told)
    });
    told.collect()
}

async fn assert_gapless(mesh: &mut Mesh, invoices: i64) {
    let request = mesh.desk.ask(Person::Accountant, GetNumberGapReportRequest::default());
    let report = mesh.desk.billing.get_number_gap_report(request).await.unwrap().into_inner();
    let series = report.series.iter().find(|series| series.name == "main/INV").unwrap();
    assert_eq!((series.last, series.documents, series.missing.len()), (invoices, invoices, 0));
}

async fn recovered(ground: &Ground) -> Rounds {
    let found = recovery(ground).look().await.unwrap();
    let ahead: Vec<&str> = found.iter().filter(|(_, found)| found.aggregates > 0).map(|(name, _)| *name).collect();
    assert_eq!(ahead, ["billing", "collections", "receivables"]);
    let taken = recovery(ground).take_back(false).await.unwrap();
    assert_eq!(taken, found, "what was seen is what is taken back, and nothing is lost");
    let rounds = recovery(ground).rounds().await.unwrap();
    let mut behind = Vec::new();
    recovery(ground).behind(|service, of| behind.push(format!("{service} {of:?}"))).await.unwrap();
    assert_eq!(behind, Vec::<String>::new(), "{:?}", rounds.refused);
    rounds
}

async fn come_together(mut mesh: Mesh, mut backups: impl Backups) {
    let mut business = Business::open(&mut mesh).await;
    business.sell(&mut mesh).await;
    mesh = backups.remember(mesh).await;
    business.paid(&mut mesh, "1", "0.00", "239.88", 0).await;
    business.sell(&mut mesh).await;
    mesh = backups.remember(mesh).await;
    business.sell(&mut mesh).await;
    // a few pence short are written off, and so much short is disputed
    business.paid(&mut mesh, "2", "239.88", "239.00", 1).await;
    business.paid(&mut mesh, "3", "478.88", "200.00", 2).await;
    // what a person asked for, and no fact causes
    let customer = snapshot(&business.customer, "ACME Limited");
    business.invoices.push(mesh.invoice(customer).await.number);
    let before = books(&mut mesh, &business).await;
    mesh.assert_book_ties().await;

    let stopped: Stopped = mesh.stop().await;
    backups.put_back(FIRST, 0);
    backups.put_back(SECOND, 1);
    let failed = failed_laws(&stopped.ground).await;
    assert!(failed.contains(&"X-8") && failed.contains(&"X-3"), "{failed:?}");
    backups.refused(&stopped.ground, &["billing", "collections", "receivables"]).await;
    let rounds = recovered(&stopped.ground).await;
    assert_eq!((rounds.redone["receivables"], rounds.redone["billing"]), (3, 1), "what commands did: {rounds:?}");
    assert_eq!(failed_laws(&stopped.ground).await, Vec::<&str>::new());

    let mut mesh = stopped.start().await;
    assert_eq!(books(&mut mesh, &business).await, before);
    business.sell(&mut mesh).await;
    business.paid(&mut mesh, "4", "678.88", "239.88", 4).await;
    assert_gapless(&mut mesh, 5).await;
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn files_that_were_put_back_to_different_instants_come_together() {
    let mesh = Mesh::new().await;
    let backups = Copies::of(&mesh);
    come_together(mesh, backups).await;
}

/// The statement is imported once more, and what waited for it is asked again, as it is every minute.
async fn imported_again(mesh: &mut Mesh, invoice: &str) {
    let movement = Movement { pounds: "239.88", payer: "ACME Limited", reference: invoice };
    let (request, _) = statement("1", mesh.today, "0.00", &[movement]);
    let request = mesh.desk.ask(Person::Bank, request);
    mesh.desk.payments.import_bank_statement(request).await.unwrap();
    let payments = mesh.mesh.node.services().iter().find(|service| service.name() == "payments").unwrap().clone();
    for _ in 0..3_000 {
        if record::behind(payments.store(), None, 1).await.unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(record::behind(payments.store(), None, 1).await.unwrap(), []);
    parked::ask_all_again(&payments.consumer().unwrap()).await.unwrap();
    mesh.settle().await;
}

#[tokio::test]
async fn a_statement_that_payments_has_forgotten_is_imported_again_and_counts_once() {
    let mut mesh = Mesh::new().await;
    let mut backups = Copies::of(&mesh);
    let mut business = Business::open(&mut mesh).await;
    business.sell(&mut mesh).await;
    mesh = backups.remember(mesh).await;
    business.paid(&mut mesh, "1", "0.00", "239.88", 0).await;
    let before = books(&mut mesh, &business).await;

    let stopped = mesh.stop().await;
    backups.put_back(&["payments"], 0);
    recovery(&stopped.ground).take_back(false).await.unwrap();
    recovery(&stopped.ground).rounds().await.unwrap();
    let mut behind = Vec::new();
    recovery(&stopped.ground).behind(|service, of| behind.push((service, of.aggregate_type.clone()))).await.unwrap();
    assert_eq!(behind, [("payments", "receipt".to_owned())]);

    let mut mesh = stopped.start().await;
    imported_again(&mut mesh, &business.invoices[0]).await;
    assert_eq!(books(&mut mesh, &business).await, before);
    business.sell(&mut mesh).await;
    business.paid(&mut mesh, "2", "239.88", "239.88", 1).await;
    mesh.assert_book_ties().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clusters_that_were_put_back_to_different_instants_come_together() {
    let clusters = Clusters::start(&[FIRST, SECOND, OTHERS]).await;
    let mesh = Mesh::on_databases(clusters.databases()).await;
    come_together(mesh, clusters).await;
}
