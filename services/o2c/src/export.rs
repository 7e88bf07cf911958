//! A whole list, from the public API into a file: one page in memory, whatever its length.

pub mod personal_data;

use anyhow::Context;
use futures::{Stream, StreamExt};
use o2c_gateway::listing::{Form, List, Table};
use prost_reflect::DynamicMessage;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tonic::Status;

use crate::{
    demo::desk::{MESSAGE_BYTES, explained},
    outside::CallerOutside,
};

/// Writes every entry that fits the filters; answers how many there were. `told` hears of each page.
pub async fn export(
    caller: CallerOutside,
    list: &List,
    filters: &[(String, String)],
    form: Form,
    out: &mut (impl AsyncWrite + Unpin),
    told: impl FnMut(u64),
) -> anyhow::Result<u64> {
    let request = list.request(filters)?;
    let table = list.table(form).context("this is no list")?;
    let transport = caller.transport.clone();
    let pages = list.pages(transport, request, MESSAGE_BYTES, move |message| caller.ask(message));
    let written = write(Box::pin(pages), &table, out, told).await?;
    out.flush().await?;
    Ok(written)
}

async fn write(
    mut pages: impl Stream<Item = Result<Vec<DynamicMessage>, Status>> + Unpin,
    table: &Table,
    out: &mut (impl AsyncWrite + Unpin),
    mut told: impl FnMut(u64),
) -> anyhow::Result<u64> {
    let mut written: u64 = 0;
    out.write_all(&table.head()?).await?;
    while let Some(page) = pages.next().await {
        let page = page.map_err(explained).with_context(|| format!("after {written} entries"))?;
        out.write_all(&table.entries(&page)?).await?;
        written = written.saturating_add(page.len() as u64);
        told(written);
    }
    Ok(written)
}
