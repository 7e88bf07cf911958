//! Facts of payments.

use o2c_proto::payments::v1::{
    CashApplied, CashPlacedOnAccount, DeductionRaised, PayerIdentified, PaymentMatched, PaymentReceived,
};

use super::{Read, Reading, Unreadable, of_item, of_itself, value};
use crate::domain::Fact;

impl Read for PaymentReceived {
    fn read(self) -> Result<Reading, Unreadable> {
        let receipt = value::id("receipt_id", &self.receipt_id)?;
        let amount = value::money("amount", self.amount)?;
        Ok(Reading { related: None, fact: Some(Fact::ReceiptReceived { receipt, number: self.number, amount }) })
    }
}

impl Read for CashApplied {
    fn read(self) -> Result<Reading, Unreadable> {
        let fact = Fact::CashApplied {
            receipt: value::id("receipt_id", &self.receipt_id)?,
            proposal: value::id("match_proposal_id", &self.match_proposal_id)?,
            applied: value::money("applied_amount", self.applied_amount)?,
            straight_through: self.straight_through,
        };
        Ok(Reading { related: None, fact: Some(fact) })
    }
}

impl Read for DeductionRaised {
    fn read(self) -> Result<Reading, Unreadable> {
        of_item(&self.open_item_id)
    }
}

impl Read for PaymentMatched {
    fn read(self) -> Result<Reading, Unreadable> {
        of_itself()
    }
}

impl Read for CashPlacedOnAccount {
    fn read(self) -> Result<Reading, Unreadable> {
        of_itself()
    }
}

impl Read for PayerIdentified {
    fn read(self) -> Result<Reading, Unreadable> {
        of_itself()
    }
}
