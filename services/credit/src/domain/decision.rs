//! The rule: does an order get credit?

use o2c_kernel::{
    Date, Instant, Money,
    planted::{self, Planted},
};

use super::{CreditAccount, CreditAccountId, CreditReviewId, CustomerId, OrderId, Policy, Reason, ReservationId};

/// What was decided about an order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Outcome {
    Approved,
    /// Over the limit: a person decides.
    Referred,
    Denied,
}

impl Outcome {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "APPROVED",
            Self::Referred => "REFERRED",
            Self::Denied => "DENIED",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        [Self::Approved, Self::Referred, Self::Denied].into_iter().find(|outcome| outcome.as_str() == name)
    }
}

/// The account as a decision saw it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    pub blocked: bool,
    pub limit: i64,
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
    /// Without what the order itself holds by an override.
    pub exposure: i64,
}

impl Standing {
    pub fn of(account: &CreditAccount) -> Self {
        Self {
            blocked: account.blocked,
            limit: account.terms.limit.minor(),
            valid_from: account.terms.valid_from,
            valid_to: account.terms.valid_to,
            exposure: account.exposure.total(),
        }
    }
}

/// All that a decision depends on: the same inputs and policy version give the same verdict (CRD-5).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Inputs {
    /// None: nobody gave the customer credit in this currency.
    pub standing: Option<Standing>,
    pub amount: Money,
    pub today: Date,
    /// Up to what a person released the order over the limit.
    pub released: Option<i64>,
    pub tolerance_basis_points: u32,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    pub outcome: Outcome,
    pub reasons: Vec<Reason>,
}

/// Decides by the rules of [`Policy::VERSION`].
pub fn decide(inputs: &Inputs) -> Verdict {
    let Some(standing) = inputs.standing else {
        return Verdict { outcome: Outcome::Denied, reasons: vec![Reason::NoAccount] };
    };
    let barred = bars(&standing, inputs.today);
    if !barred.is_empty() {
        return Verdict { outcome: Outcome::Denied, reasons: barred };
    }
    let amount = inputs.amount.minor();
    if fits(&standing, amount) || planted::is(Planted::CreditCounterUnguarded) {
        return Verdict { outcome: Outcome::Approved, reasons: Vec::new() };
    }
    match inputs.released {
        Some(released) if Policy::tolerates(inputs.tolerance_basis_points, released, amount) => {
            Verdict { outcome: Outcome::Approved, reasons: vec![Reason::ReleasedByReview] }
        }
        Some(_) => {
            Verdict { outcome: Outcome::Referred, reasons: vec![Reason::LimitExceeded, Reason::ReleaseExceeded] }
        }
        None => Verdict { outcome: Outcome::Referred, reasons: vec![Reason::LimitExceeded] },
    }
}

/// Why an account gives no credit at all on a day.
pub(super) fn bars(standing: &Standing, today: Date) -> Vec<Reason> {
    let checks = [
        (standing.blocked, Reason::AccountBlocked),
        (standing.valid_from.is_some_and(|from| today < from), Reason::AccountNotYetValid),
        (standing.valid_to.is_some_and(|to| today > to), Reason::AccountExpired),
    ];
    checks.into_iter().filter(|(applies, _)| *applies).map(|(_, reason)| reason).collect()
}

/// An order that costs nothing takes no credit, even from an account that is over its limit.
fn fits(standing: &Standing, amount: i64) -> bool {
    amount == 0 || i128::from(standing.exposure) + i128::from(amount) <= i128::from(standing.limit)
}

/// A decision, as it is kept: never changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// The attempt that it answers; names the decision.
    pub reservation: ReservationId,
    pub order: OrderId,
    pub customer: CustomerId,
    pub account: CreditAccountId,
    pub inputs: Inputs,
    pub policy_version: String,
    pub verdict: Verdict,
    /// The review that it was referred to, or that released it.
    pub review: Option<CreditReviewId>,
    /// Until when an approval holds.
    pub valid_until: Option<Instant>,
    pub decided_at: Instant,
    /// The account's last entry before it: audit finds the exposure that was decided on there.
    pub after_entry: i64,
}

#[cfg(test)]
mod tests {
    use o2c_kernel::Currency;

    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn inputs(exposure: i64, amount: i64) -> Inputs {
        let standing = Standing { blocked: false, limit: 100, valid_from: None, valid_to: None, exposure };
        Inputs {
            standing: Some(standing),
            amount: Money::new(amount, Currency::GBP),
            today: day("2011-06-15"),
            released: None,
            tolerance_basis_points: 1_000,
        }
    }

    fn with(inputs: Inputs, change: impl FnOnce(&mut Standing)) -> Inputs {
        let mut standing = inputs.standing.unwrap();
        change(&mut standing);
        Inputs { standing: Some(standing), ..inputs }
    }

    #[test]
    fn the_table_of_verdicts() {
        use Outcome::{Approved, Denied, Referred};
        let cases: [(&str, Inputs, Outcome, &[Reason]); 12] = [
            ("fits exactly", inputs(60, 40), Approved, &[]),
            ("a penny over", inputs(60, 41), Referred, &[Reason::LimitExceeded]),
            ("nothing asked while over", inputs(500, 0), Approved, &[]),
            ("credit balance helps", inputs(-50, 150), Approved, &[]),
            ("no overflow", inputs(i64::MAX, i64::MAX), Referred, &[Reason::LimitExceeded]),
            ("no account", Inputs { standing: None, ..inputs(0, 1) }, Denied, &[Reason::NoAccount]),
            ("blocked", with(inputs(0, 1), |s| s.blocked = true), Denied, &[Reason::AccountBlocked]),
            (
                "blocked and expired",
                with(inputs(0, 1), |s| (s.blocked, s.valid_to) = (true, Some(day("2011-06-14")))),
                Denied,
                &[Reason::AccountBlocked, Reason::AccountExpired],
            ),
            ("last day", with(inputs(0, 1), |s| s.valid_to = Some(day("2011-06-15"))), Approved, &[]),
            (
                "not yet",
                with(inputs(0, 1), |s| s.valid_from = Some(day("2011-06-16"))),
                Denied,
                &[Reason::AccountNotYetValid],
            ),
            (
                "released, within the tolerance",
                Inputs { released: Some(200), ..inputs(0, 220) },
                Approved,
                &[Reason::ReleasedByReview],
            ),
            (
                "released for less",
                Inputs { released: Some(200), ..inputs(0, 221) },
                Referred,
                &[Reason::LimitExceeded, Reason::ReleaseExceeded],
            ),
        ];
        for (name, inputs, outcome, reasons) in cases {
            let verdict = decide(&inputs);
            assert_eq!((verdict.outcome, verdict.reasons.as_slice()), (outcome, reasons), "{name}");
        }
    }
}
