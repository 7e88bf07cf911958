//! A bank desk for tests: the service at work on one engine, with a client, and builders in the business's words.

use std::{
    collections::HashMap,
    fmt::Write,
    sync::{Arc, Mutex},
    time::Duration,
};

use o2c_kernel::{Clock, Deadline, Instant, SetLimits, TenantId, Zone, new_uuid};
use o2c_messaging::{Bus, Envelope, RelayOptions};
use o2c_proto::{
    Event,
    google::r#type::Date,
    payments::v1::{self as proto, payments_service_client::PaymentsServiceClient},
    receivables::v1::{OpenItem, OpenItemPosted},
};
use o2c_rpc::{Contract, Transport, client, client::ClientConfig, server::ServerConfig};
use o2c_runtime::{Environment, Node, NodeOptions, Service, Switchboard};
use o2c_store::{Migration, Store, TablePrivileges};
use tonic::{Request, Status, service::interceptor::InterceptedService};
use uuid::Uuid;

use crate::owner::{Owner, minor, pence};

pub type Client = PaymentsServiceClient<Transport>;
pub const HEADER: &str = "bank_account,statement_number,statement_date,currency,opening_balance,closing_balance,line_number,value_date,amount,payer_name,payer_account,bank_reference,reference\n";

pub const PRIVILEGES: &[&[TablePrivileges]] =
    &[o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_saga::PRIVILEGES, o2c_payments::PRIVILEGES];

pub fn migrations() -> Vec<Migration> {
    let mut all = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, o2c_saga::MIGRATIONS].concat();
    all.extend(o2c_payments::migrations());
    all
}

pub struct Bank {
    pub client: Client,
    pub owner: Owner,
    pub store: Store,
    transport: Transport,
    pub service: Arc<dyn Service>,
    pub node: Node,
    bus: Bus,
    clock: Clock,
    sequences: Mutex<HashMap<Uuid, i64>>,
    heard: Mutex<Vec<Envelope>>,
    chain: Mutex<(i64, i64)>,
}

/// A customer as invoices name it.
#[derive(Clone)]
pub struct Customer {
    pub id: String,
    pub name: String,
}

impl Customer {
    pub fn named(name: &str) -> Self {
        Self { id: id(), name: name.to_owned() }
    }
}

/// A line of a statement.
#[derive(Clone)]
pub struct Transfer {
    pub pence: i64,
    pub payer: String,
    pub reference: String,
}

pub fn transfer(pence: i64, payer: &str, reference: &str) -> Transfer {
    Transfer { pence, payer: payer.to_owned(), reference: reference.to_owned() }
}

/// Runs a test on both engines.
pub async fn on_both_engines(test: impl AsyncFn(&Bank)) {
    on_both_engines_in_sets_of(256, test).await;
}

pub async fn on_both_engines_in_sets_of(items: usize, test: impl AsyncFn(&Bank)) {
    let migrations = migrations();
    o2c_testkit::on_both_engines_with("payments", &[&migrations], PRIVILEGES, async |store| {
        let bank = Bank::open(store, items).await;
        test(&bank).await;
        bank.close().await;
    })
    .await;
}

impl Bank {
    pub async fn open(store: Store, items: usize) -> Self {
        let clock = Clock::simulated(Instant::parse("2011-01-04T09:00:00Z").unwrap());
        let contract = Arc::new(Contract::load(o2c_proto::DESCRIPTORS).unwrap());
        let board = Switchboard::default();
        let owner = Owner::default();
        owner.connect(&board);
        let transport = client::client(board.transport(), &ClientConfig::default(), contract.clone());
        let environment = Environment {
            store: store.clone(),
            clock: clock.clone(),
            zone: Zone::UTC,
            limits: SetLimits::of_items(items),
            transport: transport.clone(),
            contract: contract.clone(),
            config: serde_json::Value::Null,
        };
        let service = o2c_payments::open(environment).await.unwrap();
        let bus = Bus::local();
        let options = NodeOptions {
            clock: clock.clone(),
            zone: o2c_kernel::Zone::UTC,
            server: ServerConfig::default(),
            relay: RelayOptions::default(),
            bus: bus.clone(),
            set_size: items,
            remote_heads: Vec::new(),
            attestation: None,
        };
        let node = Node::start(vec![service.clone()], &board, &contract, &options).unwrap();
        Self {
            client: PaymentsServiceClient::new(transport.clone()),
            owner,
            store,
            transport,
            service,
            node,
            bus,
            clock,
            sequences: Mutex::default(),
            heard: Mutex::default(),
            chain: Mutex::new((1, 0)),
        }
    }

    /// Every law holds at the end of every test.
    pub async fn close(self) {
        self.settled().await;
        self.hear_payments().await;
        for law in self.service.audit().laws() {
            let report = (law.check)(&self.store).await.unwrap();
            assert_eq!(report.failed, 0, "{}: {:?}", law.id, report.failures);
        }
        self.node.shutdown().await;
    }

    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// A client of another tenant.
    pub fn stranger(&self) -> PaymentsServiceClient<InterceptedService<Transport, Strange>> {
        PaymentsServiceClient::with_interceptor(self.transport.clone(), strange as Strange)
    }

    /// Waits until no saga and no fact is under way.
    pub async fn settled(&self) {
        let backlog = self.node.settled(Deadline::after(Duration::from_secs(60))).await.unwrap();
        assert!(backlog.is_settled(), "{backlog:?}");
        assert!(backlog.0.iter().all(|service| service.stuck_sagas == 0), "{backlog:?}");
    }

    /// Invoices come into the books; answers their open items' ids.
    pub async fn invoices(&self, invoices: &[(&Customer, &str, i64)]) -> Vec<String> {
        let (mut ids, mut facts) = (Vec::new(), Vec::new());
        for (place, (customer, number, pence)) in invoices.iter().enumerate() {
            let item = open_item(customer, number, *pence, place);
            self.owner.0.lock().unwrap().open.insert(item.open_item_id.clone(), *pence);
            ids.push(item.open_item_id.clone());
            let message = OpenItemPosted { open_item: Some(item), ..OpenItemPosted::default() };
            facts.push(self.envelope(ids.last().unwrap(), &message));
        }
        self.deliver(facts).await;
        ids
    }

    pub async fn invoice(&self, customer: &Customer, number: &str, pence: i64) -> String {
        self.invoices(&[(customer, number, pence)]).await.remove(0)
    }

    /// Receivables states what it has applied.
    pub async fn hear_payments(&self) {
        let facts = std::mem::take(&mut self.owner.0.lock().unwrap().facts);
        let facts = facts.iter().map(|fact| self.envelope(&fact.open_item_id, fact)).collect();
        self.deliver(facts).await;
    }

    /// Receivables states a fact of an open item; waits until it is taken in.
    pub async fn hear<M: Event>(&self, item: &str, message: M) {
        let envelope = self.envelope(item, &message);
        self.deliver(vec![envelope]).await;
    }

    fn envelope<M: Event>(&self, item: &str, message: &M) -> Envelope {
        let aggregate_id = Uuid::parse_str(item).unwrap();
        let mut sequences = self.sequences.lock().unwrap();
        let sequence = sequences.entry(aggregate_id).or_default();
        *sequence += 1;
        Envelope {
            event_id: new_uuid(),
            tenant: TenantId::default(),
            producer: "receivables".into(),
            aggregate_type: "open_item".into(),
            aggregate_id,
            sequence: *sequence,
            type_name: M::TYPE.into(),
            payload: message.encode_to_vec().into(),
            occurred_at: self.clock.now(),
            traceparent: None,
            incarnation: Uuid::nil(),
        }
    }

    /// What another has heard is told once more.
    pub async fn hear_again(&self, other: &Bank) {
        let facts = other.heard.lock().unwrap().clone();
        assert!(self.bus.deliver("receivables", facts.into()).await.await, "the facts were not dealt with");
    }

    async fn deliver(&self, facts: Vec<Envelope>) {
        self.heard.lock().unwrap().extend(facts.iter().cloned());
        for facts in facts.chunks(256) {
            let delivered = self.bus.deliver("receivables", facts.to_vec().into()).await;
            assert!(delivered.await, "the facts were not dealt with");
        }
        let backlog = self.node.backlog().await.unwrap();
        assert!(backlog.0.iter().all(|service| service.dead_letters == 0 && service.parked == 0), "{backlog:?}");
    }

    /// The next statement of the account.
    pub fn statement(&self, transfers: &[Transfer]) -> Vec<u8> {
        let (number, opening) = *self.chain.lock().unwrap();
        statement(number, opening, transfers)
    }

    /// Imports the next statement and lets matching follow.
    pub async fn import(&self, transfers: &[Transfer]) -> proto::BankStatement {
        let statement = self.try_import(self.statement(transfers)).await.unwrap();
        self.settled().await;
        statement
    }

    pub async fn try_import(&self, content: Vec<u8>) -> Result<proto::BankStatement, Status> {
        let statement = self.client().import_bank_statement(import(content)).await?.into_inner();
        let mut chain = self.chain.lock().unwrap();
        *chain = (chain.0 + 1, minor(statement.closing_balance.as_ref()));
        Ok(statement)
    }

    pub async fn receipts(&self) -> Vec<proto::Receipt> {
        let mut all = Vec::new();
        let mut request = proto::ListReceiptsRequest { page_size: 1_000, ..Default::default() };
        loop {
            let page = self.client().list_receipts(request.clone()).await.unwrap().into_inner();
            all.extend(page.receipts);
            if page.next_page_token.is_empty() {
                return all;
            }
            request.page_token = page.next_page_token;
        }
    }

    /// The only receipt.
    pub async fn receipt(&self) -> proto::Receipt {
        let mut receipts = self.receipts().await;
        assert_eq!(receipts.len(), 1);
        receipts.remove(0)
    }

    /// All proposals of a receipt.
    pub async fn proposals_of(&self, receipt: &proto::Receipt) -> Vec<proto::MatchProposal> {
        let request = proto::ListMatchProposalsRequest {
            receipt_id: receipt.receipt_id.clone(),
            page_size: 100,
            ..Default::default()
        };
        self.client().list_match_proposals(request).await.unwrap().into_inner().match_proposals
    }

    /// The only proposal of the only receipt.
    pub async fn proposal(&self) -> proto::MatchProposal {
        let mut proposals = self.proposals_of(&self.receipt().await).await;
        assert_eq!(proposals.len(), 1);
        proposals.remove(0)
    }

    pub async fn exceptions(&self) -> Vec<proto::PaymentException> {
        let request = proto::ListPaymentExceptionsRequest { page_size: 1_000, ..Default::default() };
        self.client().list_payment_exceptions(request).await.unwrap().into_inner().payment_exceptions
    }

    /// The types of the facts that were stated of a receipt, in order.
    pub async fn stated(&self, receipt: &str) -> Vec<String> {
        let facts = self.facts(receipt).await;
        facts.into_iter().map(|fact| fact.0.rsplit('.').next().unwrap_or_default().to_owned()).collect()
    }

    /// The last fact of a type that was stated of a receipt.
    pub async fn fact<M: Event>(&self, receipt: &str) -> M {
        let facts = self.facts(receipt).await;
        let found = facts.iter().rev().find(|fact| fact.0 == M::TYPE).expect("the fact was stated");
        M::decode(found.1.as_slice()).unwrap()
    }

    async fn facts(&self, receipt: &str) -> Vec<(String, Vec<u8>)> {
        use o2c_messaging::{HeadSource, StoreHeads, Want};
        let want = Want { tenant: TenantId::default(), aggregate_id: Uuid::parse_str(receipt).unwrap(), after: 0 };
        let facts = StoreHeads::new(self.store.clone()).pull(&[want]).await.unwrap();
        facts.into_iter().map(|fact| (fact.type_name.to_string(), fact.payload.to_vec())).collect()
    }
}

pub type Strange = fn(Request<()>) -> Result<Request<()>, Status>;

fn strange(mut request: Request<()>) -> Result<Request<()>, Status> {
    request.metadata_mut().insert("o2c-tenant", "stranger".parse().unwrap());
    Ok(request)
}

pub fn id() -> String {
    new_uuid().to_string()
}

pub fn import(content: Vec<u8>) -> proto::ImportBankStatementRequest {
    proto::ImportBankStatementRequest { request_id: id(), format: proto::BankStatementFormat::Csv.into(), content }
}

/// A statement of the one account.
pub fn statement(number: i64, opening: i64, transfers: &[Transfer]) -> Vec<u8> {
    let amount = |pence: i64| {
        let sign = if pence < 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", pence.abs() / 100, pence.abs() % 100)
    };
    let closing = opening + transfers.iter().map(|transfer| transfer.pence).sum::<i64>();
    let head = format!("GB1,{number},2011-01-04,GBP,{},{}", amount(opening), amount(closing));
    let mut text = HEADER.to_owned();
    if transfers.is_empty() {
        writeln!(text, "{head},,,,,,,").unwrap();
    }
    for (transfer, line) in transfers.iter().zip(1..) {
        let pence = amount(transfer.pence);
        writeln!(text, "{head},{line},2011-01-04,{pence},{},ACC,B{line},{}", transfer.payer, transfer.reference)
            .unwrap();
    }
    text.into_bytes()
}

pub fn open_item(customer: &Customer, number: &str, amount: i64, age: usize) -> OpenItem {
    let day = |days: usize| Some(Date { year: 2011, month: 1, day: i32::try_from(days % 28 + 1).unwrap() });
    OpenItem {
        open_item_id: id(),
        document_type: "INVOICE".to_owned(),
        document_id: id(),
        document_number: number.to_owned(),
        customer_id: customer.id.clone(),
        customer_name: customer.name.clone(),
        document_date: day(age),
        due_on: day(age),
        original_amount: pence(amount),
        open_amount: pence(amount),
        ..OpenItem::default()
    }
}
