//! Giving up what will not be paid.

use o2c_kernel::Money;

use super::{Desk, edges};
use crate::domain::{
    Occasion, OpenItemId, ReceivablesFact, Refusal, Source, Verdict, WriteOff, WriteOffId, WriteOffState, WrittenOff,
    edge_of_write_off,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestWriteOff {
    pub write_off: WriteOffId,
    pub item: OpenItemId,
    pub amount: Money,
    pub reason: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DecideWriteOff {
    pub write_off: WriteOffId,
    pub approve: bool,
    pub reason: String,
}

impl Desk {
    /// Asks for a write-off. So little that the tolerance covers it is written off at once.
    pub fn request_write_off(&mut self, command: &RequestWriteOff) -> Result<WriteOff, Refusal> {
        let item = self.item_or_refuse(command.item)?;
        item.payable(command.amount).map_err(|refusal| refusal.of_amount("amount"))?;
        item.reduced_by(command.amount)?;
        let asked = WriteOff {
            id: command.write_off,
            item: command.item,
            amount: command.amount,
            reason: command.reason.clone(),
            state: WriteOffState::Requested,
            requested_by: self.moment.by.responsible().clone(),
            requested_on: self.moment.today,
            decided_by: None,
            decision_reason: String::new(),
            tolerance: None,
            version: 1,
        };
        match self.tolerance_for(Occasion::OnRequest, command.item, command.amount) {
            Ok(tolerance) => self.write_down(asked.tolerated(Some(tolerance))),
            Err(_) => {
                self.write_offs.put(asked.id, asked.clone());
                Ok(asked)
            }
        }
    }

    /// The tolerance, where it covers so much beside all that the rule has written off of the item, whatever for.
    pub(super) fn tolerance_for(&self, occasion: Occasion, item: OpenItemId, asked: Money) -> Result<Money, Refusal> {
        let tolerance = self.tolerances.of(occasion, asked.currency());
        let before = self.tolerated.get(&item).copied().unwrap_or(0);
        let tolerated = Money::new(tolerance.minor().saturating_sub(before).max(0), tolerance.currency());
        if asked.minor() > tolerated.minor() {
            return Err(Refusal::WriteOffExceedsTolerance { asked, tolerated });
        }
        Ok(tolerance)
    }

    /// Decides a write-off that somebody else asked for.
    pub fn decide_write_off(&mut self, command: &DecideWriteOff) -> Result<WriteOff, Refusal> {
        let known = self.write_offs.get(&command.write_off).ok_or(Refusal::WriteOffNotFound(command.write_off))?;
        let by = self.moment.by.clone();
        let decided = known.decided(Verdict { by, approve: command.approve, reason: command.reason.clone() })?;
        if command.approve {
            return self.write_down(decided);
        }
        self.write_offs.put(decided.id, decided);
        self.write_off_as_kept(command.write_off)
    }

    /// Carries an approved write-off out: as much must still be open.
    fn write_down(&mut self, approved: WriteOff) -> Result<WriteOff, Refusal> {
        let item = self.item_or_refuse(approved.item)?;
        let item_after = item.reduced_by(approved.amount)?;
        let effective_on = self.effective_today([item.posted_on])?;
        let (id, source) = (edge_of_write_off(approved.id), Source::WriteOff(approved.id));
        let edge = edges::edge(id, item, source, approved.amount, effective_on, None);
        let entry = edges::entry_of(&edge, item)?;
        let fact = WrittenOff {
            item: item.name(),
            write_off: approved.id,
            amount: approved.amount,
            open_after: item_after.open,
            effective_on,
        };

        let id = approved.id;
        self.write_offs.put(id, approved);
        self.add_edge(edge);
        self.changes.entries.extend(entry);
        self.tell(ReceivablesFact::WrittenOff(fact));
        self.put_item(item_after);
        self.write_off_as_kept(id)
    }

    /// With the version that it will have.
    fn write_off_as_kept(&self, id: WriteOffId) -> Result<WriteOff, Refusal> {
        self.write_offs.get(&id).cloned().ok_or(Refusal::WriteOffNotFound(id))
    }
}
