//! Whom to call first, and why: weighted rules whose points add up to the priority, so that it explains itself.

use o2c_kernel::{Currency, Date, Money, divide_half_away};

use super::CustomerId;

/// What a customer owes in one currency on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Debtor {
    pub customer: CustomerId,
    pub name: String,
    /// Σ open past due − unused credit notes, at least 0.
    pub overdue: Money,
    /// As much of it as is in dispute.
    pub disputed: Money,
    pub oldest_due: Date,
    pub items: i64,
    pub level: i32,
    pub blocked_until: Option<Date>,
}

/// How much each rule counts. The points are parts of 10,000.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Weights {
    pub value: u16,
    pub age: u16,
    pub level: u16,
    /// Whole units of the currency that give all points for value.
    pub full_value_units: i64,
    /// Days past due that give all points for age.
    pub full_age_days: i64,
}

/// A debtor with its place in the worklist.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ranked {
    pub debtor: Debtor,
    pub days_past_due: i64,
    /// 0 to 10,000: the sum of the points that the reasons name.
    pub priority: i64,
    pub reasons: Vec<String>,
}

impl Ranked {
    /// The most urgent first; who is equally urgent, by customer and currency.
    #[must_use]
    pub fn key(&self) -> (i64, CustomerId, Currency) {
        (-self.priority, self.debtor.customer, self.debtor.overdue.currency())
    }
}

/// Weighs a debtor.
#[must_use]
pub fn rank(debtor: Debtor, weights: Weights, strictest: i32, as_of: Date) -> Ranked {
    let currency = debtor.overdue.currency();
    let collectable = debtor.overdue.minor().saturating_sub(debtor.disputed.minor()).max(0);
    let full_value = weights.full_value_units.saturating_mul(currency.minor_units());
    let days = as_of.days_since(debtor.oldest_due).max(0);
    let value = points(weights.value, collectable, full_value);
    let age = points(weights.age, days, weights.full_age_days);
    let level = points(weights.level, i64::from(debtor.level), i64::from(strictest));
    let mut reasons = vec![
        format!("VALUE {value} of {}: {} overdue and not disputed", weights.value, Money::new(collectable, currency)),
        format!("AGE {age} of {}: {days} days past due", weights.age),
        format!("LEVEL {level} of {}: dunning level {} of {strictest}", weights.level, debtor.level),
    ];
    if debtor.disputed.is_positive() {
        reasons.push(format!("DISPUTED: {} wait for a decision", debtor.disputed));
    }
    if let Some(until) = debtor.blocked_until.filter(|until| as_of < *until) {
        reasons.push(format!("BLOCKED: not to be written to before {until}"));
    }
    Ranked { debtor, days_past_due: days, priority: value.saturating_add(age).saturating_add(level), reasons }
}

/// So much of the weight as `amount` is of `full`, at most all of it.
fn points(weight: u16, amount: i64, full: i64) -> i64 {
    if amount >= full {
        return i64::from(if amount > 0 { weight } else { 0 });
    }
    let share = divide_half_away(i128::from(weight) * i128::from(amount.max(0)), i128::from(full.max(1)));
    i64::try_from(share).unwrap_or(0)
}
