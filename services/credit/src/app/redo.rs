//! After a restore: does again what our own facts say was done, at their time.

use o2c_kernel::{Applied, Call, TenantId};
use o2c_store::Tx;

use super::{decide_credit_reviews, finish::finish, release_credit};
use crate::{
    domain::{Again, Decided, Desk, GivenBack, ReviewEnd, TermsDone, TermsSet},
    error::CreditError,
    service::Credit,
    storage::{accounts, decisions, documents, reservations, reviews},
};

/// What was done.
#[derive(Clone, Debug)]
pub enum Done {
    Decided(Box<Decided>),
    GivenBack(GivenBack),
    ReviewEnded(ReviewEnd),
    TermsChanged(TermsDone),
    /// It was told, and changed nothing.
    Told,
}

/// Does one thing again, and states what follows from it. What is there already, or is not stated by doing it, is
/// [`Applied::Already`]: then it is for the caller to state it as it was.
pub async fn redo(credit: &Credit, tx: &Tx, call: &Call, done: &Done) -> Result<Again, CreditError> {
    let mut desk = load(tx, call.tenant(), done).await?;
    let again = match done {
        Done::Decided(told) => desk.decide_again(told),
        // how much was free with it may be more than then
        Done::GivenBack(told) => desk.give_back_again(told).map(|_| Applied::Already),
        Done::ReviewEnded(told) => desk.end_review_again(told),
        Done::TermsChanged(told) => desk.change_terms_again(told),
        Done::Told => Ok(Applied::Already),
    };
    if again.is_ok() {
        finish(credit, tx, call, desk).await?;
    }
    Ok(again)
}

/// All that it may touch, read behind the lock of its account.
async fn load(tx: &Tx, tenant: &TenantId, done: &Done) -> Result<Desk, CreditError> {
    Ok(match done {
        Done::Decided(told) => {
            let decision = &told.decision;
            // nobody had opened one where the decision saw none; facts may come to open it
            let accounts = match decision.inputs.standing {
                Some(_) => {
                    let account = (decision.customer, decision.inputs.amount.currency());
                    accounts::lock_or_open(tx, tenant, [account]).await?
                }
                None => accounts::lock(tx, tenant, [decision.account]).await?,
            };
            Desk::default()
                .with_accounts(accounts)
                .with_decisions(decisions::find(tx, tenant, [decision.reservation]).await?)
                .with_reservations(reservations::find(tx, tenant, told.given_back.iter().copied()).await?)
                .with_reviews(reviews::find(tx, tenant, decision.review).await?)
                .with_documents(documents::find(tx, tenant, [decision.order.uuid()]).await?)
        }
        Done::GivenBack(told) => release_credit::load(tx, tenant, &[told.reservation]).await?,
        Done::ReviewEnded(told) => decide_credit_reviews::load(tx, tenant, &[told.review]).await?,
        Done::TermsChanged(told) => Desk::default().with_accounts(match told.what {
            TermsSet::Opened { customer, terms, .. } => {
                accounts::lock_or_open(tx, tenant, [(customer, terms.limit.currency())]).await?
            }
            TermsSet::Limit(_) | TermsSet::Blocked | TermsSet::Unblocked => {
                accounts::lock(tx, tenant, [told.account]).await?
            }
        }),
        Done::Told => Desk::default(),
    })
}
