//! `o2c audit-trail list`.

use std::{process::ExitCode, time::Duration};

use clap::Args;
use o2c_audit_trail::list::{Listed, Query, list};
use o2c_kernel::{Deadline, Instant, PageSize, TenantId};
use o2c_store::trail::{Change, EntryKind};
use uuid::Uuid;

use super::super::say;
use crate::{databases::Databases, definitions};

const DEADLINE: Duration = Duration::from_secs(30);
/// Items and changes of an entry that are shown.
const SHOWN: usize = 8;

#[derive(Debug, Args)]
pub struct List {
    /// Whose trail.
    service: String,
    #[arg(long, default_value = "default")]
    tenant: String,
    /// Entries that name this document.
    #[arg(long)]
    document: Option<Uuid>,
    /// Entries of this caller.
    #[arg(long)]
    principal: Option<String>,
    /// Recorded then or later, RFC 3339.
    #[arg(long)]
    from: Option<String>,
    /// Recorded before, RFC 3339.
    #[arg(long)]
    until: Option<String>,
    /// How many at most.
    #[arg(long, default_value_t = 50)]
    limit: i32,
    /// Goes on behind this entry, the last one of the page before.
    #[arg(long, value_name = "ENTRY")]
    after: Option<Uuid>,
}

impl List {
    pub async fn run(self, databases: &Databases) -> anyhow::Result<ExitCode> {
        let chosen = definitions::named(std::slice::from_ref(&self.service))?;
        let instant = |text: &Option<String>| text.as_deref().map(Instant::parse).transpose();
        let query = Query {
            document: self.document,
            principal: self.principal.clone(),
            from: instant(&self.from)?,
            until: instant(&self.until)?,
            after: self.after,
        };
        let tenant = TenantId::of_record(&self.tenant)?;
        let size = PageSize::parse(self.limit).unwrap_or(PageSize::DEFAULT).get();
        for definition in chosen {
            let store = databases.open_read_only(definition.name).await?;
            let page = list(&store, Deadline::after(DEADLINE), &tenant, &query, size).await?;
            store.close().await;
            page.entries.iter().for_each(|listed| tell(listed, self.document));
            if let Some(next) = page.next {
                say(format_args!("more: --after {next}"));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn tell(Listed { entry, erased, reasons }: &Listed, document: Option<Uuid>) {
    let kind = match entry.kind {
        EntryKind::Call => "call",
        EntryKind::Refusal => "refusal",
        EntryKind::Fact => "fact",
        EntryKind::Saga => "saga",
    };
    let calls = if entry.calls > 1 { format!(", {} calls", entry.calls) } else { String::new() };
    let via = if entry.process.is_empty() { String::new() } else { format!(" via {}", entry.process) };
    let at = Instant::from_micros(entry.recorded_at);
    let who = if *erased { format!("erased ({})", entry.subject) } else { entry.principal.clone() };
    say(format_args!("{} {at} {kind} {} by {who}{via}{calls}", entry.id, entry.method));
    let concerns = |id: Uuid| document.is_none_or(|document| document == id);
    let items = entry.items.iter().enumerate();
    let items = items.filter(|(_, item)| document.is_none() || item.documents.iter().any(|(_, id)| concerns(*id)));
    for (at, item) in items.take(SHOWN) {
        let named: Vec<String> = item.documents.iter().map(|(name, id)| format!("{name} {id}")).collect();
        let result = if item.refusal.is_empty() { "accepted" } else { &item.refusal };
        let why = reasons.get(&at).map(|reason| format!(", because: {reason}")).unwrap_or_default();
        say(format_args!("  {result}: {}{why}", named.join(", ")));
    }
    let changes = entry.changes.iter().filter(|change| concerns(change.id));
    for Change { kind, id, before, after } in changes.take(SHOWN) {
        let version = |version: &Option<i64>| version.map_or("-".to_owned(), |version| version.to_string());
        say(format_args!("  {kind} {id}: version {} to {}", version(before), version(after)));
    }
    if !entry.request_id.is_empty() {
        say(format_args!("  request {} {}", entry.request_id, entry.trace));
    }
}
