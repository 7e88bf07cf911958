//! Asked again before goods leave: does the approval still hold?

use o2c_kernel::{Date, Instant};

use super::decision::{Standing, bars};
use super::{Outcome, Policy, Reason, Verdict};

/// Where in the way of the goods.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Checkpoint {
    /// Before the release to the warehouse.
    Delivery,
    GoodsIssue,
}

/// What an order holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Approval {
    pub approved: i64,
    pub valid_until: Instant,
    /// What is reserved for it now.
    pub value: i64,
}

/// Whether goods may leave. An approval that is too old is renewed by the rules: the exposure, which includes the order,
/// must fit the limit. Both checkpoints ask the same, because nothing that was true at the first must be true at the
/// second.
pub fn check(
    standing: Option<&Standing>,
    approval: Option<&Approval>,
    policy: &Policy,
    now: Instant,
    today: Date,
) -> Verdict {
    let (Some(standing), Some(approval)) = (standing, approval) else {
        return Verdict { outcome: Outcome::Denied, reasons: vec![Reason::NotReserved] };
    };
    let barred = bars(standing, today);
    if !barred.is_empty() {
        return Verdict { outcome: Outcome::Denied, reasons: barred };
    }
    let over = standing.exposure > standing.limit;
    let checks = [
        (now > approval.valid_until && over, Reason::ApprovalExpired),
        (
            !Policy::tolerates(policy.tolerance_basis_points, approval.approved, approval.value),
            Reason::ValueExceedsApproval,
        ),
    ];
    let reasons: Vec<Reason> = checks.into_iter().filter(|(applies, _)| *applies).map(|(_, reason)| reason).collect();
    let outcome = if reasons.is_empty() { Outcome::Approved } else { Outcome::Referred };
    Verdict { outcome, reasons }
}

/// Whether an approval that does not hold any more is renewed by the rules: as one that is too old is.
pub fn renew(standing: Option<&Standing>, today: Date) -> Verdict {
    let Some(standing) = standing else {
        return Verdict { outcome: Outcome::Denied, reasons: vec![Reason::NoAccount] };
    };
    let barred = bars(standing, today);
    if !barred.is_empty() {
        return Verdict { outcome: Outcome::Denied, reasons: barred };
    }
    if standing.exposure > standing.limit {
        return Verdict { outcome: Outcome::Referred, reasons: vec![Reason::LimitExceeded] };
    }
    Verdict { outcome: Outcome::Approved, reasons: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STANDING: Standing = Standing { blocked: false, limit: 100, valid_from: None, valid_to: None, exposure: 100 };
    const APPROVAL: Approval = Approval { approved: 50, valid_until: Instant::from_micros(1_000), value: 50 };

    fn ask(standing: Standing, approval: Option<Approval>, now: i64) -> Verdict {
        let today = Date::parse("2011-06-15").unwrap();
        check(Some(&standing), approval.as_ref(), &Policy::default(), Instant::from_micros(now), today)
    }

    fn reasons(verdict: &Verdict) -> (Outcome, Vec<Reason>) {
        (verdict.outcome, verdict.reasons.clone())
    }

    #[test]
    fn a_fresh_approval_holds_even_when_the_limit_was_lowered() {
        assert_eq!(ask(STANDING, Some(APPROVAL), 1_000).outcome, Outcome::Approved);
        assert_eq!(ask(Standing { limit: 1, ..STANDING }, Some(APPROVAL), 1_000).outcome, Outcome::Approved);
    }

    #[test]
    fn an_old_approval_is_renewed_only_within_the_limit() {
        assert_eq!(ask(STANDING, Some(APPROVAL), 1_001).outcome, Outcome::Approved);
        let lowered = ask(Standing { limit: 99, ..STANDING }, Some(APPROVAL), 1_001);
        assert_eq!(reasons(&lowered), (Outcome::Referred, vec![Reason::ApprovalExpired]));
    }

    #[test]
    fn a_blocked_account_and_an_order_without_credit_send_nothing() {
        let blocked = ask(Standing { blocked: true, ..STANDING }, Some(APPROVAL), 0);
        assert_eq!(reasons(&blocked), (Outcome::Denied, vec![Reason::AccountBlocked]));
        assert_eq!(reasons(&ask(STANDING, None, 0)), (Outcome::Denied, vec![Reason::NotReserved]));
    }

    #[test]
    fn an_order_worth_more_than_was_approved_is_referred() {
        let grown = ask(STANDING, Some(Approval { value: 56, ..APPROVAL }), 0);
        assert_eq!(reasons(&grown), (Outcome::Referred, vec![Reason::ValueExceedsApproval]));
        assert_eq!(ask(STANDING, Some(Approval { value: 55, ..APPROVAL }), 0).outcome, Outcome::Approved);
    }
}
