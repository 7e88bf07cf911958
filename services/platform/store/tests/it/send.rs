//! Handlers run as tasks of their own: what a use case does with a store must be `Send`, closures and iterators included.

use o2c_kernel::{Call, Explain, Item, Kind, Outcome, PerItem, Set, TenantId};
use o2c_store::{AsStoreError, Claimed, Store, StoreError, Tx, set};
use o2c_testkit::{call, on_both_engines};
use uuid::Uuid;

use crate::support::{MIGRATIONS, account, balances, id};

/// As a service would write it.
#[derive(Debug, thiserror::Error)]
enum AccountsError {
    #[error("account {0} does not exist")]
    NotFound(Uuid),
    #[error("account {0} has not enough")]
    Overdrawn(Uuid),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Explain for AccountsError {
    fn kind(&self) -> Kind {
        match self {
            Self::Store(error) => error.kind(),
            _ => Kind::FailedPrecondition,
        }
    }

    fn reason(&self) -> &'static str {
        "REFUSED"
    }

    fn domain(&self) -> &'static str {
        "accounts.o2c"
    }
}

impl AsStoreError for AccountsError {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

struct Accounts {
    store: Store,
}

#[derive(Clone, Debug)]
struct Withdraw {
    account: Uuid,
    amount: i64,
}

mod storage {
    use super::*;

    pub async fn load(
        tx: &Tx,
        tenant: &TenantId,
        ids: impl IntoIterator<Item = &Uuid>,
    ) -> Result<Vec<account::Model>, StoreError> {
        set::find_for_update::<account::Entity>(tx, tenant, account::Column::Id, ids.into_iter().copied()).await
    }

    pub async fn save(tx: &Tx, rows: &[account::Model]) -> Result<(), StoreError> {
        set::update::<account::Entity>(tx, rows.iter().filter(|row| row.balance >= 0).cloned()).await.map(drop)
    }
}

async fn withdraw(
    accounts: &Accounts,
    call: &Call,
    set: Set<Withdraw, i64>,
) -> Result<PerItem<i64, AccountsError>, AccountsError> {
    let fee = 1;
    let note = String::from("captured by reference");
    accounts
        .store
        .write_set(call, set, async |tx, claimed| {
            let mut rows = storage::load(tx, call.tenant(), claimed.pending().map(|command| &command.account)).await?;
            for item in claimed.items_mut() {
                let command = item.command();
                let Some(row) = rows.iter_mut().find(|row| row.id == command.account) else {
                    item.refuse(AccountsError::NotFound(command.account));
                    continue;
                };
                let left = row.balance - command.amount - fee;
                if left < 0 {
                    item.refuse(AccountsError::Overdrawn(command.account));
                } else {
                    row.balance = left;
                    item.accept(left);
                }
            }
            storage::save(tx, &rows).await?;
            publish(tx, call, claimed, &note).await?;
            Ok(())
        })
        .await
}

async fn publish(
    tx: &Tx,
    _: &Call,
    claimed: &Claimed<Withdraw, i64, AccountsError>,
    note: &str,
) -> Result<(), AccountsError> {
    let _ = (claimed.accepted().count(), note.len());
    tx.after_commit(|| {});
    Ok(())
}

async fn open(accounts: &Accounts, call: &Call, numbers: Vec<u128>) -> Result<u64, AccountsError> {
    let balance = 10;
    let numbers = &numbers;
    accounts
        .store
        .write(call.deadline, async |tx| {
            let inserted =
                set::insert::<account::Entity>(tx, numbers.iter().map(|number| account(*number, balance))).await?;
            Ok(inserted)
        })
        .await
}

async fn total(accounts: &Accounts, call: &Call, ids: &[Uuid]) -> Result<i64, AccountsError> {
    accounts
        .store
        .read(call.deadline, async |tx| {
            let ids = ids.iter().map(|id| id.to_owned());
            let rows = set::find::<account::Entity>(tx, call.tenant(), account::Column::Id, ids).await?;
            Ok(rows.iter().map(|row| row.balance).sum())
        })
        .await
}

fn boxed<'a, T>(future: impl Future<Output = T> + Send + 'a) -> o2c_store::BoxFuture<'a, T> {
    Box::pin(future)
}

#[tokio::test]
async fn a_handler_may_be_spawned() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let accounts = Accounts { store: store.clone() };
        let handler = tokio::spawn(async move {
            let call = call("accounts/Withdraw");
            boxed(open(&accounts, &call, vec![1, 2])).await.unwrap();
            let items = [(1, 4), (7, 1), (2, 100), (1, 2)];
            let items = items.map(|(number, amount)| Item::unkeyed(Withdraw { account: id(number), amount }));
            let set = Set { items: items.into(), encode: |left: &i64| left.to_be_bytes().to_vec().into() };
            let outcomes = boxed(withdraw(&accounts, &call, set)).await.unwrap();
            let total = boxed(total(&accounts, &call, &[id(1), id(2)])).await.unwrap();
            (outcomes, total)
        });
        let (outcomes, total) = handler.await.unwrap();
        assert!(matches!(outcomes[0], Outcome::Accepted(5)));
        assert!(matches!(outcomes[1], Outcome::Refused(AccountsError::NotFound(_))));
        assert!(matches!(outcomes[2], Outcome::Refused(AccountsError::Overdrawn(_))));
        assert!(matches!(outcomes[3], Outcome::Accepted(2)));
        assert_eq!(total, 12);
        assert_eq!(balances(&store).await, [(1, 2), (2, 10)]);
    })
    .await;
}
