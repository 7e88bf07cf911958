//! A subscriber that lost its database gets it back from what the others have published.

use std::time::Duration;

use o2c::{
    assembly::Assembly, audit::Audited, config::Config, data_dir, databases::Databases, definitions, mesh::MeshOptions,
};
use o2c_kernel::Clock;
use o2c_messaging::Bus;
use o2c_store::SqliteOptions;

use crate::run::Run;

#[tokio::test]
async fn a_replay_rebuilds_analytics_from_nothing_and_changes_nobody_else() {
    let dir = tempfile::tempdir().unwrap();
    let before = Run { days: Some(8), ..Run::default() }.in_dir(dir.path()).await.unwrap().audit;
    let lost = data_dir::database(dir.path(), "analytics");
    std::fs::remove_file(&lost).unwrap();

    let config = Config::load(None).unwrap();
    let databases = Databases::of(&config, dir.path());
    let options = MeshOptions { clock: Clock::system(), bus: Bus::local(), sqlite: SqliteOptions::default() };
    let assembly =
        Assembly::open(&config, &databases, &options, &definitions::ALL.iter().collect::<Vec<_>>()).await.unwrap();
    let mut facts = 0;
    for producer in ["orders", "credit", "fulfillment", "billing", "receivables", "payments", "collections"] {
        let replayed = assembly.replay(&options.bus, producer, 0).await.unwrap();
        assert!(replayed.complete, "{producer}");
        facts += replayed.facts;
    }
    assert!(facts > 500, "{facts} facts show little");
    assert!(assembly.replay(&options.bus, "nobody", 0).await.is_err());

    let audits = assembly.services.iter().map(|service| service.audit()).collect();
    let after = Audited::of(audits).check(Duration::from_secs(30)).await.unwrap();
    assert_eq!(after.failed(), 0, "{}", after.table());
    assert_eq!((after.checked(), after.rows()), (before.checked(), before.rows()));
    assembly.close().await;
}
