//! Databases that were put back to different instants come together again, with nobody writing SQL.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use o2c::{
    audit::Audited,
    bus,
    data_dir::DataDir,
    databases::{Databases, PostgresPlace},
    demo::desk::Person,
    mesh::MeshOptions,
    recover::{Recovery, Rounds},
};
use o2c_integration_tests::{Ground, Mesh, Movement, Stopped, amount, snapshot, statement};
use o2c_messaging::{parked, record};
use o2c_proto::billing::v1::{GetNumberGapReportRequest, ListInvoicesRequest};
use o2c_testkit::postgres::ThrowAwayCluster;
use tempfile::TempDir;

/// What is put back to the first instant, and what to the second; the others, with the archive, lose nothing.
const FIRST: &[&str] = &["receivables"];
const SECOND: &[&str] = &["billing", "collections"];

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

/// Where databases can be put back.
trait Backups {
    /// Remembers this instant; the mesh may be another afterwards.
    async fn remember(&mut self, mesh: Mesh) -> Mesh;

    /// Puts services back to the instant of that number.
    fn put_back(&self, services: &[&str], instant: usize);

    /// Nothing begins on what was put back.
    async fn refused(&self, ground: &Ground);
}

/// Copies of files.
struct Copies {
    data: PathBuf,
    copies: TempDir,
    instants: usize,
}

impl Backups for Copies {
    async fn remember(&mut self, mesh: Mesh) -> Mesh {
        let stopped = mesh.stop().await;
        let copy = self.copies.path().join(self.instants.to_string());
        std::fs::create_dir(&copy).unwrap();
        copy_files(&self.data, &copy, |_| true);
        self.instants += 1;
        stopped.start().await
    }

    fn put_back(&self, services: &[&str], instant: usize) {
        let of = |name: &str| services.iter().any(|service| name.starts_with(&format!("{service}.")));
        for entry in std::fs::read_dir(&self.data).unwrap() {
            let entry = entry.unwrap();
            if of(&entry.file_name().to_string_lossy()) {
                std::fs::remove_file(entry.path()).unwrap();
            }
        }
        copy_files(&self.copies.path().join(instant.to_string()), &self.data, of);
    }

    async fn refused(&self, ground: &Ground) {
        let owned = DataDir::own(&self.data).unwrap();
        let options = MeshOptions { bus: bus::within(&ground.databases), ..ground.options.clone() };
        let refused = o2c::mesh::Mesh::start(&ground.config, &ground.databases, Some(owned), options).await.err();
        let refused = refused.unwrap().to_string();
        for service in ["billing", "collections", "receivables"] {
            assert!(refused.contains(&format!("`o2c recover run {service}`")), "{refused}");
        }
        assert!(!refused.contains("run orders"), "{refused}");
    }
}

fn copy_files(from: &Path, to: &Path, wanted: impl Fn(&str) -> bool) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if entry.file_type().unwrap().is_file() && name != "lock" && wanted(&name.to_string_lossy()) {
            std::fs::copy(entry.path(), to.join(&name)).unwrap();
        }
    }
}

/// Clusters with a backup and the log since: one for each instant, and one that loses nothing.
struct Clusters {
    clusters: Vec<(&'static [&'static str], ThrowAwayCluster)>,
    places: TempDir,
    instants: Vec<String>,
}

impl Clusters {
    async fn start() -> Self {
        let mut clusters = Vec::new();
        let others: &[&str] = &["orders", "credit", "fulfillment", "payments", "analytics", "gateway"];
        for services in [FIRST, SECOND, others] {
            clusters.push((services, ThrowAwayCluster::start_archiving().await));
        }
        let places = TempDir::new().unwrap();
        for (services, cluster) in &clusters {
            for service in *services {
                std::os::unix::fs::symlink(cluster.home(), places.path().join(service)).unwrap();
            }
        }
        Self { clusters, places, instants: Vec::new() }
    }

    fn databases(&self) -> Databases {
        let url = format!("postgres://postgres@localhost/postgres?host={}/{{service}}", self.places.path().display());
        Databases::Postgres(PostgresPlace::new(&url, ""))
    }
}

impl Backups for Clusters {
    async fn remember(&mut self, mesh: Mesh) -> Mesh {
        mesh.settle().await;
        if self.instants.is_empty() {
            self.clusters.iter().for_each(|(_, cluster)| cluster.back_up());
        }
        self.instants.push(self.clusters[0].1.now());
        mesh
    }

    fn put_back(&self, services: &[&str], instant: usize) {
        let (_, cluster) = self.clusters.iter().find(|(of, _)| *of == services).unwrap();
        cluster.restore(&self.instants[instant]);
    }

    /// Databases on a server in one process: nothing is noted beside them.
    async fn refused(&self, _: &Ground) {}
}

fn recovery(ground: &Ground) -> Recovery<'_> {
    Recovery {
        config: &ground.config,
        databases: &ground.databases,
        options: &ground.options,
        services: o2c::definitions::ALL.iter().collect(),
    }
}

async fn failed_laws(ground: &Ground) -> Vec<&'static str> {
    let audited = Audited::open(&ground.databases, None).await.unwrap();
    let report = audited.check(std::time::Duration::ZERO).await.unwrap();
    report.laws.iter().filter(|law| law.report.failed > 0).map(|law| law.law).collect()
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
    backups.refused(&stopped.ground).await;
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
    let backups = Copies { data: mesh.dir.clone(), copies: TempDir::new().unwrap(), instants: 0 };
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
    let mut backups = Copies { data: mesh.dir.clone(), copies: TempDir::new().unwrap(), instants: 0 };
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
    let clusters = Clusters::start().await;
    let mesh = Mesh::on_databases(clusters.databases()).await;
    come_together(mesh, clusters).await;
}
