//! The trio that every saga gets: repeat every step, fail at every step, crash at every step.

use std::sync::{Arc, OnceLock};

use o2c_kernel::{Call, Clock, Currency, Date, Id, Instant, Item, Money, Set, SetLimits, TenantId, Zone, system};
use o2c_rpc::{Contract, client, client::ClientConfig};
use o2c_runtime::{Environment, Switchboard};
use o2c_saga::{
    Runner, Sagas,
    trio::{Ending, Trial, quick, trio},
};
use o2c_store::{Migration, Store};

use super::{ApplyCash, MatchReceipt, apply_cash::Refusal};
use crate::{
    app,
    domain::{
        BankStatement, CustomerId, DocumentKind, FileLine, LineState, OpenItem, OpenItemId, Proposal, ProposalState,
        ReceiptId, ReceiptState, StatementFile,
    },
    service::Payments,
    storage,
};

#[path = "../../tests/it/owner.rs"]
mod owner;

use owner::Owner;

/// One receipt in a world of its own: each case has another customer, item and bank account.
struct Given {
    item: OpenItemId,
    owner: Owner,
    receipt: ReceiptId,
}

fn migrations() -> Vec<Migration> {
    let mut all = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, o2c_saga::MIGRATIONS].concat();
    all.extend(crate::migrations());
    all
}

fn a_call() -> Call {
    let clock = Clock::simulated(Instant::parse("2011-01-04T09:00:00Z").unwrap());
    let caller = system(TenantId::default(), "test");
    Call::internal(caller, "test", std::time::Duration::from_secs(30), &clock, &Zone::UTC)
}

/// The service with no worker running, an open item, and a statement that names it.
async fn given(store: &Store, named: bool) -> (Arc<Payments>, Given) {
    static CONTRACT: OnceLock<Arc<Contract>> = OnceLock::new();
    let contract = CONTRACT.get_or_init(|| Arc::new(Contract::load(o2c_proto::DESCRIPTORS).unwrap())).clone();
    let (board, owner, call) = (Switchboard::default(), Owner::default(), a_call());
    owner.connect(&board);
    let environment = Environment {
        store: store.clone(),
        clock: call.clock.clone(),
        zone: Zone::UTC,
        limits: SetLimits::default(),
        transport: client::client(board.transport(), &ClientConfig::default(), contract.clone()),
        contract,
        config: serde_json::Value::Null,
    };
    let mut payments = Payments::open(environment).await.unwrap();
    payments.sagas = Sagas::new(store.clone(), quick(call.clock.clone(), Zone::UTC));

    let date = Date::parse("2011-01-04").unwrap();
    let name = Id::<()>::new().to_string();
    let item = OpenItem {
        id: Id::new(),
        kind: DocumentKind::Invoice,
        number: format!("INV-{name}"),
        customer: CustomerId::new(),
        customer_name: name.clone(),
        due_on: date,
        currency: Currency::GBP,
        open: 1_000,
        held: 0,
        suggested: 0,
    };
    owner.0.lock().unwrap().open.insert(item.id.to_string(), item.open);
    let line = FileLine {
        number: 1,
        value_date: date,
        amount: Money::new(900, Currency::GBP),
        payer_name: if named { name.clone() } else { String::new() },
        payer_account: String::new(),
        bank_reference: String::new(),
        reference: if named { item.number.clone() } else { String::new() },
    };
    let file = StatementFile {
        bank_account: name,
        number: "1".to_owned(),
        date,
        opening: Money::new(0, Currency::GBP),
        closing: Money::new(900, Currency::GBP),
        lines: vec![line],
    };
    let tx = store.begin_write(call.deadline).await.unwrap();
    storage::book::insert(&tx, call.tenant(), std::slice::from_ref(&item)).await.unwrap();
    tx.commit().await.unwrap();
    let command = app::ImportStatement { file: Ok(file) };
    let set = Set { items: vec![Item::unkeyed(command)], encode: |_: &BankStatement| Vec::new().into() };
    let imported = app::import_statements(&payments, &call, set).await.unwrap().pop().unwrap().accepted().unwrap();
    let tx = store.begin_read(call.deadline).await.unwrap();
    let lines = storage::statements::lines(&tx, call.tenant(), imported.id.uuid(), 0, 1).await.unwrap();
    let LineState::Receipt(receipt) = lines[0].state else { panic!("money in is a receipt") };
    (Arc::new(payments), Given { item: item.id, owner, receipt })
}

async fn proposals(payments: &Payments, given: &Given) -> Vec<Proposal> {
    let tx = payments.store.begin_read(a_call().deadline).await.unwrap();
    let ids = vec![given.receipt.uuid()];
    storage::proposals::of_receipts(&tx, &TenantId::default(), ids).await.unwrap()
}

/// A receipt that names nothing: what follows a match would be unfinished business of another saga.
#[tokio::test]
async fn a_receipt_is_matched_once_whatever_happens() {
    let migrations = migrations();
    o2c_testkit::on_both_engines_with(
        "payments",
        &[&migrations],
        &[o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_saga::PRIVILEGES, crate::PRIVILEGES],
        async |store| {
            let build = async || {
                let (payments, given) = given(&store, false).await;
                let sagas = payments.sagas.clone();
                Trial::<MatchReceipt, Given> {
                    sagas,
                    context: payments,
                    call: a_call(),
                    starts: Vec::new(),
                    world: given,
                }
            };
            trio(
                build,
                || (),
                async |trial: &Trial<MatchReceipt, Given>, ending| {
                    // matching refuses nothing: a refusal that a test injects leaves the receipt as it was
                    let found = proposals(&trial.context, &trial.world).await;
                    assert_eq!(found.len(), usize::from(ending == Ending::Done));
                },
            )
            .await;
        },
    )
    .await;
}

#[tokio::test]
async fn cash_is_applied_once_or_becomes_an_exception_whatever_happens() {
    let migrations = migrations();
    o2c_testkit::on_both_engines_with(
        "payments",
        &[&migrations],
        &[o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_saga::PRIVILEGES, crate::PRIVILEGES],
        async |store| {
            let build = async || {
                let (payments, given) = given(&store, true).await;
                let sagas = payments.sagas.clone();
                let mut matching = Runner::<MatchReceipt>::new(sagas.clone(), Arc::clone(&payments)).unwrap();
                matching.run_until_settled().await.unwrap();
                Trial::<ApplyCash, Given> { sagas, context: payments, call: a_call(), starts: Vec::new(), world: given }
            };
            trio(build, || Refusal { reason: "NO".to_owned() }, check_applied).await;
        },
    )
    .await;
}

async fn check_applied(trial: &Trial<ApplyCash, Given>, ending: Ending) {
    let call = a_call();
    let found = proposals(&trial.context, &trial.world).await;
    assert_eq!((found.len(), found[0].state), (1, ProposalState::AutoApplied));
    let receipt = app::get_receipt(&trial.context, &call, trial.world.receipt).await.unwrap();
    let tx = trial.context.store.begin_read(call.deadline).await.unwrap();
    let exceptions = storage::exceptions::of_receipts(&tx, call.tenant(), vec![receipt.id.uuid()]).await.unwrap();
    tx.rollback().await;
    match ending {
        Ending::Done => {
            assert_eq!((receipt.state(), receipt.applied), (ReceiptState::Applied, 900));
            assert!(exceptions.is_empty());
            let books = trial.world.owner.0.lock().unwrap();
            assert_eq!(
                (books.open[&trial.world.item.to_string()], books.facts.len()),
                (0, 1),
                "the owner decided once"
            );
        }
        Ending::Refused => {
            assert_eq!((receipt.state(), receipt.applied), (ReceiptState::Unapplied, 0));
            assert_eq!((exceptions.len(), exceptions[0].amount), (1, 900));
            assert_eq!(found[0].items[0].refusal, "NO");
        }
    }
}
