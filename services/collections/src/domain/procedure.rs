//! Levels, from which day overdue each holds, and what it says. Data in versions: a notice names the one it was
//! written under.

use o2c_kernel::{Currency, Money};

use super::{ProcedureId, Refusal};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Level {
    pub level: i32,
    /// The item is at least so many days past due.
    pub days_past_due: i32,
    pub text: String,
    pub fee: Money,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Procedure {
    pub id: ProcedureId,
    pub name: String,
    /// From mild to strict; day limits rise.
    pub levels: Vec<Level>,
    pub minimum: Money,
    /// At least so many days between two notices to one customer.
    pub interval_days: i32,
    /// 0 = no reminders.
    pub reminder_days: i32,
    pub version: i32,
}

/// The version of the procedure that ships in code; what a tenant sets comes after it.
const SHIPPED: i32 = 1;
const MINIMUM_UNITS: i64 = 10;

impl Procedure {
    /// Ships in code: works on the first day, before anybody has set anything.
    #[must_use]
    pub fn standard(id: ProcedureId, currency: Currency) -> Self {
        let level = |level, days_past_due, text: &str| Level {
            level,
            days_past_due,
            text: text.to_owned(),
            fee: Money::zero(currency),
        };
        Self {
            id,
            name: "Standard".to_owned(),
            levels: vec![
                level(1, 7, "We have not yet received your payment. Please let us have it within seven days."),
                level(2, 21, "Your payment is still outstanding. Please pay at once, or tell us what keeps you."),
                level(3, 45, "This is our last notice. We shall hand the matter over if you do not pay."),
            ],
            minimum: Money::new(MINIMUM_UNITS.saturating_mul(currency.minor_units()), currency),
            interval_days: 7,
            reminder_days: 3,
            version: SHIPPED,
        }
    }

    /// The strictest level that holds so many days past due; 0 for none.
    #[must_use]
    pub fn level_at(&self, days: i64) -> i32 {
        let reached = self.levels.iter().filter(|level| i64::from(level.days_past_due) <= days);
        reached.map(|level| level.level).max().unwrap_or(0)
    }

    #[must_use]
    pub fn strictest(&self) -> i32 {
        self.levels.iter().map(|level| level.level).max().unwrap_or(0)
    }

    /// The minimum in a currency: in another one than the procedure's it is as many whole units.
    pub fn minimum_in(&self, currency: Currency) -> Result<Money, Refusal> {
        Ok(Money::from_decimal_rounded(self.minimum.to_decimal(), currency)?)
    }

    /// A fee is an amount of its own currency: elsewhere there is none, since nobody has agreed on a rate.
    #[must_use]
    pub fn fee_in(&self, level: i32, currency: Currency) -> Money {
        let fee = self.levels.iter().find(|one| one.level == level).map(|one| one.fee);
        fee.filter(|fee| fee.currency() == currency).unwrap_or(Money::zero(currency))
    }
}
