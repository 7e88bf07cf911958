//! Calls of many items, cut so that no message is larger than a set may be.

use std::future::Future;

use o2c_kernel::{Kind, SetLimits};
use o2c_proto::BatchResponse;
use o2c_saga::SagaError;
use prost::Message;
use tonic::{Code, Response, Status};

/// What a called service said of one item.
pub type Answer<T> = Result<T, Status>;

/// Sends the items, in their order, in as few messages as the bounds allow, and answers one result per item. An error
/// says that the call as a whole failed: nothing is known of its items.
pub async fn send<M, Q, F>(
    limits: SetLimits,
    items: Vec<M>,
    call: impl Fn(Vec<M>) -> F,
) -> Result<Vec<Answer<Q::Item>>, SagaError>
where
    M: Message,
    Q: BatchResponse,
    F: Future<Output = Result<Response<Q>, Status>>,
{
    let mut answers = Vec::with_capacity(items.len());
    for chunk in cut(limits, items) {
        let wanted = chunk.len();
        let response = call(chunk).await.map_err(|status| failed(&status))?;
        let results = response.into_inner().into_results();
        if results.len() != wanted {
            let reason = format!("{} answers for {wanted} items", results.len());
            return Err(SagaError::failed(Kind::Internal, reason));
        }
        answers.extend(results.into_iter().map(|result| result.map_err(o2c_rpc::status::as_tonic)));
    }
    Ok(answers)
}

fn cut<M: Message>(limits: SetLimits, items: Vec<M>) -> Vec<Vec<M>> {
    let mut chunks: Vec<Vec<M>> = Vec::new();
    let mut weight = 0;
    for item in items {
        let bytes = item.encoded_len();
        match chunks.last_mut() {
            Some(last) if last.len() < limits.items && weight + bytes <= limits.bytes => {
                weight += bytes;
                last.push(item);
            }
            _ => {
                weight = bytes;
                chunks.push(vec![item]);
            }
        }
    }
    chunks
}

/// A status as an error of a step.
fn failed(status: &Status) -> SagaError {
    SagaError::failed(kind(status.code()), format!("{}: {}", status.code(), status.message()))
}

/// What a status is to us.
pub const fn kind(code: Code) -> Kind {
    match code {
        Code::InvalidArgument => Kind::InvalidArgument,
        Code::NotFound => Kind::NotFound,
        Code::AlreadyExists => Kind::AlreadyExists,
        Code::FailedPrecondition => Kind::FailedPrecondition,
        Code::Aborted => Kind::Aborted,
        Code::PermissionDenied => Kind::PermissionDenied,
        Code::Unauthenticated => Kind::Unauthenticated,
        Code::ResourceExhausted => Kind::ResourceExhausted,
        Code::Unavailable | Code::Cancelled => Kind::Unavailable,
        Code::DeadlineExceeded => Kind::DeadlineExceeded,
        Code::OutOfRange => Kind::OutOfRange,
        Code::Ok | Code::Unknown | Code::Unimplemented | Code::Internal | Code::DataLoss => Kind::Internal,
    }
}

/// Whether an item's error is a decision, or a trouble that passes.
pub fn is_decision(status: &Status) -> bool {
    matches!(
        kind(status.code()),
        Kind::InvalidArgument | Kind::NotFound | Kind::AlreadyExists | Kind::FailedPrecondition | Kind::OutOfRange
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_ends_at_its_bytes_or_its_items() {
        let items: Vec<String> = ["aaaa", "bbbb", "cccc", "dddd"].map(str::to_owned).to_vec();
        let of = |items, bytes| SetLimits { items, bytes, ..SetLimits::default() };
        let sizes = |limits| cut(limits, items.clone()).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(sizes(of(256, 12)), [2, 2]);
        assert_eq!(sizes(of(3, 1_000)), [3, 1]);
        assert_eq!(sizes(of(256, 1)), [1, 1, 1, 1]);
    }
}
