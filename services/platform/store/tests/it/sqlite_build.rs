//! The bundled SQLite is built as `.cargo/config.toml` says: a flag that no longer reaches it would only be felt.

use o2c_store::{Sql, SqliteOptions, Store, StoreError};

use crate::support::soon;

#[tokio::test]
async fn the_engine_in_the_binary_has_the_flags_that_it_is_to_have() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::sqlite(&directory.path().join("store.db"), "store", SqliteOptions::default()).await.unwrap();
    let built: Vec<String> = store
        .look(soon(), async |tx| {
            let rows = Sql::new("SELECT compile_options FROM pragma_compile_options").rows(tx).await?;
            rows.iter().map(|row| Ok::<_, StoreError>(row.try_get_by_index(0)?)).collect()
        })
        .await
        .unwrap();
    let has = |flag: &str| built.iter().any(|built| built == flag);
    assert!(has("ENABLE_QPSG"), "a number bound to LIMIT has its statement prepared each time: {built:?}");
    assert!(!has("ENABLE_MEMORY_MANAGEMENT"), "one mutex for all page caches: {built:?}");
    assert!(has("DEFAULT_MEMSTATUS=0"), "a mutex for each allocation: {built:?}");
}
