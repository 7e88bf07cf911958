//! Flags: what a customer objects to is not dunned.

use o2c_kernel::{Applied, Money};

use super::Desk;
use crate::domain::{DisputeId, Objection, OpenItem, OpenItemId, ReceivablesFact, Refusal};

impl Desk {
    /// Flags an item. A dispute that was settled before its opening came here flags nothing.
    pub fn open_dispute(&mut self, dispute: DisputeId, item: OpenItemId, asked: Money) -> Result<Applied<()>, Refusal> {
        let item = self.item_or_refuse(item)?;
        item.same_currency(asked)?;
        if self.settled.contains(&dispute) || item.dispute.is_some_and(|objection| objection.dispute == dispute) {
            return Ok(Applied::Already);
        }
        let mut flagged = item.clone();
        flagged.dispute = Some(Objection { dispute, asked });
        self.put_item(flagged);
        Ok(Applied::Now(()))
    }

    /// The dispute is over more: flags as much. One that is over, or flags another item, is left as it is.
    pub fn raise_dispute(
        &mut self,
        dispute: DisputeId,
        item: OpenItemId,
        asked: Money,
    ) -> Result<Applied<()>, Refusal> {
        let item = self.item_or_refuse(item)?;
        item.same_currency(asked)?;
        let flagged = item.dispute.filter(|objection| objection.dispute == dispute);
        if self.settled.contains(&dispute) || flagged.is_none_or(|objection| objection.asked == asked) {
            return Ok(Applied::Already);
        }
        let mut raised = item.clone();
        raised.dispute = Some(Objection { dispute, asked });
        self.put_item(raised);
        Ok(Applied::Now(()))
    }

    /// The item that the dispute has flagged.
    pub fn flagged_by(&self, dispute: DisputeId) -> Option<OpenItemId> {
        let flagged = |item: &&OpenItem| item.dispute.is_some_and(|objection| objection.dispute == dispute);
        self.items.rows().find(flagged).map(|item| item.id)
    }

    /// Whether the dispute is over.
    pub fn is_settled(&self, dispute: DisputeId) -> bool {
        self.settled.contains(&dispute)
    }

    /// Clears the flag: the dispute has had its one financial effect, or none. Said even where the flag was never up:
    /// who asked waits for it.
    pub fn settle_dispute(&mut self, dispute: DisputeId, item: OpenItemId) -> Applied<()> {
        if !self.settled.insert(dispute) {
            return Applied::Already;
        }
        self.changes.settled.push(dispute);
        let Some(item) = self.items.get(&item) else { return Applied::Now(()) };
        if item.dispute.is_some_and(|objection| objection.dispute == dispute) {
            let mut cleared = item.clone();
            cleared.dispute = None;
            self.put_item(cleared);
        } else {
            let (item, amount) = (item.name(), Money::zero(item.open.currency()));
            self.tell(ReceivablesFact::Disputed { item, dispute, amount, settled: true });
        }
        Applied::Now(())
    }
}
