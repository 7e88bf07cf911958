//! Money that came in. To the cent: amount = applied + on account + unapplied (PAY-2).

use o2c_kernel::{Currency, Date, Money};

use super::{CustomerId, ReceiptId, Refusal, StatementLineId};

/// Derived from the amounts, never set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReceiptState {
    Unapplied,
    PartiallyApplied,
    Applied,
}

impl ReceiptState {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unapplied => "UNAPPLIED",
            Self::PartiallyApplied => "PARTIALLY_APPLIED",
            Self::Applied => "APPLIED",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    pub id: ReceiptId,
    pub number: i64,
    /// None while the payer is not known.
    pub customer: Option<CustomerId>,
    pub amount: Money,
    pub applied: i64,
    pub on_account: i64,
    /// Proposed, on its way, or in the exception queue.
    pub unapplied: i64,
    pub value_date: Date,
    pub payer_name: String,
    pub reference: String,
    pub line: StatementLineId,
    pub revision: i64,
}

/// Days that the bank gave value on, both ends in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ValueDates {
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl ValueDates {
    #[must_use]
    pub const fn are_all(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }
}

/// Before the number.
const LABEL: &str = "RC-";

impl Receipt {
    /// The series of their numbers.
    pub const SERIES: &str = "receipt";

    /// Such as `RC-00000042`.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{LABEL}{:08}", self.number)
    }

    /// The number in a label.
    #[must_use]
    pub fn number_of(label: &str) -> Option<i64> {
        label.strip_prefix(LABEL)?.parse().ok()
    }

    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.amount.currency()
    }

    #[must_use]
    pub const fn state(&self) -> ReceiptState {
        if self.unapplied == 0 {
            ReceiptState::Applied
        } else if self.applied == 0 && self.on_account == 0 {
            ReceiptState::Unapplied
        } else {
            ReceiptState::PartiallyApplied
        }
    }

    /// Some of it is somebody's: it has paid an item, or rests on an account.
    #[must_use]
    pub const fn is_placed(&self) -> bool {
        self.applied > 0 || self.on_account > 0
    }

    /// The owner of the open items has taken so much of it.
    pub fn apply(&mut self, amount: i64) -> Result<(), Refusal> {
        self.change(|to| to.applied = to.applied.saturating_add(amount), -i128::from(amount))
    }

    /// The owner has given so much of it back.
    pub fn reverse(&mut self, amount: i64) -> Result<(), Refusal> {
        self.change(|to| to.applied = to.applied.saturating_sub(amount), i128::from(amount))
    }

    /// Rests on the customer's account, to be used later.
    pub fn place_on_account(&mut self, amount: i64) -> Result<(), Refusal> {
        self.change(|to| to.on_account = to.on_account.saturating_add(amount), -i128::from(amount))
    }

    /// Leaves the account, to be applied.
    pub fn take_from_account(&mut self, amount: i64) -> Result<(), Refusal> {
        self.change(|to| to.on_account = to.on_account.saturating_sub(amount), i128::from(amount))
    }

    /// Says whose money it is; whether that is new.
    pub fn identify(&mut self, customer: CustomerId) -> bool {
        let new = self.customer != Some(customer);
        if new {
            self.customer = Some(customer);
            self.revision = self.revision.saturating_add(1);
        }
        new
    }

    /// Computes, then changes: a refused move has changed nothing.
    fn change(&mut self, part: impl FnOnce(&mut Self), unapplied: i128) -> Result<(), Refusal> {
        let mut next = self.clone();
        part(&mut next);
        let left = i128::from(self.unapplied).saturating_add(unapplied);
        next.unapplied = i64::try_from(left).map_err(|_| Refusal::AmountOverflow)?;
        let parts = [next.applied, next.on_account, next.unapplied];
        let sum: i128 = parts.iter().copied().map(i128::from).sum();
        if parts.iter().any(|part| *part < 0) || sum != i128::from(self.amount.minor()) {
            return Err(Refusal::ExceedsReceipt {
                left: Money::new(self.unapplied.max(self.on_account), self.currency()),
            });
        }
        next.revision = self.revision.saturating_add(1);
        *self = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use o2c_kernel::Id;
    use proptest::prelude::*;

    use super::*;

    fn receipt(amount: i64) -> Receipt {
        Receipt {
            id: Id::new(),
            number: 42,
            customer: None,
            amount: Money::new(amount, Currency::GBP),
            applied: 0,
            on_account: 0,
            unapplied: amount,
            value_date: Date::parse("2011-01-04").unwrap(),
            payer_name: String::new(),
            reference: String::new(),
            line: Id::new(),
            revision: 1,
        }
    }

    #[test]
    fn the_state_follows_the_amounts() {
        let mut one = receipt(100);
        assert_eq!((one.state(), one.label()), (ReceiptState::Unapplied, "RC-00000042".to_owned()));
        assert_eq!((Receipt::number_of(&one.label()), Receipt::number_of("42")), (Some(42), None));
        one.apply(60).unwrap();
        assert_eq!(one.state(), ReceiptState::PartiallyApplied);
        one.place_on_account(40).unwrap();
        assert_eq!(one.state(), ReceiptState::Applied);
        one.take_from_account(10).unwrap();
        assert_eq!(one.state(), ReceiptState::PartiallyApplied);
    }

    proptest! {
        #[test]
        fn pay_2_holds_whatever_is_asked_and_a_refusal_changes_nothing(
            amount in 1_i64..10_000,
            moves in prop::collection::vec((0_u8..4, -100_i64..12_000), 0..40),
        ) {
            let mut one = receipt(amount);
            for (kind, by) in moves {
                let before = one.clone();
                let done = match kind {
                    0 => one.apply(by),
                    1 => one.reverse(by),
                    2 => one.place_on_account(by),
                    _ => one.take_from_account(by),
                };
                if done.is_err() {
                    prop_assert_eq!(&one, &before);
                }
                prop_assert_eq!(one.applied + one.on_account + one.unapplied, amount);
                prop_assert!(one.applied >= 0 && one.on_account >= 0 && one.unapplied >= 0);
            }
        }
    }
}
