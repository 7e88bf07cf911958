//! Payments was put back to an instant before a statement, and everybody else knows its receipts.

use std::{sync::Arc, time::Duration};

use futures::future::BoxFuture;
use o2c_messaging::{
    Envelope, HeadSource, StoreHeads, parked,
    record::{self, Beside, Taking},
};
use o2c_payments::NAME;
use o2c_proto::payments::v1 as proto;
use o2c_rpc::status::reason_of;
use o2c_runtime::{OpenError, Service};
use o2c_store::{Store, Tx};
use o2c_testkit::{TestDatabase, engines};
use tonic::Code;

use crate::bank::{Bank, Customer, PRIVILEGES, import, migrations, statement, transfer};

/// What the service does with the facts that it takes back.
struct Numbers(Arc<dyn Service>);

impl Beside for Numbers {
    fn taken_back<'a>(&'a self, tx: &'a Tx, facts: &'a [Envelope]) -> BoxFuture<'a, Result<(), OpenError>> {
        self.0.taken_back(tx, facts)
    }
}

async fn opened(database: &TestDatabase) -> Store {
    database.migrated(NAME, &[&migrations()], PRIVILEGES).await
}

/// A database that knows nothing of what `bank` did but the facts that it had stated; what others have stated since comes
/// once more.
async fn put_back(bank: &Bank, database: &TestDatabase) -> Bank {
    let restored = Bank::open(opened(database).await, 256).await;
    let witness: [Arc<dyn HeadSource>; 1] = [Arc::new(StoreHeads::new(bank.store.clone()))];
    let numbers = Numbers(restored.service.clone());
    let taken = record::take_back(&restored.store, &witness, Taking::Known, &numbers).await.unwrap();
    assert_eq!((taken.aggregates, taken.lost_facts), (2, 0));
    restored.node.shutdown().await;

    let restored = Bank::open(opened(database).await, 256).await;
    *restored.owner.0.lock().unwrap() = std::mem::take(&mut *bank.owner.0.lock().unwrap());
    restored.hear_again(bank).await;
    restored
}

/// Until nothing is behind; then what waited for it is asked once more, as it is every minute.
async fn caught_up(bank: &Bank) {
    for _ in 0..3_000 {
        if record::behind(&bank.store, None, 1).await.unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(record::behind(&bank.store, None, 1).await.unwrap(), []);
    parked::ask_all_again(&bank.service.clone().consumer().unwrap()).await.unwrap();
    bank.settled().await;
}

async fn told(bank: &Bank) -> Vec<(proto::Receipt, Vec<proto::MatchProposal>, Vec<String>)> {
    let mut told = Vec::new();
    for receipt in bank.receipts().await {
        let (proposals, stated) = (bank.proposals_of(&receipt).await, bank.stated(&receipt.receipt_id).await);
        told.push((receipt, proposals, stated));
    }
    told
}

#[tokio::test]
async fn a_statement_that_was_forgotten_comes_again_as_the_one_it_was() {
    for (before, after) in engines().await.into_iter().zip(engines().await) {
        let bank = Bank::open(opened(&before).await, 256).await;
        let anna = Customer::named("Anna Ltd");
        bank.invoice(&anna, "INV-00000001", 10_000).await;
        let lines = [transfer(10_000, "Anna Ltd", "INV-00000001"), transfer(777, "Nobody", "hello")];
        bank.import(&lines).await;
        bank.hear_payments().await;
        let known = told(&bank).await;
        assert_eq!(known[0].0.state(), proto::ReceiptState::Applied);

        let restored = put_back(&bank, &after).await;
        assert!(restored.receipts().await.is_empty());
        // another file under its number is not what others know
        let other = restored.try_import(statement(1, 0, &[transfer(10_001, "Anna Ltd", "INV-00000001")])).await;
        let other = other.unwrap_err();
        assert_eq!((other.code(), reason_of(&other).as_deref()), (Code::FailedPrecondition, Some("BEHIND_RECORD")));
        assert!(restored.receipts().await.is_empty());

        restored.try_import(restored.statement(&lines)).await.unwrap();
        caught_up(&restored).await;
        assert_eq!(told(&restored).await, known);
        let again = restored.client().import_bank_statement(import(statement(1, 0, &lines))).await.unwrap_err();
        assert_eq!(reason_of(&again).as_deref(), Some("STATEMENT_IMPORTED"));
        restored.import(&[transfer(5, "Bert", "")]).await;
        assert_eq!(restored.receipts().await[2].number, "RC-00000003");

        bank.close().await;
        restored.close().await;
        before.remove().await;
        after.remove().await;
    }
}
