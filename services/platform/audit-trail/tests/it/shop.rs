//! A small service: it opens accounts and pays into them, in sets, for several tenants and callers.

use std::{sync::Arc, time::Duration};

use o2c_audit_trail::{Checkpoint, Checkpoints, seal, verify::Verification, verify::verify};
use o2c_identity::{SigningKey, TrustedKeys};
use o2c_kernel::{
    Answer, Asked, Call, Caller, Deadline, Item, Origin, Outcome, PerItem, Principal, RequestKey, Scopes, Set,
    TenantId, machine_now, new_uuid,
};
use o2c_store::{Migration, Store, StoreError, set};
use o2c_testkit::on_both_engines_with;
use tempfile::TempDir;
use uuid::Uuid;

pub const NAME: &str = "shop";

const MIGRATIONS: &[Migration] = &[Migration {
    name: "shop/0001_account",
    sql: "
CREATE TABLE account (
    tenant TEXT NOT NULL,
    id UUID NOT NULL,
    balance BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
",
}];

mod account {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub balance: i64,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Pays an amount in; 0 opens the account, a negative one is refused.
#[derive(Clone, Copy, Debug)]
pub struct Pay {
    pub account: Uuid,
    pub amount: i64,
}

/// Runs a test on both engines, as the role that services run as.
pub async fn on_both_engines(test: impl AsyncFn(Store)) {
    let migrations = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, MIGRATIONS];
    let privileges = [o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES];
    on_both_engines_with(NAME, &migrations, &privileges, test).await;
}

pub fn soon() -> Deadline {
    Deadline::after(Duration::from_secs(30))
}

pub fn tenant(name: &str) -> TenantId {
    TenantId::parse(name).unwrap()
}

/// A call as it comes through the gateway.
pub fn call(of: &str, by: &str) -> Call {
    let caller = Caller {
        tenant: tenant(of),
        principal: Principal::parse(by).unwrap(),
        scopes: Scopes::all(),
        responsible: None,
    };
    Call {
        caller: Arc::new(caller),
        origin: Arc::new(Origin::new("request-7".into(), "gateway".into())),
        ..o2c_testkit::call("shop.v1.Shop/Pay")
    }
}

/// An item with a key of its own, and a reason.
pub fn item(pay: Pay, reason: &str) -> Item<Pay> {
    let key = RequestKey { request_id: new_uuid(), hash: [3; 32] };
    let asked = Asked { documents: vec![("account_id", pay.account)], reason: reason.to_owned() };
    Item { key: Some(key), asked, command: pay }
}

/// The use case.
pub async fn pay(store: &Store, call: &Call, items: Vec<Item<Pay>>) -> PerItem<Uuid, StoreError> {
    let encode = |id: &Uuid| Answer { bytes: id.as_bytes().to_vec(), documents: vec![("account_id", *id)] };
    let decided = store.write_set(call, Set { items, encode }, async |tx, claimed| {
        let ids: Vec<Uuid> = claimed.pending().map(|pay| pay.account).collect();
        let found = set::find_for_update::<account::Entity>(tx, call.tenant(), account::Column::Id, ids).await?;
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for item in claimed.items_mut() {
            let Pay { account: id, amount } = *item.command();
            let known = found.iter().find(|row| row.id == id).cloned();
            match (known, amount) {
                (None, 0) => {
                    let tenant = call.tenant().as_str().to_owned();
                    new.push(account::Model { tenant, id, balance: 0, version: 1 });
                    item.accept(id);
                }
                (Some(row), 1..) => {
                    changed.push(account::Model { balance: row.balance + amount, ..row });
                    item.accept(id);
                }
                _ => item.refuse(StoreError::ReadOnly),
            }
        }
        set::insert::<account::Entity>(tx, new).await?;
        set::update::<account::Entity>(tx, changed).await?;
        Ok(())
    });
    decided.await.unwrap()
}

/// Opens an account and pays into it so many times, each a set of its own; the account.
pub async fn used(store: &Store, of: &str, by: &str, times: i64) -> Uuid {
    let account = new_uuid();
    for amount in 0..times {
        let outcome = pay(store, &call(of, by), vec![item(Pay { account, amount }, "agreed on the phone")]).await;
        assert!(matches!(outcome[..], [Outcome::Accepted(_)]));
    }
    account
}

/// Seals until nothing waits, a block for each entry: so chains become long.
pub async fn sealed(store: &Store) {
    while seal(store).await.unwrap().entries > 0 {}
}

/// Checkpoints outside of the database, and who signs them.
pub struct Outside {
    place: TempDir,
    key: SigningKey,
}

impl Outside {
    pub fn new() -> Self {
        Self { place: tempfile::tempdir().unwrap(), key: SigningKey::generate().unwrap() }
    }

    pub fn checkpoints(&self) -> Checkpoints {
        Checkpoints::in_directory(self.place.path()).unwrap()
    }

    pub fn trusted(&self) -> TrustedKeys {
        TrustedKeys::of(NAME, self.key.public())
    }

    /// Attests to a chain as it is.
    pub fn attest(&self, of: &str, number: i64, hash: [u8; 32]) {
        let checkpoint = Checkpoint {
            service: NAME.to_owned(),
            tenant: of.to_owned(),
            number,
            hash,
            signed_at: machine_now().micros(),
        };
        self.checkpoints().append(NAME, &[checkpoint.sign(&self.key)]).unwrap();
    }

    pub async fn verify(&self, store: &Store) -> Verification {
        verify(store, NAME, Some((&self.checkpoints(), &self.trusted()))).await.unwrap()
    }
}
