//! Entries of refusals.

use std::net::IpAddr;

use o2c_kernel::{TenantId, machine_now, new_uuid};
use o2c_rpc::server::Refusal;
use o2c_store::trail::{Entry, EntryItem, EntryKind};
use uuid::Uuid;

use super::budget::Kind;

/// Says that refusals could not be written down.
const LOST: &str = "audit-trail.o2c/REFUSALS_LOST";

type Written = (Entry, Vec<(usize, String)>);

/// Of one call.
pub(super) fn of(refusal: &Refusal) -> Written {
    let kind = Kind {
        tenant: refusal.caller.as_ref().map(|caller| caller.tenant.clone()),
        principal: refusal.caller.as_ref().map(|caller| caller.principal.to_string()).unwrap_or_default(),
        peer: refusal.peer,
        method: refusal.method.to_string(),
        refusal: refusal.refusal.clone(),
    };
    let from = from(refusal.peer);
    let mut items: Vec<EntryItem> = refusal
        .items
        .iter()
        .map(|item| EntryItem {
            request_id: item.request_id,
            documents: item.asked.documents.iter().map(|(name, id)| ((*name).into(), *id)).collect(),
            refusal: item.refusal.clone().into(),
            ..EntryItem::default()
        })
        .collect();
    if items.is_empty() {
        items.push(EntryItem { refusal: kind.refusal.clone().into(), ..EntryItem::default() });
    }
    let asked = refusal.items.iter().enumerate().map(|(at, item)| (at, item.asked.reason.clone()));
    let reasons = asked.chain(from).collect();
    let entry = Entry {
        process: refusal.origin.process.to_string(),
        request_id: refusal.origin.request_id.to_string(),
        trace: refusal.trace.as_deref().unwrap_or_default().to_owned(),
        ..entry(kind, 1, items)
    };
    (entry, reasons)
}

/// Of calls that were only counted.
pub(super) fn of_counted((kind, calls): (Kind, u64)) -> Written {
    let items = vec![EntryItem { refusal: kind.refusal.clone().into(), ..EntryItem::default() }];
    let reasons = from(kind.peer).into_iter().collect();
    (entry(kind, calls, items), reasons)
}

/// Of calls of which nothing else is known.
pub(super) fn of_lost(calls: u64) -> Written {
    of_counted((Kind { refusal: LOST.to_owned(), ..Kind::default() }, calls))
}

/// An address may be a person's: it stands where reasons do, which can be erased, and not in the entry.
fn from(peer: Option<IpAddr>) -> Option<(usize, String)> {
    peer.map(|peer| (0, format!("from {peer}")))
}

fn entry(kind: Kind, calls: u64, items: Vec<EntryItem>) -> Entry {
    let tenant = kind.tenant.unwrap_or_else(TenantId::nobody);
    Entry {
        id: new_uuid(),
        tenant: tenant.as_str().to_owned(),
        recorded_at: machine_now().micros(),
        kind: EntryKind::Refusal,
        subject: Uuid::nil(),
        principal: kind.principal,
        process: String::new(),
        method: kind.method,
        request_id: String::new(),
        trace: String::new(),
        calls,
        items,
        changes: Vec::new(),
    }
}
