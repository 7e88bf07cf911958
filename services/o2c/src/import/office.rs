//! The services, as an import sees them: what it names is looked up, what it sends is decided or has to be sent again.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use o2c_kernel::Violations;
use o2c_proto::{
    fulfillment::v1::ListWarehousesRequest,
    orders::v1::{Customer, ListCustomersRequest, ListProductsRequest, Product},
};
use o2c_rpc::status;
use tonic::{Code, Status};
use uuid::Uuid;

use super::column::Column;
use crate::{
    demo::desk::{Desk, explained},
    outside::CallerOutside,
};

/// Names that one question may hold.
const NAMES: usize = 1_000;
/// Entries asked for at a time.
pub const PAGE: i32 = 1_000;
/// Warehouses that a tenant may have for an import of stock.
const MOST_WAREHOUSES: usize = 10_000;
const TRIES: u32 = 6;
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// Nothing was decided, or not everything: to be sent again, or looked at by a person.
#[derive(Debug, thiserror::Error)]
#[error("nothing was decided")]
pub struct Undecided(pub Box<Status>);

impl From<Status> for Undecided {
    fn from(status: Status) -> Self {
        Self(Box::new(status))
    }
}

/// What an import calls.
#[derive(Clone)]
pub struct Office {
    pub caller: CallerOutside,
    pub desk: Desk,
    pub import: Uuid,
}

impl Office {
    pub fn open(caller: CallerOutside, import: Uuid) -> Self {
        let desk = Desk::of_tenant(&caller.transport, caller.tenant().clone());
        Self { caller, desk, import }
    }

    /// The key of something that this import does: the same whenever it does it.
    pub fn request_id(&self, what: &str) -> String {
        Uuid::new_v5(&self.import, what.as_bytes()).to_string()
    }

    /// The key of a document, by the number of its first row.
    pub fn row_id(&self, number: u64) -> String {
        self.request_id(&format!("row {number}"))
    }

    /// Those of the customers that exist, by the caller's own keys.
    pub async fn customers(&self, names: BTreeSet<&str>) -> Result<BTreeMap<String, Customer>, Undecided> {
        let mut found = BTreeMap::new();
        let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
        for names in names.chunks(NAMES) {
            let external_ids = names.iter().map(|name| (*name).to_owned()).collect();
            let message = ListCustomersRequest { page_size: PAGE, external_ids, ..ListCustomersRequest::default() };
            let page = self.desk.orders.clone().list_customers(self.caller.ask(message)).await?.into_inner();
            found.extend(page.customers.into_iter().map(|customer| (customer.external_id.clone(), customer)));
        }
        Ok(found)
    }

    /// Those of the products that exist, by their stock-keeping units.
    pub async fn products(&self, names: BTreeSet<&str>) -> Result<BTreeMap<String, Product>, Undecided> {
        let mut found = BTreeMap::new();
        let names: Vec<&str> = names.into_iter().collect();
        for names in names.chunks(NAMES) {
            let skus = names.iter().map(|name| (*name).to_owned()).collect();
            let message = ListProductsRequest { page_size: PAGE, page_token: String::new(), skus };
            let page = self.desk.orders.clone().list_products(self.caller.ask(message)).await?.into_inner();
            found.extend(page.products.into_iter().map(|product| (product.sku.clone(), product)));
        }
        Ok(found)
    }

    /// The ids of the warehouses, by their codes.
    pub async fn warehouses(&self) -> Result<BTreeMap<String, String>, Undecided> {
        let (mut found, mut page_token) = (BTreeMap::new(), String::new());
        loop {
            let message = ListWarehousesRequest { page_size: PAGE, page_token };
            let page = self.desk.fulfillment.clone().list_warehouses(self.caller.ask(message)).await?.into_inner();
            found.extend(page.warehouses.into_iter().map(|warehouse| (warehouse.code, warehouse.warehouse_id)));
            page_token = page.next_page_token;
            if page_token.is_empty() || found.len() >= MOST_WAREHOUSES {
                return Ok(found);
            }
        }
    }
}

/// What became of each item: it is there, or everything that is wrong with it, by the columns. A failure of the other
/// side is no refusal.
pub fn decided<T>(
    results: Vec<Result<T, tonic_types::Status>>,
    columns: &[Column],
) -> Result<Vec<Result<T, Violations>>, Undecided> {
    let one = |result: Result<T, tonic_types::Status>| match result {
        Ok(item) => Ok(Ok(item)),
        Err(error) => refused(status::as_tonic(error), columns).map(Err),
    };
    results.into_iter().map(one).collect()
}

/// What a refusal says of the columns.
pub fn refused(status: Status, columns: &[Column]) -> Result<Violations, Undecided> {
    let refusal = matches!(
        status.code(),
        Code::InvalidArgument | Code::NotFound | Code::AlreadyExists | Code::FailedPrecondition | Code::OutOfRange
    );
    if !refusal {
        return Err(status.into());
    }
    let reason = status::reason_of(&status).unwrap_or_else(|| format!("{:?}", status.code()));
    let mut violations = Violations::default();
    for (field, description) in status::field_violations(&status) {
        violations.add(column_of(&field, columns), &reason, description);
    }
    if violations.is_empty() {
        violations.add("row", reason, status.message());
    }
    Ok(violations)
}

/// A field of a request is a column by its whole path, or without what holds it: `customer.name`.
fn column_of(field: &str, columns: &[Column]) -> String {
    let mut rest = Some(field);
    while let Some(name) = rest {
        if columns.iter().any(|column| column.name == name) {
            return name.to_owned();
        }
        rest = name.split_once('.').map(|(_, rest)| rest);
    }
    field.to_owned()
}

/// Something that the row names is not there.
pub fn unknown(violations: &mut Violations, column: &str, name: &str) {
    violations.add(column, "UNKNOWN_REFERENCE", format!("there is no `{name}`"));
}

/// Calls again as long as the other side cannot answer: every request has its key. Gives up after a while, and on what
/// no repetition mends.
pub async fn insisting<T>(mut call: impl AsyncFnMut() -> Result<T, Undecided>) -> anyhow::Result<T> {
    let mut pause = FIRST_PAUSE;
    for left in (0..TRIES).rev() {
        match call().await {
            Ok(answer) => return Ok(answer),
            Err(Undecided(status)) if left == 0 || !transient(status.code()) => return Err(explained(*status)),
            Err(Undecided(status)) => tracing::warn!(code = ?status.code(), "not decided, once more"),
        }
        tokio::time::sleep(pause).await;
        pause = pause.saturating_mul(2);
    }
    anyhow::bail!("nothing was decided")
}

const fn transient(code: Code) -> bool {
    matches!(
        code,
        Code::Unavailable | Code::Aborted | Code::DeadlineExceeded | Code::ResourceExhausted | Code::Cancelled
    )
}
