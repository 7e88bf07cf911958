//! A batch: its items are decided in sets, each answered for itself.

use o2c_kernel::{Call, Explain, Item, PerItem, Set, Violations, chunks};
use o2c_proto::{BatchRequest, BatchResponse, Documents, Mutation};
use prost::Message;
use tonic::{Request, Response, Status};

use super::{Host, Report, encode, item};
use crate::{RequestId, call::call, error::RpcError, parse::reason, status};

/// Items of a public batch.
pub const MAX_ITEMS: usize = 1_000;

/// Parses, runs and answers a batch.
///
/// A bad item answers in place and harms no other. The good ones are cut into sets, in their order, each its own call
/// of `run` and its own commit. The batch answers OK as soon as one set was decided, or none was needed; it fails only
/// when its envelope is wrong or when no set could be decided, and may then be sent again as a whole. A set that fails
/// after another was decided answers each of its items with its failure.
pub async fn many<S, B, C, R, Q, E>(
    host: &S,
    request: Request<B>,
    parse: fn(B::Item) -> Result<C, Violations>,
    lines: fn(&C) -> usize,
    run: impl AsyncFn(&S, &Call, Set<C, R>) -> Result<PerItem<R, E>, E>,
) -> Result<Response<Q>, Status>
where
    S: Host,
    B: BatchRequest,
    B::Item: Mutation + Documents + Message,
    Q: BatchResponse,
    Q::Item: Message + Documents + Default + for<'r> From<&'r R>,
    E: Explain,
{
    let validate_only = request.get_ref().validate_only();
    let call = Call { validate_only, ..call(&request, host.clock(), host.zone())? };
    let id = RequestId::of(request.extensions()).cloned();
    let report = Report { domain: host.domain(), request_id: id.as_ref() };

    let messages = request.into_inner().into_items();
    within_bounds(messages.len()).map_err(|bad| status::as_tonic(report.invalid(bad)))?;
    let (mut answers, good) = parsed(messages, parse, &call, &report);

    let mut places = answers
        .iter()
        .enumerate()
        .filter(|(_, answer)| answer.is_none())
        .map(|(place, _)| place)
        .collect::<Vec<_>>()
        .into_iter();
    let mut decided = good.is_empty();
    let mut failure = None;
    for items in chunks(good, host.limits(), lines) {
        let places: Vec<usize> = places.by_ref().take(items.len()).collect();
        match decide(host, &call, items, &run, &report).await {
            Ok(results) => {
                decided = true;
                for (place, result) in places.into_iter().zip(results) {
                    put(&mut answers, place, result);
                }
            }
            Err(status) => {
                for place in places {
                    put(&mut answers, place, Err(status.clone()));
                }
                failure.get_or_insert(status);
            }
        }
    }
    match failure {
        Some(failure) if !decided => Err(status::as_tonic(failure)),
        _ => Ok(Response::new(Q::from_results(answers.into_iter().flatten().collect()))),
    }
}

/// Per item, in the order of the request; `None` until it is decided.
type Answers<P> = Vec<Option<Result<P, tonic_types::Status>>>;

fn put<P>(answers: &mut Answers<P>, place: usize, result: Result<P, tonic_types::Status>) {
    if let Some(answer) = answers.get_mut(place) {
        *answer = Some(result);
    }
}

fn within_bounds(items: usize) -> Result<(), Violations> {
    let mut violations = Violations::default();
    match items {
        0 => violations.add("requests", reason::TOO_FEW, "needs at least 1"),
        1..=MAX_ITEMS => {}
        _ => violations.add("requests", reason::TOO_MANY, format!("takes at most {MAX_ITEMS}, not {items}")),
    }
    violations.into_result(())
}

/// The answers of the bad items, and the good items in their order.
fn parsed<M: Mutation + Documents + Message, C, P>(
    messages: Vec<M>,
    parse: fn(M) -> Result<C, Violations>,
    call: &Call,
    report: &Report<'_>,
) -> (Answers<P>, Vec<Item<C>>) {
    let mut good = Vec::with_capacity(messages.len());
    let answers = messages
        .into_iter()
        .map(|message| match item(message, parse) {
            Ok(item) => {
                good.push(item);
                None
            }
            Err(invalid) => Some(Err(report.invalid_item(call, invalid))),
        })
        .collect();
    (answers, good)
}

/// Decides one set: a result for each of its items, or the failure of all.
async fn decide<S, C, R, P, E>(
    host: &S,
    call: &Call,
    items: Vec<Item<C>>,
    run: &impl AsyncFn(&S, &Call, Set<C, R>) -> Result<PerItem<R, E>, E>,
    report: &Report<'_>,
) -> Result<Vec<Result<P, tonic_types::Status>>, tonic_types::Status>
where
    P: Message + Documents + Default + for<'r> From<&'r R>,
    E: Explain,
{
    if call.deadline.expired() {
        // Nobody waits any more: what is not begun is not begun.
        return Err(report.item(&RpcError::DeadlineExceeded));
    }
    let wanted = items.len();
    let outcomes = run(host, call, Set { items, encode: encode::<R, P> }).await.map_err(|error| report.item(&error))?;
    if outcomes.len() != wanted {
        return Err(report.item(&RpcError::Bug("a set did not have an outcome for each item")));
    }
    Ok(outcomes.into_iter().map(|outcome| report.answer(outcome)).collect())
}
