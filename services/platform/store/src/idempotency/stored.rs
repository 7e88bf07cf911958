//! Reading the keys of one caller and method.

use std::collections::HashMap;
use std::sync::Arc;

use o2c_kernel::Call;
use sea_orm::Value;
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::StoreError;
use crate::set::lists;
use crate::tx::Tx;

/// What was answered under a key.
pub(super) struct Stored {
    pub(super) hash: Vec<u8>,
    pub(super) response: Vec<u8>,
}

pub(super) async fn read(
    tx: &Tx,
    call: &Call,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Stored>, StoreError> {
    let ids: Vec<Value> = ids.map(Value::from).collect();
    let mut stored = HashMap::with_capacity(ids.len());
    for (size, bound) in lists(tx.engine(), scope(call), ids) {
        let sql = format!("SELECT request_id, hash, response FROM idempotency_key {}", of_call(tx.engine(), size));
        for row in tx.raw().query_text(Arc::from(sql), bound).await? {
            let id: Uuid = row.try_get("", "request_id")?;
            let response: Option<Vec<u8>> = row.try_get("", "response")?;
            // a key without a response was never committed
            let response = response.unwrap_or_default();
            stored.insert(id, Stored { hash: row.try_get("", "hash")?, response });
        }
    }
    Ok(stored)
}

fn of_call(engine: Engine, ids: usize) -> String {
    match engine {
        Engine::Sqlite => {
            let marks = vec!["?"; ids].join(",");
            format!("WHERE tenant=? AND principal=? AND method=? AND request_id IN ({marks})")
        }
        Engine::Postgres => "WHERE tenant=$1 AND principal=$2 AND method=$3 AND request_id=ANY($4)".to_owned(),
    }
}

fn scope(call: &Call) -> Vec<Value> {
    [call.tenant().as_str(), call.principal().as_str(), &call.method].map(Value::from).into()
}
