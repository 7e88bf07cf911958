//! Two tables to try things on.

use std::time::Duration;

use o2c_kernel::{Call, Deadline, Explain, Item, Outcome, RequestKey, Set, TenantId};
use o2c_store::{Migration, Store, StoreError, Tx, set};
use uuid::Uuid;

pub const MIGRATIONS: &[&[Migration]] = &[
    o2c_store::MIGRATIONS,
    &[Migration {
        name: "test/0001_tables",
        sql: "
CREATE TABLE account (
    tenant TEXT NOT NULL,
    id UUID NOT NULL,
    owner TEXT,
    balance BIGINT NOT NULL,
    opened INTEGER,
    frozen BOOLEAN NOT NULL,
    secret BYTES,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
) CLUSTERED;
CREATE UNIQUE INDEX account_owner ON account (tenant, owner);
CREATE TABLE entry (
    position IDENTITY,
    tenant TEXT NOT NULL,
    account UUID NOT NULL,
    amount BIGINT NOT NULL
);
",
    }],
];

pub mod account {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub owner: Option<String>,
        pub balance: i64,
        pub opened: Option<i32>,
        pub frozen: bool,
        pub secret: Option<Vec<u8>>,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod entry {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "entry")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub position: i64,
        pub tenant: String,
        pub account: Uuid,
        pub amount: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub fn tenant() -> TenantId {
    TenantId::default()
}

pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub fn account(number: u128, balance: i64) -> account::Model {
    account::Model {
        tenant: tenant().as_str().to_owned(),
        id: id(number),
        owner: None,
        balance,
        opened: None,
        frozen: false,
        secret: None,
        version: 1,
    }
}

pub fn soon() -> Deadline {
    Deadline::after(Duration::from_secs(20))
}

pub async fn insert_accounts(store: &Store, accounts: Vec<account::Model>) {
    let tx = store.begin_write(soon()).await.unwrap();
    set::insert::<account::Entity>(&tx, accounts).await.unwrap();
    tx.commit().await.unwrap();
}

/// All accounts, by id.
pub async fn accounts(store: &Store) -> Vec<account::Model> {
    use sea_orm::{EntityTrait, QueryOrder};
    let tx = store.begin_read(soon()).await.unwrap();
    account::Entity::find().order_by_asc(account::Column::Id).all(tx.connection()).await.unwrap()
}

pub async fn balances(store: &Store) -> Vec<(u128, i64)> {
    accounts(store).await.iter().map(|account| (account.id.as_u128(), account.balance)).collect()
}

pub async fn load(tx: &Tx, numbers: &[u128]) -> Vec<account::Model> {
    let ids = numbers.iter().map(|number| id(*number));
    set::find_for_update::<account::Entity>(tx, &tenant(), account::Column::Id, ids).await.unwrap()
}

/// What a set may be asked to do in these tests.
#[derive(Clone, Debug)]
pub enum Command {
    /// Opens an account with this number and owner.
    Open(u128, &'static str),
    /// Is refused.
    Refuse,
    /// Is forgotten by the use case.
    Forget,
}

pub type Outcomes = Vec<o2c_kernel::Outcome<u128, StoreError>>;

/// A use case that opens accounts; how often it ran is counted.
pub async fn open_accounts(
    store: &Store,
    call: &Call,
    items: Vec<Item<Command>>,
    runs: &std::sync::atomic::AtomicU32,
) -> Result<Outcomes, StoreError> {
    let set = Set { items, encode: |number: &u128| number.to_string().into_bytes().into() };
    store
        .write_set(call, set, async |tx, claimed| {
            runs.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let mut rows = Vec::new();
            for item in claimed.items_mut() {
                match item.command() {
                    Command::Open(number, owner) => {
                        rows.push(account::Model { owner: Some((*owner).to_owned()), ..account(*number, 0) });
                        item.accept(*number);
                    }
                    Command::Refuse => item.refuse(StoreError::ReadOnly),
                    Command::Forget => {}
                }
            }
            set::insert::<account::Entity>(tx, rows).await?;
            Ok(())
        })
        .await
}

pub fn keyed(request: u128, hash: u8, command: Command) -> Item<Command> {
    let key = RequestKey { request_id: id(request), hash: [hash; 32] };
    Item { key: Some(key), ..Item::unkeyed(command) }
}

/// Outcomes as text, to compare them at a glance.
pub fn told(outcomes: &Outcomes) -> Vec<String> {
    let tell = |outcome: &Outcome<u128, StoreError>| match outcome {
        Outcome::Accepted(number) => format!("accepted {number}"),
        Outcome::Replayed(response) => format!("replayed {}", String::from_utf8_lossy(response)),
        Outcome::Refused(error) => format!("refused {}", error.reason()),
    };
    outcomes.iter().map(tell).collect()
}
