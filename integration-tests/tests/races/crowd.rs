//! Callers who act at once, and what became of each.

use std::{collections::BTreeMap, sync::Arc};

use o2c_integration_tests::{Mesh, refusal};
use tokio::sync::Barrier;
use tonic::{Code, Status};

/// Who act at once.
pub const CALLERS: usize = 64;
/// How often one of them may be told to come back.
const TRIES: usize = 50;

/// The answers, caller by caller.
pub struct Answers<T>(pub Vec<Result<T, Status>>);

/// Lets each caller act, all at once. What a real caller may repeat, ABORTED and UNAVAILABLE, is repeated.
pub async fn crowd<T, F>(what: &str, act: impl Fn(usize) -> F + Send + Sync + 'static) -> Answers<T>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Status>> + Send,
{
    let (act, start) = (Arc::new(act), Arc::new(Barrier::new(CALLERS)));
    let callers = (0..CALLERS).map(|caller| {
        let (act, start) = (Arc::clone(&act), Arc::clone(&start));
        tokio::spawn(async move {
            start.wait().await;
            for retries in 0..TRIES {
                match act(caller).await {
                    Err(status) if matches!(status.code(), Code::Aborted | Code::Unavailable) => {}
                    decided => return (decided, retries),
                }
            }
            panic!("caller {caller} was sent away {TRIES} times");
        })
    });
    let callers: Vec<_> = callers.collect();
    let (mut answers, mut retried) = (Vec::new(), 0);
    for caller in callers {
        let (decided, retries) = caller.await.unwrap();
        answers.push(decided);
        retried += retries;
    }
    let answers = Answers(answers);
    let (accepted, refused) = (answers.accepted().count(), answers.refusals());
    println!("{what}: {CALLERS} callers, {accepted} accepted, refused {refused:?}, {retried} retries");
    answers
}

impl<T> Answers<T> {
    pub fn accepted(&self) -> impl Iterator<Item = &T> {
        self.0.iter().filter_map(|answer| answer.as_ref().ok())
    }

    /// How many were refused for each reason.
    pub fn refusals(&self) -> BTreeMap<String, usize> {
        let mut reasons = BTreeMap::new();
        for status in self.0.iter().filter_map(|answer| answer.as_ref().err()) {
            *reasons.entry(refusal(status)).or_default() += 1;
        }
        reasons
    }

    /// So many were accepted, and all others refused for this reason.
    pub fn assert(&self, accepted: usize, reason: &str) {
        let expected = [(reason.to_owned(), CALLERS - accepted)].into_iter().filter(|(_, count)| *count > 0).collect();
        assert_eq!((self.accepted().count(), self.refusals()), (accepted, expected));
    }
}

/// A race on each engine, ended by the audit.
pub async fn on_both_engines(race: impl AsyncFn(&mut Mesh)) {
    for mut mesh in [Mesh::new().await, Mesh::on_postgres().await] {
        race(&mut mesh).await;
        mesh.assert_book_ties().await;
    }
}
