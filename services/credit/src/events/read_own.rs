//! What our own facts say, read back as what was done.

use o2c_kernel::{Instant, Money, Violations};
use o2c_messaging::Received;
use o2c_proto::credit::v1 as proto;
use o2c_rpc::parse::{self, finish, reason};

use crate::{
    app::redo::Done,
    domain::{
        AccountTerms, Decided, Decision, GivenBack, Inputs, Outcome, Reason, ReviewEnd, RiskClass, Standing, TermsDone,
        TermsSet, Verdict, account_of,
    },
};

/// What a release before did not say.
const UNSAID: &str = "the release that stated it did not say all that it did";

type Read = Result<Done, Violations>;

pub fn decided(fact: &Received<proto::CreditDecided>) -> Read {
    let (message, mut v) = (&fact.message, Violations::default());
    said(&mut v, "requested_by", !message.requested_by.is_empty())?;
    let order = parse::id(&mut v, "order_id", &message.order_id);
    let customer = parse::id(&mut v, "customer_id", &message.customer_id);
    let reservation = parse::id(&mut v, "reservation_id", &message.reservation_id);
    let outcome = parse::required(&mut v, "outcome", Outcome::parse(&message.outcome));
    let reasons = message.reasons.iter().map(|name| Reason::parse(name)).collect::<Option<Vec<_>>>();
    let reasons = parse::required(&mut v, "reasons", reasons);
    let amount = parse::money(&mut v, "amount", message.amount.clone());
    let standing = standing(&mut v, message);
    let today = parse::date(&mut v, "decided_on", message.decided_on);
    let released = parse::optional_money(&mut v, "released_amount", message.released_amount.clone());
    let tolerance = u32::try_from(message.tolerance_basis_points).ok();
    let tolerance = parse::required(&mut v, "tolerance_basis_points", tolerance);
    let review = parse::optional_id(&mut v, "credit_review_id", &message.credit_review_id);
    let requested_by = parse::principal(&mut v, "requested_by", &message.requested_by);
    let given_back = message.given_back_reservation_ids.iter();
    let given_back =
        given_back.map(|id| parse::id(&mut v, "given_back_reservation_ids", id)).collect::<Option<Vec<_>>>();
    finish(v, || {
        let (customer, amount) = (customer?, amount?);
        let decision = Decision {
            reservation: reservation?,
            order: order?,
            customer,
            account: account_of(customer, amount.currency()),
            inputs: Inputs {
                standing: standing?,
                amount,
                today: today?,
                released: released?.map(Money::minor),
                tolerance_basis_points: tolerance?,
            },
            policy_version: message.policy_version.clone(),
            verdict: Verdict { outcome: outcome?, reasons: reasons? },
            review: review?,
            valid_until: Some(message.valid_until_micros).filter(|until| *until != 0).map(Instant::from_micros),
            decided_at: fact.occurred_at,
            // the ledger says
            after_entry: 0,
        };
        Some(Done::Decided(Box::new(Decided {
            decision,
            requested_by: requested_by?,
            recheck: message.recheck,
            review_revision: message.credit_review_revision,
            given_back: given_back?,
        })))
    })
}

/// The account as it was decided on, if there was one.
fn standing(v: &mut Violations, message: &proto::CreditDecided) -> Option<Option<Standing>> {
    let limit = parse::optional_money(v, "limit", message.limit.clone());
    let exposure = parse::optional_money(v, "exposure", message.exposure.clone());
    let valid_from = parse::optional_date(v, "account_valid_from", message.account_valid_from);
    let valid_to = parse::optional_date(v, "account_valid_to", message.account_valid_to);
    let (valid_from, valid_to) = (valid_from?, valid_to?);
    Some(limit?.zip(exposure?).map(|(limit, exposure)| Standing {
        blocked: message.account_blocked,
        limit: limit.minor(),
        valid_from,
        valid_to,
        exposure: exposure.minor(),
    }))
}

pub fn given_back(fact: &Received<proto::CreditReservationReleased>) -> Read {
    let (message, mut v) = (&fact.message, Violations::default());
    let reservation = parse::id(&mut v, "reservation_id", &message.reservation_id);
    let order = parse::id(&mut v, "order_id", &message.order_id);
    let customer = parse::optional_id(&mut v, "customer_id", &message.customer_id);
    let amount = parse::optional_money(&mut v, "amount", message.amount.clone());
    finish(v, || {
        let freed = customer?.zip(amount?);
        Some(Done::GivenBack(GivenBack { reservation: reservation?, order: order?, freed, at: fact.occurred_at }))
    })
}

pub fn released(fact: &Received<proto::CreditReleased>) -> Read {
    let (message, mut v) = (&fact.message, Violations::default());
    said(&mut v, "credit_review_revision", message.credit_review_revision > 0)?;
    let review = parse::id(&mut v, "credit_review_id", &message.credit_review_id);
    let by = parse::principal(&mut v, "released_by", &message.released_by);
    finish(v, || {
        Some(Done::ReviewEnded(ReviewEnd {
            review: review?,
            released_until: Some(Instant::from_micros(message.valid_until_micros)),
            by: by?,
            reason: message.reason.clone(),
            at: fact.occurred_at,
            revision: message.credit_review_revision,
        }))
    })
}

pub fn rejected(fact: &Received<proto::CreditRejected>) -> Read {
    let (message, mut v) = (&fact.message, Violations::default());
    said(&mut v, "credit_review_revision", message.credit_review_revision > 0)?;
    let review = parse::id(&mut v, "credit_review_id", &message.credit_review_id);
    let by = parse::principal(&mut v, "rejected_by", &message.rejected_by);
    finish(v, || {
        Some(Done::ReviewEnded(ReviewEnd {
            review: review?,
            released_until: None,
            by: by?,
            reason: message.reason.clone(),
            at: fact.occurred_at,
            revision: message.credit_review_revision,
        }))
    })
}

pub fn limit_changed(fact: &Received<proto::CreditLimitChanged>) -> Read {
    let (message, mut v) = (&fact.message, Violations::default());
    said(&mut v, "revision", message.revision > 0)?;
    let customer = parse::id(&mut v, "customer_id", &message.customer_id);
    let limit = parse::money(&mut v, "new_limit", message.new_limit.clone());
    let valid_from = parse::optional_date(&mut v, "valid_from", message.valid_from);
    let valid_to = parse::optional_date(&mut v, "valid_to", message.valid_to);
    let risk_class = match message.risk_class() {
        proto::RiskClass::Low => Some(RiskClass::Low),
        proto::RiskClass::Medium => Some(RiskClass::Medium),
        proto::RiskClass::High => Some(RiskClass::High),
        proto::RiskClass::Unspecified => None,
    };
    let risk_class = parse::required(&mut v, "risk_class", risk_class);
    let set = customer.zip(limit).zip(valid_from.zip(valid_to)).zip(risk_class);
    let what = set.map(|(((customer, limit), (valid_from, valid_to)), risk_class)| {
        let terms = AccountTerms { limit, valid_from, valid_to };
        match message.opened {
            true => TermsSet::Opened { customer, terms, risk_class, blocked: message.blocked },
            false => TermsSet::Limit(terms),
        }
    });
    terms(v, fact, &message.credit_account_id, what, &message.changed_by, &message.reason, message.revision)
}

pub fn blocked(fact: &Received<proto::CreditAccountBlocked>) -> Read {
    let (message, what) = (&fact.message, Some(TermsSet::Blocked));
    let (account, by) = (&message.credit_account_id, &message.blocked_by);
    terms(Violations::default(), fact, account, what, by, &message.reason, message.revision)
}

pub fn unblocked(fact: &Received<proto::CreditAccountUnblocked>) -> Read {
    let (message, what) = (&fact.message, Some(TermsSet::Unblocked));
    let (account, by) = (&message.credit_account_id, &message.unblocked_by);
    terms(Violations::default(), fact, account, what, by, &message.reason, message.revision)
}

fn terms<M>(
    mut v: Violations,
    fact: &Received<M>,
    account: &str,
    what: Option<TermsSet>,
    by: &str,
    reason: &str,
    revision: i64,
) -> Read {
    let account = parse::id(&mut v, "credit_account_id", account);
    let by = parse::principal(&mut v, "by", by);
    let (at, reason) = (fact.occurred_at, reason.to_owned());
    finish(v, || Some(Done::TermsChanged(TermsDone { account: account?, what: what?, by: by?, reason, at, revision })))
}

/// Nothing is rebuilt by half: a fact that says too little is not done again.
fn said(v: &mut Violations, field: &str, said: bool) -> Result<(), Violations> {
    if said {
        return Ok(());
    }
    v.add(field, reason::REQUIRED, UNSAID);
    Err(std::mem::take(v))
}
