//! After a restore: what was decided and done is done again as its fact says, on the ledger as it is now.
//!
//! Facts of others come behind our own, whatever came first then. So the ledger of the same documents has its entries in
//! another order; each decision finds the exposure there that it was taken on (CRD-2), because where the ledger has
//! another it is restated for the decision, and taken back behind it.

use o2c_kernel::{Applied, Instant, Principal};

use super::{Because, Desk};
use crate::domain::{
    AccountTerms, Category, CreditAccount, CreditAccountId, CreditReview, CreditReviewId, CustomerId, Decided,
    Decision, Document, EntryKind, GivenBack, Holding, Move, Outcome, Posting, Refusal, Reservation, ReservationId,
    ReviewState, RiskClass,
};

/// How a person ended a review.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReviewEnd {
    pub review: CreditReviewId,
    /// Until when the release stands; none = it was rejected.
    pub released_until: Option<Instant>,
    pub by: Principal,
    pub reason: String,
    pub at: Instant,
    pub revision: i64,
}

/// What was done to the terms of an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TermsDone {
    pub account: CreditAccountId,
    pub what: TermsSet,
    pub by: Principal,
    pub reason: String,
    pub at: Instant,
    pub revision: i64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TermsSet {
    Opened { customer: CustomerId, terms: AccountTerms, risk_class: RiskClass, blocked: bool },
    Limit(AccountTerms),
    Blocked,
    Unblocked,
}

/// Why something is not done again, or not yet.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotAgain {
    #[error("reservation {0} has to come first")]
    ReservationMissing(ReservationId),
    #[error("review {review} has had {has} changes, and this is change {told}")]
    ReviewElsewhere { review: CreditReviewId, has: i64, told: i64 },
    #[error("account {account} has had {has} changes, and this is change {told}")]
    AccountElsewhere { account: CreditAccountId, has: i64, told: i64 },
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// Whether it was done; what is there already is passed over.
pub type Again = Result<Applied<()>, NotAgain>;

impl Desk {
    /// A decision as it was taken, with what else it did.
    pub fn decide_again(&mut self, told: &Decided) -> Again {
        if self.decisions.contains_key(&told.decision.reservation) {
            return Ok(Applied::Already);
        }
        let mut overrides = Vec::with_capacity(told.given_back.len());
        for id in &told.given_back {
            let known = self.reservations.get(id).ok_or(NotAgain::ReservationMissing(*id))?;
            overrides.extend(known.held().map(|holding| (*id, holding)));
        }
        let review = self.review_again(told)?;
        let after_entry = self.post_again(told, &overrides)?;
        for (id, _) in overrides {
            self.give_up(id);
        }
        if let Some(review) = review {
            self.keep_review(review);
        }
        if !told.recheck {
            self.keep_reservation(Reservation::of_attempt(&told.decision, &told.requested_by));
        }
        let decision = Decision { after_entry, ..told.decision.clone() };
        self.keep_decision(Decided { decision, ..told.clone() });
        Ok(Applied::Now(()))
    }

    /// An attempt was given back. What others have freed of it since is not in the ledger yet, and is free with it.
    pub fn give_back_again(&mut self, told: &GivenBack) -> Again {
        let Some(mut known) = self.reservations.get(&told.reservation).cloned() else {
            if told.freed.is_some() {
                return Err(NotAgain::ReservationMissing(told.reservation));
            }
            self.keep_reservation(Reservation::tombstone(told.reservation, told.order));
            return Ok(Applied::Now(()));
        };
        let Applied::Now(holding) = known.release() else { return Ok(Applied::Already) };
        self.free(&known, &holding, told.at)?;
        self.keep_reservation(known);
        Ok(Applied::Now(()))
    }

    /// A person ended a review.
    pub fn end_review_again(&mut self, told: &ReviewEnd) -> Again {
        let known = self.reviews.get(&told.review).cloned();
        let has = known.as_ref().map_or(0, |review| review.revision);
        let elsewhere = NotAgain::ReviewElsewhere { review: told.review, has, told: told.revision };
        let Some(review) = known else { return Err(elsewhere) };
        let ended = if told.released_until.is_some() { ReviewState::Released } else { ReviewState::Rejected };
        if review.revision == told.revision && review.state == ended {
            return Ok(Applied::Already);
        }
        if has.saturating_add(1) != told.revision {
            return Err(elsewhere);
        }
        match told.released_until {
            Some(until) if self.is_renewal(&review) => {
                drop(self.renew_order(review, &told.by, &told.reason, until, told.at));
            }
            // it gave nothing back: the attempt that opened the review had; what is held now is of a later release
            Some(until) => drop(self.release_order(review, Vec::new(), &told.by, &told.reason, until, told.at)?),
            None => drop(self.reject(review, &told.by, &told.reason, told.at)),
        }
        Ok(Applied::Now(()))
    }

    /// A person changed the terms of an account. That it is over its limit by that is on record for itself.
    pub fn change_terms_again(&mut self, told: &TermsDone) -> Again {
        if let TermsSet::Opened { customer, terms, .. } = told.what {
            let implicit = CreditAccount::implicit(customer, terms.limit.currency());
            self.accounts.entry(told.account).or_insert(implicit);
        }
        let account = self.accounts.get_mut(&told.account).ok_or(Refusal::AccountNotFound)?;
        let has = account.revision;
        if has >= told.revision {
            return Ok(Applied::Already);
        }
        if has.saturating_add(1) != told.revision {
            return Err(NotAgain::AccountElsewhere { account: told.account, has, told: told.revision });
        }
        let change = match told.what {
            TermsSet::Opened { terms, risk_class, blocked, .. } => Some(account.open(terms, risk_class, blocked)?),
            TermsSet::Limit(terms) => Some(account.set_limit(None, terms)?),
            TermsSet::Blocked => account.block()?.now(),
            TermsSet::Unblocked => account.unblock()?.now(),
        };
        let Some(change) = change else { return Ok(Applied::Already) };
        self.keep_change(change, Because { by: &told.by, reason: &told.reason, at: told.at });
        Ok(Applied::Now(()))
    }

    /// The review as the decision left it; none where it did nothing to one, or that is there.
    fn review_again(&self, told: &Decided) -> Result<Option<CreditReview>, NotAgain> {
        let (Some(id), told_revision) = (told.decision.review, told.review_revision) else { return Ok(None) };
        let known = self.reviews.get(&id);
        let has = known.map_or(0, |review| review.revision);
        if has >= told_revision {
            return Ok(None);
        }
        let elsewhere = NotAgain::ReviewElsewhere { review: id, has, told: told_revision };
        if has.saturating_add(1) != told_revision {
            return Err(elsewhere);
        }
        if !told.recheck {
            return Ok(Some(CreditReview::referred(id, &told.decision, &told.requested_by, known)));
        }
        let mut review = known.cloned().ok_or(elsewhere)?;
        review.stays_open(told.decision.inputs.standing, &told.decision.verdict.reasons);
        Ok(Some(review))
    }

    /// What a decision moves, and the entry that it was taken behind.
    fn post_again(&mut self, told: &Decided, overrides: &[(ReservationId, Holding)]) -> Result<i64, Refusal> {
        let Decision { reservation, order, account, inputs, verdict, decided_at, .. } = &told.decision;
        let document = Document::order(*order);
        let entry = |minor, kind| Move { document, category: Category::OpenOrders, minor, kind };
        let mut moves = self.give_back(*order, overrides.iter().map(|(_, holding)| holding));
        let given_back: i64 = moves.iter().map(|change| change.minor).sum();
        let Some(known) = self.accounts.get(account) else {
            // denied for want of an account
            return if moves.is_empty() { Ok(0) } else { Err(Refusal::AccountNotFound) };
        };
        let stands = known.exposure.total().checked_add(given_back).ok_or(Refusal::AmountOverflow)?;
        let restated = match inputs.standing {
            Some(standing) => standing.exposure.checked_sub(stands).ok_or(Refusal::AmountOverflow)?,
            None => 0,
        };
        if restated != 0 {
            moves.push(entry(restated, EntryKind::Restatement));
        }
        let after_entry = known.entries.saturating_add(i64::try_from(moves.len()).unwrap_or(i64::MAX));
        if verdict.outcome == Outcome::Approved && !told.recheck {
            moves.push(entry(inputs.amount.minor(), EntryKind::Reservation));
        }
        if restated != 0 {
            moves.push(entry(restated.checked_neg().ok_or(Refusal::AmountOverflow)?, EntryKind::Restatement));
        }
        self.post(*account, &Posting { cause: reservation.uuid(), at: *decided_at, moves })?;
        Ok(after_entry)
    }
}
