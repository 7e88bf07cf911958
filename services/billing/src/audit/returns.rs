//! BIL-7: a return credits what its invoices have left of its lines, and without reference only what somebody agreed beyond
//! that, while no invoice of the line was voided. What was credited once is not credited again.

use std::collections::BTreeSet;

use futures::future::BoxFuture;
use o2c_audit::{AuditError, Law, LawReport};
use o2c_kernel::TenantId;
use o2c_store::{Store, StoreError, Tx};

use super::pages::{PAGE, deadline};
use crate::{
    domain::{
        document::Document,
        ids::{GoodsReturnId, OrderId},
        returned::note_of,
        voiding::voided,
    },
    storage::{
        documents::{self, Documents},
        related,
        returns::{self, Returned},
    },
};

pub const LAW: Law = Law { id: "BIL-7", title: "a return credits what is left, and nothing twice", check };

fn check(store: &Store) -> BoxFuture<'_, Result<LawReport, AuditError>> {
    Box::pin(async move {
        let mut report = LawReport::default();
        let mut after = None;
        loop {
            let tx = store.begin_read(deadline()).await?;
            let page = returns::page(&tx, &after, PAGE).await?;
            let Some((tenant, last, _)) = page.last() else {
                tx.rollback().await;
                return Ok(report);
            };
            after = Some((tenant.clone(), last.uuid()));
            for of_tenant in page.chunk_by(|left, right| left.0 == right.0) {
                compare(&tx, of_tenant, &mut report).await?;
            }
            tx.rollback().await;
        }
    })
}

async fn compare(tx: &Tx, page: &[returns::OfTenant], report: &mut LawReport) -> Result<(), AuditError> {
    let Some((tenant, _, _)) = page.first() else { return Ok(()) };
    let orders: BTreeSet<OrderId> = page.iter().flat_map(|(_, _, lines)| lines).map(|line| line.order).collect();
    let book = Book::read(tx, tenant, orders, page).await?;
    for (_, goods_return, lines) in page {
        let wrong = book.wrong(*goods_return, lines);
        report.expect(wrong.is_none(), goods_return, || wrong.unwrap_or_default());
    }
    Ok(())
}

/// The invoices of the orders, the notes on them, and those of the returns without reference.
struct Book {
    invoices: Documents,
    notes: Vec<Document>,
    unreferenced: Documents,
}

impl Book {
    async fn read(
        tx: &Tx,
        tenant: &TenantId,
        orders: BTreeSet<OrderId>,
        page: &[returns::OfTenant],
    ) -> Result<Self, StoreError> {
        let ids = related::invoices_of(tx, tenant, orders).await?;
        let uuids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
        let notes = page.iter().map(|(_, goods_return, _)| note_of(*goods_return, None));
        Ok(Self {
            notes: related::notes_on(tx, tenant, &uuids).await?,
            invoices: documents::find(tx, tenant, ids).await?,
            unreferenced: documents::find(tx, tenant, notes).await?,
        })
    }

    fn wrong(&self, goods_return: GoodsReturnId, lines: &[Returned]) -> Option<String> {
        for line in lines {
            let parts = line.on_invoices.saturating_add(line.unreferenced).saturating_add(line.not_credited);
            if parts != line.agreed {
                return Some(format!("line {}: {parts} of {} became of it", line.order_line, line.agreed));
            }
            if line.at_order_price && line.unreferenced != 0 {
                let (line, amount) = (line.order_line, line.unreferenced);
                return Some(format!("line {line}: {amount} beyond its invoices, and nobody has agreed to it"));
            }
        }
        let own: BTreeSet<_> = self.invoices.keys().map(|invoice| note_of(goods_return, Some(*invoice))).collect();
        let on_invoices = self.notes.iter().filter(|note| own.contains(&note.draft.head.id)).map(net);
        let (credited, said) = (on_invoices.sum::<i64>(), lines.iter().map(|line| line.on_invoices).sum::<i64>());
        if credited != said {
            return Some(format!("{credited} credited on its invoices, its lines say {said}"));
        }
        let note = self.unreferenced.get(&note_of(goods_return, None));
        let (credited, said) = (note.map_or(0, net), lines.iter().map(|line| line.unreferenced).sum::<i64>());
        if credited != said {
            return Some(format!("{credited} credited without reference, its lines say {said}"));
        }
        let note = note?;
        let before = |other: &&Document| other.position < note.position;
        let voided = voided(self.invoices.values().filter(before), self.notes.iter().filter(before));
        let is_voided = |line: &&Returned| {
            let bills =
                |invoice: &Document| invoice.draft.head.order == Some(line.order) && invoice.bills(line.order_line);
            line.unreferenced != 0 && voided.iter().filter_map(|id| self.invoices.get(id)).any(bills)
        };
        let twice = lines.iter().find(is_voided)?;
        Some(format!("line {}: credited without reference, and by the void of its invoice", twice.order_line))
    }
}

fn net(document: &Document) -> i64 {
    document.draft.net.minor()
}
