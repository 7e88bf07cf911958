//! A mutation of one thing: a set of one.

use o2c_kernel::{Call, Explain, PerItem, Set, Violations};
use o2c_proto::{Documents, Mutation};
use prost::Message;
use tonic::{Request, Response, Status};

use super::{Host, Report, encode, item};
use crate::{RequestId, call::call, error::RpcError, status};

/// Parses, runs and answers one mutation.
pub async fn one<S, M, C, R, P, E>(
    host: &S,
    request: Request<M>,
    parse: fn(M) -> Result<C, Violations>,
    run: impl AsyncFn(&S, &Call, Set<C, R>) -> Result<PerItem<R, E>, E>,
) -> Result<Response<P>, Status>
where
    S: Host,
    M: Mutation + Documents + Message,
    P: Message + Documents + Default + for<'r> From<&'r R>,
    E: Explain,
{
    let validate_only = request.get_ref().validate_only();
    let call = Call { validate_only, ..call(&request, host.clock(), host.zone())? };
    let id = RequestId::of(request.extensions()).cloned();
    let report = Report { domain: host.domain(), request_id: id.as_ref() };

    let item = item(request.into_inner(), parse);
    let item = item.map_err(|invalid| status::as_tonic(report.invalid_item(&call, invalid)))?;
    let set = Set { items: vec![item], encode: encode::<R, P> };
    let mut outcomes = run(host, &call, set).await.map_err(|error| report.of(&error))?;
    let (Some(outcome), true) = (outcomes.pop(), outcomes.is_empty()) else {
        return Err(report.of(&RpcError::Bug("a set of one did not have one outcome")));
    };
    report.answer(outcome).map(Response::new).map_err(status::as_tonic)
}
