//! Write-offs of a state, oldest first.

use o2c_kernel::{Call, PageSize};

use crate::{
    Receivables,
    domain::{WriteOff, WriteOffId, WriteOffState},
    error::ReceivablesError,
    storage,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListWriteOffs {
    pub state: WriteOffState,
    pub size: PageSize,
    pub after: Option<WriteOffId>,
    /// What the page token is bound to.
    pub scope: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WriteOffPage {
    pub write_offs: Vec<WriteOff>,
    pub next: Option<WriteOffId>,
    pub scope: String,
}

pub async fn list_write_offs(
    receivables: &Receivables,
    call: &Call,
    question: ListWriteOffs,
) -> Result<WriteOffPage, ReceivablesError> {
    let size = question.size.get();
    let mut write_offs = receivables
        .store
        .read(call, async |tx| {
            let limit = size.saturating_add(1);
            storage::list_write_offs(tx, call.tenant(), question.state, question.after, limit)
                .await
                .map_err(ReceivablesError::from)
        })
        .await?;
    let more = super::cut(&mut write_offs, size);
    let next = if more { write_offs.last().map(|last| last.id) } else { None };
    Ok(WriteOffPage { write_offs, next, scope: question.scope })
}
