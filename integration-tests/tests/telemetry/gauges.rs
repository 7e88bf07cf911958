//! Gauges are read from the tables of both engines.

use std::collections::BTreeSet;

use o2c_integration_tests::Mesh;

async fn all_are_read(mesh: Mesh) {
    mesh.settle().await;
    let samples = mesh.mesh.node.gauges().read().await;
    let of = |name: &str| samples.iter().filter(|sample| sample.metric.name == name).collect::<Vec<_>>();
    // A service of which one statement failed is left out as a whole.
    let services: BTreeSet<&str> = of("o2c.outbox.depth").iter().map(|sample| sample.values[0].as_str()).collect();
    assert_eq!(services.len(), 9, "{services:?}");
    for name in [
        "o2c.outbox.age",
        "o2c.parked.age",
        "o2c.sagas.unfinished",
        "o2c.sagas.age",
        "o2c.sagas.stuck",
        "o2c.credit.holds",
        "o2c.credit.holds.age",
        "o2c.shipments.unbilled",
        "o2c.shipments.unbilled.age",
        "o2c.cash.unapplied.age",
        "o2c.disputes.open",
        "o2c.webhooks.due.age",
        "o2c.webhooks.disabled",
    ] {
        let found = of(name);
        assert!(!found.is_empty(), "{name} was not read");
        assert!(found.iter().all(|sample| sample.value == 0), "{name}: {found:?}");
    }
    assert!(of("process.memory.usage")[0].value > 1_000_000);
    assert!(!of("db.client.connection.count").is_empty());
}

#[tokio::test]
async fn on_sqlite() {
    all_are_read(Mesh::new().await).await;
}

#[tokio::test]
async fn on_postgres() {
    all_are_read(Mesh::on_postgres().await).await;
}
