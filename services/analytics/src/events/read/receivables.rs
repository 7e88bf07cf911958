//! Facts of receivables.

use o2c_kernel::Id;
use o2c_proto::{
    google::r#type::{Date, Money},
    receivables::v1::{
        ApplicationReversed, BadDebtPosted, CreditNoteApplied, CustomerErased, OpenItemDisputed, OpenItemPosted,
        OpenItemWrittenOff, PaymentApplied,
    },
};

use super::{Read, Reading, Unreadable, of_itself, value};
use crate::domain::{Cause, Fact, Moved, Posted};

impl Read for OpenItemPosted {
    fn read(self) -> Result<Reading, Unreadable> {
        let item = self.open_item.ok_or("open_item: is required")?;
        let order = value::optional_id("order_id", &item.order_id)?;
        let customer = value::optional_uuid("customer_id", &item.customer_id)?;
        let posted = Posted {
            item: value::id("open_item_id", &item.open_item_id)?,
            document: value::id("document_id", &item.document_id)?,
            kind: value::document_kind(&item.document_type)?,
            number: item.document_number,
            order,
            document_date: value::date("document_date", item.document_date)?,
            due_on: value::date("due_on", item.due_on)?,
            original: value::money("original_amount", item.original_amount)?,
        };
        Ok(Reading { related: order.map(Id::uuid).or(customer), fact: Some(Fact::ItemPosted(posted)) })
    }
}

fn moved(
    (open_item_id, order_id): (&str, &str),
    effective_on: Option<Date>,
    open_amount_after: Option<Money>,
    cause: Cause,
) -> Result<Reading, Unreadable> {
    let order = value::optional_id("order_id", order_id)?;
    let moved = Moved {
        item: value::id("open_item_id", open_item_id)?,
        order,
        effective_on: value::date("effective_on", effective_on)?,
        open_after: value::money("open_amount_after", open_amount_after)?,
        cause,
    };
    Ok(Reading { related: order.map(Id::uuid), fact: Some(Fact::ItemMoved(moved)) })
}

impl Read for PaymentApplied {
    fn read(self) -> Result<Reading, Unreadable> {
        let cause = Cause::Payment {
            proposal: value::optional_id("proposal_id", &self.proposal_id)?,
            receipt: value::id("receipt_id", &self.receipt_id)?,
        };
        moved((&self.open_item_id, &self.order_id), self.effective_on, self.open_amount_after, cause)
    }
}

impl Read for CreditNoteApplied {
    fn read(self) -> Result<Reading, Unreadable> {
        moved((&self.open_item_id, &self.order_id), self.effective_on, self.open_amount_after, Cause::CreditNote)
    }
}

impl Read for OpenItemWrittenOff {
    fn read(self) -> Result<Reading, Unreadable> {
        moved((&self.open_item_id, &self.order_id), self.effective_on, self.open_amount_after, Cause::WriteOff)
    }
}

impl Read for ApplicationReversed {
    fn read(self) -> Result<Reading, Unreadable> {
        moved((&self.open_item_id, &self.order_id), self.effective_on, self.open_amount_after, Cause::Reversal)
    }
}

impl Read for OpenItemDisputed {
    fn read(self) -> Result<Reading, Unreadable> {
        of_itself()
    }
}

impl Read for BadDebtPosted {
    fn read(self) -> Result<Reading, Unreadable> {
        of_itself()
    }
}

impl Read for CustomerErased {
    fn read(self) -> Result<Reading, Unreadable> {
        of_itself()
    }
}
