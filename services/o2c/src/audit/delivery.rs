//! Facts and their subscribers: X-8, and what of X-1 lies between shipping and billing.

use std::collections::HashMap;

use o2c_audit::LawReport;
use o2c_messaging::{
    cursors,
    record::{self, Behind},
};
use uuid::Uuid;

use super::{Audited, join::Reader};
use crate::definitions::{self, EDGE};

/// Aggregates compared at a time.
const PAGE: u64 = 1_000;

/// Documents behind their record that are read at a time.
const BEHIND: usize = 256;

/// Each subscriber stands where each aggregate of its producers stands.
pub(super) async fn check(audited: &Audited) -> anyhow::Result<LawReport> {
    let mut report = LawReport::default();
    // the edge only where it hears anything
    let edge = audited.service(EDGE.name).is_ok().then_some(&EDGE);
    for definition in &definitions::ALL {
        behind(audited, definition.name, &mut report).await?;
    }
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

/// A document has had the effect of all that its service has stated of it, also after a restore.
async fn behind(audited: &Audited, service: &str, report: &mut LawReport) -> anyhow::Result<()> {
    let store = audited.service(service)?.store();
    let mut last: Option<Behind> = None;
    loop {
        let page = record::behind(store, last.as_ref(), BEHIND).await?;
        for behind in &page {
            report.expect(false, behind.aggregate_id, || {
                format!("{service} has stated {} facts of it and stands at {}", behind.last, behind.redone)
            });
        }
        match page.into_iter().last() {
            Some(behind) => last = Some(behind),
            None => return Ok(()),
        }
    }
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
