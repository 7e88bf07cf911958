//! A person who asks to be forgotten is forgotten within a month: no copy that may name somebody is kept for longer.

use std::{fs, time::Duration};

use o2c::config::Config;
use o2c_kernel::{KEPT, KEPT_DAYS, MONTH};
use o2c_messaging::{JetStreamOptions, Servers};
use serde_json::Value;

use crate::source::root;

const fn days(days: u64) -> Duration {
    Duration::from_secs(days * 24 * 60 * 60)
}

#[test]
fn no_copy_outlives_the_month() {
    let broker = JetStreamOptions::new(Servers::parse("nats://broker").unwrap());
    let webhooks = days(Config::default().webhooks.retention_days);
    // facts in outboxes and answers to requests have no setting of their own
    for (copy, kept) in [("the broker", broker.max_age), ("webhooks", webhooks), ("a day", days(KEPT_DAYS))] {
        assert!(kept <= KEPT, "{copy} keeps for {kept:?}");
    }
    assert!(KEPT + days(2) <= MONTH, "a copy may be taken two days late");
}

#[test]
fn what_an_installation_sets_ends_with_it_too() {
    let schema = fs::read_to_string(root().join("charts/o2c/values.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let mut most = Vec::new();
    settings(&schema, "retention_days", &mut most);
    assert_eq!(most, [KEPT_DAYS]);

    let backups = fs::read_to_string(root().join("charts/o2c-data/values.yaml")).unwrap();
    let kept = backups.lines().find_map(|line| line.trim().strip_prefix("retention: ")).unwrap();
    let kept = kept.strip_suffix('d').and_then(|kept| kept.parse().ok()).unwrap();
    assert!(days(kept) <= MONTH, "backups are kept for {kept} days");
}

/// The most that a setting of the name may be, wherever it stands.
fn settings(schema: &Value, name: &str, most: &mut Vec<u64>) {
    let Some(fields) = schema.as_object() else { return };
    for (field, value) in fields {
        match field == name {
            true => most.extend(value["maximum"].as_u64()),
            false => settings(value, name, most),
        }
    }
}
