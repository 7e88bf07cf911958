//! From facts to values of the domain. A fact that cannot be read fails alone, with all that is wrong with it.

use o2c_kernel::Instant;
use o2c_messaging::{Received, Verdict};

use crate::error::ReceivablesError;

/// Parses facts, has those that can be read taken in, and puts the verdicts in their places.
pub async fn each<M, T, O>(
    facts: &[Received<M>],
    parse: impl Fn(&M) -> Result<T, o2c_kernel::Violations>,
    take: impl AsyncFnOnce(&[(Instant, T)]) -> Result<Vec<O>, ReceivablesError>,
    verdict: impl Fn(O) -> Verdict,
) -> Result<Vec<Verdict>, ReceivablesError> {
    let mut verdicts: Vec<Option<Verdict>> = Vec::with_capacity(facts.len());
    let mut readable = Vec::with_capacity(facts.len());
    for fact in facts {
        match parse(&fact.message) {
            Ok(value) => {
                readable.push((fact.occurred_at, value));
                verdicts.push(None);
            }
            Err(violations) => verdicts.push(Some(Verdict::Failed(violations.to_string()))),
        }
    }
    let mut outcomes = take(&readable).await?.into_iter();
    let fill = |known: Option<Verdict>| {
        known.or_else(|| outcomes.next().map(&verdict)).unwrap_or_else(|| Verdict::Failed("undecided".to_owned()))
    };
    Ok(verdicts.into_iter().map(fill).collect())
}
