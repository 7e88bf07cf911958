//! Taking an application back: a new edge, equal and opposite, and both sides are open again (ARL-5).

use o2c_kernel::planted::{self, Planted};

use super::{Desk, edges};
use crate::domain::{
    Application, ApplicationId, JournalEntry, OpenItem, Receipt, ReceivablesFact, Refusal, Reversed, Source,
    difference_of, edge_of_write_off, reversal_of,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReverseApplication {
    pub application: ApplicationId,
    pub reason: String,
}

/// Everything that taking back an edge changes, before it does.
struct Plan {
    edge: Application,
    entry: Option<JournalEntry>,
    item: OpenItem,
    note: Option<OpenItem>,
    receipt: Option<Receipt>,
}

impl Desk {
    /// Takes an application back. With a payment goes the difference that was written off along with it: the item is
    /// as open as if neither had been.
    pub fn reverse(&mut self, command: &ReverseApplication) -> Result<Application, Refusal> {
        let plan = self.plan(command.application, &command.reason, None)?;
        let reversal = plan.edge.clone();
        let twin = edge_of_write_off(difference_of(command.application));
        let of_twin = if self.applications.contains_key(&twin) && !self.reversed.contains(&twin) {
            Some(self.plan(twin, &command.reason, Some(&plan.item))?)
        } else {
            None
        };
        // both or neither: nothing refuses from here on
        self.carry_out(plan);
        of_twin.into_iter().for_each(|plan| self.carry_out(plan));
        Ok(reversal)
    }

    /// `item` is the item as what goes before leaves it, where something does.
    fn plan(&self, id: ApplicationId, reason: &str, item: Option<&OpenItem>) -> Result<Plan, Refusal> {
        let taken_back = self.applications.get(&id).ok_or(Refusal::ApplicationNotFound(id))?;
        // what takes back cannot itself be taken back: apply anew
        if self.reversed.contains(&id) || taken_back.reverses.is_some() {
            return Err(Refusal::ApplicationReversed(id));
        }
        let item = match item {
            Some(item) => item,
            None => self.item_or_refuse(taken_back.item)?,
        };
        let effective_on = self.effective_today([taken_back.effective_on])?;
        let opposite = taken_back.amount.checked_neg()?;
        let edge = Application {
            id: reversal_of(id),
            amount: if planted::is(Planted::ReversalSignWrong) { taken_back.amount } else { opposite },
            effective_on,
            reverses: Some(id),
            reason: reason.to_owned(),
            ..taken_back.clone()
        };
        let entry = edges::entry_of(&edge, item)?;
        let amount = taken_back.amount;
        let (mut note, mut receipt) = (None, None);
        match taken_back.source {
            Source::Cash(id) => {
                let known = self.receipts.get(&id).ok_or(Refusal::Inconsistent("a receipt is not loaded"))?;
                receipt = Some(known.freed(amount)?);
            }
            Source::CreditNote(id) => note = Some(self.item_or_refuse(id)?.restored_by(amount)?),
            Source::WriteOff(_) => {}
        }
        Ok(Plan { edge, entry, item: item.restored_by(amount)?, note, receipt })
    }

    fn carry_out(&mut self, plan: Plan) {
        let Plan { edge, entry, item, note, receipt } = plan;
        let reverses = edge.reverses.unwrap_or(edge.id);
        let fact = |item: &OpenItem, credit_side: bool| {
            ReceivablesFact::Reversed(Reversed {
                item: item.name(),
                application: edge.id,
                reverses,
                source: edge.source,
                // the amount that was taken back
                amount: o2c_kernel::Money::new(edge.amount.minor().saturating_neg(), edge.amount.currency()),
                open_after: item.open,
                effective_on: edge.effective_on,
                credit_side,
            })
        };
        self.tell(fact(&item, false));
        self.put_item(item);
        if let Some(note) = note {
            self.tell(fact(&note, true));
            self.put_item(note);
        }
        if let Some(receipt) = receipt {
            self.receipts.put(receipt.id, receipt);
        }
        self.reversed.insert(reverses);
        self.changes.entries.extend(entry);
        self.add_edge(edge);
    }
}
