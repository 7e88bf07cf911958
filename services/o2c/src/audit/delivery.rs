//! Facts and their subscribers: X-8, and what of X-1 lies between shipping and billing.

use std::collections::HashMap;

use o2c_audit::LawReport;
use o2c_messaging::cursors;
use uuid::Uuid;

use super::{Audited, join::Reader};
use crate::definitions::{self, EDGE};

/// Aggregates compared at a time.
const PAGE: u64 = 1_000;

/// Each subscriber stands where each aggregate of its producers stands.
pub(super) async fn check(audited: &Audited) -> anyhow::Result<LawReport> {
    let mut report = LawReport::default();
    // the edge only where it hears anything
    let edge = audited.service(EDGE.name).is_ok().then_some(&EDGE);
    for definition in definitions::ALL.iter().chain(edge) {
        let consumer = audited.service(definition.name)?;
        for producer in definition.producers {
            let store = audited.service(producer)?.store();
            let mut after = None;
            loop {
                let heads = cursors::heads(store, after, PAGE).await?;
                let Some(last) = heads.last() else { break };
                after = Some((last.tenant.clone(), last.aggregate_id));
                let taken = cursors::of_aggregates(consumer.store(), definition.name, producer, &heads).await?;
                for head in &heads {
                    let sequence = taken.get(&(head.tenant.clone(), head.aggregate_id)).copied().unwrap_or(0);
                    report.expect(sequence == head.last_sequence, head.aggregate_id, || {
                        format!("{producer} stands at {}, {} at {sequence}", head.last_sequence, definition.name)
                    });
                }
            }
        }
    }
    Ok(report)
}

/// Credit's category 400 of a shipment = its estimate, less what was billed of it.
pub(super) async fn unbilled(audited: &Audited) -> anyhow::Result<LawReport> {
    let mut expected: HashMap<Uuid, i64> = HashMap::new();
    let mut report = LawReport::default();
    // What is not billed is little at any time: only what differs is kept.
    let mut join = super::join::Join::open(audited, "fulfillment.shipped_estimate", "billing.billed_shipments").await?;
    while let Some(joined) = join.next().await? {
        let first = |amounts: Option<&Vec<i64>>| amounts.and_then(|amounts| amounts.first()).copied().unwrap_or(0);
        let open = first(joined.left.as_ref()).saturating_sub(first(joined.right.as_ref()));
        if open != 0 {
            expected.insert(joined.document, open);
        }
    }
    let mut credit = Reader::open(audited, "credit.delivered_not_billed")?;
    while let Some(figure) = credit.next().await? {
        let carried = figure.amounts.first().copied().unwrap_or(0);
        let open = expected.remove(&figure.document).unwrap_or(0);
        if carried != 0 || open != 0 {
            report.expect(carried == open, figure.document, || format!("credit carries {carried}, unbilled is {open}"));
        }
    }
    for (document, open) in expected {
        report.expect(false, document, || format!("credit carries 0, unbilled is {open}"));
    }
    Ok(report)
}
