//! The databases of a release, left in the middle of its business: orders paid, shipped and just taken in, sagas under
//! way, facts that nobody has heard of yet. This version opens them, goes on, and has it all tie.

use std::{
    fs,
    path::{Path, PathBuf},
};

use o2c::{
    databases::{Databases, PostgresPlace},
    definitions,
    demo::desk::Person,
};
use o2c_audit_trail::{Checkpoints, verify::verify};
use o2c_identity::{PublicKey, TrustedKeys};
use o2c_integration_tests::{Mesh, units};
use o2c_kernel::Date;
use o2c_proto::orders::v1::{
    BillingRule, CreateOrderRequest, GetCustomerRequest, ListOrdersRequest, Order, OrderLine, OrderState,
    UpdateCustomerRequest,
};
use o2c_store::{Migration, SqliteOptions};
use prost::Message;
use serde::{Deserialize, Serialize};

use super::{
    kept,
    rows::{self, Row},
    this,
};

const FOLDER: &str = "books";
const TOLD: &str = "told.json";
const MIGRATIONS: &str = "migrations.txt";
const CHECKPOINTS: &str = "checkpoints";
const KEY: &str = "checkpoints.pub";
/// The day of the business when it was left.
const LEFT: (i32, i32, i32) = (2024, 3, 1);

/// What callers of the release hold in their hands.
#[derive(Serialize, Deserialize)]
struct Told {
    /// A request that was answered, encoded, in hex; and its answer.
    create_order: String,
    created: String,
    /// Of a list of orders, two a page.
    page_token: String,
    first_page: Vec<String>,
    customer: String,
    etag: String,
    /// Of orders that nothing was decided about yet.
    under_way: Vec<String>,
}

fn page(page_token: &str) -> ListOrdersRequest {
    ListOrdersRequest { page_size: 2, page_token: page_token.to_owned(), ..Default::default() }
}

/// The databases of a release in a new place: the schema as it was then, and the rows.
async fn restored(release: &Path, databases: &Databases) {
    let known = fs::read_to_string(release.join(MIGRATIONS)).unwrap();
    let known: Vec<&str> = known.lines().filter_map(|line| line.split_once(' ')).map(|(_, name)| name).collect();
    for definition in definitions::ALL.iter().chain([&definitions::EDGE]) {
        let store = databases.open(definition.name, SqliteOptions::default()).await.unwrap();
        let then = definitions::migrations(definition).into_iter().filter(|migration| known.contains(&migration.name));
        store.migrate(&[&then.collect::<Vec<Migration>>()]).await.unwrap();
        let text = fs::read_to_string(release.join(FOLDER).join(format!("{}.jsonl", definition.name))).unwrap();
        let kept: Vec<Row> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(!kept.is_empty(), "{} kept nothing", definition.name);
        rows::write(&store, &kept).await;
        store.close().await;
    }
}

/// What the release has attested to is what this version finds.
async fn attested(release: &Path, mesh: &Mesh) {
    let folder = release.join(FOLDER).join(CHECKPOINTS);
    let trusted = TrustedKeys::of("checkpoints", &PublicKey::read(&folder.join(KEY)).unwrap());
    let checkpoints = Checkpoints::existing(&folder);
    let mut chains = 0;
    for service in mesh.mesh.node.services() {
        let found = verify(service.store(), service.name(), Some((&checkpoints, &trusted))).await.unwrap();
        assert_eq!(found.findings, [], "{}", service.name());
        chains += found.chains.values().filter(|reach| reach.attested > 0).count();
    }
    assert!(chains >= 5, "hardly a chain was attested to: {chains}");
}

async fn goes_on(release: &Path, mut mesh: Mesh) {
    let told: Told = serde_json::from_str(&fs::read_to_string(release.join(FOLDER).join(TOLD)).unwrap()).unwrap();
    attested(release, &mesh).await;

    // what was under way comes to its end: old sagas, old facts, old leases
    mesh.settle().await;
    assert!(!told.under_way.is_empty());
    for order in &told.under_way {
        assert_eq!(mesh.settled(order).await.state(), OrderState::Confirmed, "{order}");
    }

    // a caller who has not heard the answer asks again, and gets it
    let request = CreateOrderRequest::decode(hex::decode(&told.create_order).unwrap().as_slice()).unwrap();
    let again = mesh.desk.ask(Person::OrderDesk, request);
    assert_eq!(mesh.desk.orders.create_order(again).await.unwrap().into_inner().order_id, told.created);

    // who turns the page sees what they have not seen
    let next = mesh.desk.ask(Person::OrderDesk, page(&told.page_token));
    let next = mesh.desk.orders.list_orders(next).await.unwrap().into_inner();
    assert!(!next.orders.is_empty());
    assert!(next.orders.iter().all(|order| !told.first_page.contains(&order.order_id)));

    // and who has read may write
    let ask = mesh.desk.ask(Person::OrderDesk, GetCustomerRequest { customer_id: told.customer.clone() });
    let mut customer = mesh.desk.orders.get_customer(ask).await.unwrap().into_inner();
    customer.name.push_str(" and Sons");
    customer.etag.clone_from(&told.etag);
    let change = UpdateCustomerRequest { customer: Some(customer), ..Default::default() };
    mesh.desk.orders.update_customer(mesh.desk.ask(Person::OrderDesk, change)).await.unwrap();

    // business as ever
    for order in &told.under_way {
        mesh.ship(order).await;
    }
    mesh.assert_book_ties().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_files_of_a_release_go_on() {
    for release in kept() {
        let keep = tempfile::tempdir().unwrap();
        let files = keep.path().join("data");
        fs::create_dir_all(&files).unwrap();
        let databases = Databases::Directory(files);
        restored(&release, &databases).await;
        goes_on(&release, Mesh::found(keep, databases, left()).await).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_schemas_of_a_release_go_on() {
    for release in kept() {
        let schema = o2c_testkit::postgres::database().await;
        let databases = Databases::Postgres(PostgresPlace::new(&schema.url, &format!("{}_", schema.schema)));
        restored(&release, &databases).await;
        goes_on(&release, Mesh::found(tempfile::tempdir().unwrap(), databases, left()).await).await;
    }
}

fn left() -> Date {
    Date::from_ymd(LEFT.0, LEFT.1, LEFT.2).unwrap()
}

/// A business, up to where it is left.
async fn business(mesh: &mut Mesh) -> Told {
    let kettle = mesh.product("KETTLE", 100).await;
    let customer = mesh.customer("ACME").create().await;
    let line = OrderLine {
        product_id: kettle.clone(),
        quantity: Some(units("10")),
        unit_price: Some(o2c_proto::google::r#type::Decimal { value: "19.99".to_owned() }),
        billing_rule: BillingRule::OnShipment.into(),
        ..Default::default()
    };
    let order = Order {
        customer_id: customer.clone(),
        currency_code: "GBP".to_owned(),
        lines: vec![line],
        ..Default::default()
    };
    let request_id = o2c_kernel::new_uuid().to_string();
    let request = CreateOrderRequest { request_id, order: Some(order), submit: true };
    let ask = mesh.desk.ask(Person::OrderDesk, request.clone());
    let created = mesh.desk.orders.create_order(ask).await.unwrap().into_inner().order_id;
    mesh.settle().await;
    mesh.ship(&created).await;
    mesh.settle().await;
    mesh.bank_line("1", "0.00", "239.88", "ACME", "INV").await;
    let shipped = mesh.order(&customer).line(&kettle, 2, "19.99").submit().await;
    mesh.settle().await;
    let shipment = mesh.shipments(&shipped).await.remove(0).shipment_id;
    mesh.order(&customer).line(&kettle, 1, "19.99").submit().await;
    mesh.settle().await;

    let list = mesh.desk.ask(Person::OrderDesk, page(""));
    let list = mesh.desk.orders.list_orders(list).await.unwrap().into_inner();
    let ask = mesh.desk.ask(Person::OrderDesk, GetCustomerRequest { customer_id: customer.clone() });
    let etag = mesh.desk.orders.get_customer(ask).await.unwrap().into_inner().etag;
    let mut under_way = Vec::new();
    mesh.ship_one(&shipment).await.unwrap();
    for _ in 0..4 {
        under_way.push(mesh.order(&customer).line(&kettle, 1, "19.99").submit().await);
    }
    Told {
        create_order: hex::encode(request.encode_to_vec()),
        created,
        page_token: list.next_page_token,
        first_page: list.orders.into_iter().map(|order| order.order_id).collect(),
        customer,
        etag,
        under_way,
    }
}

fn count(rows: &[Row], table: &str, word: &str) -> usize {
    rows.iter().filter(|row| row.table == table && row.row.get().contains(word)).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "writes into the repository: run it once, for a release"]
async fn keep_this_release_of_the_books() {
    let mut mesh = Mesh::new().await;
    let told = business(&mut mesh).await;
    let (dir, checkpoints) = (mesh.dir.clone(), mesh.checkpoints());
    // as a process ends that is asked to: what it has begun stays begun
    let Mesh { mesh, ground, .. } = mesh;
    mesh.shutdown().await;

    let folder = this().join(FOLDER);
    fs::create_dir_all(folder.join(CHECKPOINTS)).unwrap();
    let databases = Databases::Directory(dir.clone());
    let mut under_way = (0, 0);
    for definition in definitions::ALL.iter().chain([&definitions::EDGE]) {
        let store = databases.open_read_only(definition.name).await.unwrap();
        let rows = rows::read(&store).await;
        under_way.0 += count(&rows, "saga", "\"running\"");
        under_way.1 += count(&rows, "outbox_unpublished", "");
        let lines: Vec<String> = rows.iter().map(|row| serde_json::to_string(row).unwrap() + "\n").collect();
        fs::write(folder.join(format!("{}.jsonl", definition.name)), lines.concat()).unwrap();
        let file: PathBuf = format!("{}.checkpoints", definition.name).into();
        if checkpoints.join(&file).exists() {
            fs::copy(checkpoints.join(&file), folder.join(CHECKPOINTS).join(&file)).unwrap();
        }
    }
    let key = [dir.join(KEY), checkpoints.join(KEY)].into_iter().find(|key| key.exists()).unwrap();
    fs::copy(key, folder.join(CHECKPOINTS).join(KEY)).unwrap();
    fs::write(folder.join(TOLD), serde_json::to_string_pretty(&told).unwrap()).unwrap();
    drop(ground);
    assert!(under_way.0 > 0 && under_way.1 > 0, "nothing was under way, run it again: {under_way:?}");
}
