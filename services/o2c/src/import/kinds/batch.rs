//! Documents that are sent together: those that can be, in one request.

use std::collections::BTreeMap;

use o2c_kernel::Violations;

use crate::import::{
    document::Document,
    kind::{Answer, Kind},
    office::{Undecided, unknown},
    totals::Totals,
};

/// Makes a request of each document, or says what it names in vain; sends those that can be, and puts what `answer` makes
/// of what came back into the places of their documents.
pub(super) async fn batch<T, R, A, F>(
    documents: &[Document<T>],
    request: impl Fn(&Document<T>) -> Result<R, Violations>,
    send: impl FnOnce(Vec<R>) -> F,
    answer: impl Fn(&Document<T>, A) -> Answer,
) -> Result<Vec<Answer>, Undecided>
where
    F: Future<Output = Result<Vec<Result<A, Violations>>, Undecided>>,
{
    let made: Vec<Result<R, Violations>> = documents.iter().map(request).collect();
    let (mut requests, mut wrong) = (Vec::with_capacity(made.len()), Vec::with_capacity(made.len()));
    for one in made {
        match one {
            Ok(request) => {
                requests.push(request);
                wrong.push(None);
            }
            Err(violations) => wrong.push(Some(violations)),
        }
    }
    let answered = if requests.is_empty() { Vec::new() } else { send(requests).await? };
    let mut answered = answered.into_iter();
    let pairs = documents.iter().zip(wrong);
    let answers = pairs.map(|(document, wrong)| match wrong {
        Some(violations) => Err(violations),
        None => answered.next().unwrap_or_else(unanswered).and_then(|one| answer(document, one)),
    });
    Ok(answers.collect())
}

/// A document of one row that was taken as it was sent.
pub(super) fn taken<K: Kind, A>(document: &Document<K::Item>, _: A) -> Answer {
    Ok(Totals::of(1, document.items().first().and_then(K::amount)))
}

/// What a row names, or that there is no such thing.
pub(super) fn known<'a, V>(all: &'a BTreeMap<String, V>, column: &str, name: &str) -> Result<&'a V, Violations> {
    all.get(name).ok_or_else(|| {
        let mut violations = Violations::default();
        unknown(&mut violations, column, name);
        violations
    })
}

fn unanswered<A>() -> Result<A, Violations> {
    let mut violations = Violations::default();
    violations.add("row", "UNANSWERED", "was not answered");
    Err(violations)
}
