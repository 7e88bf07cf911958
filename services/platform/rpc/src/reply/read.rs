//! A question: changes nothing.

use o2c_kernel::{Call, Explain, Violations};
use tonic::{Request, Response, Status};

use super::{Host, Report};
use crate::{RequestId, call::call, status};

/// Parses, runs and answers one question. It also serves what changes something but carries no `request_id`, because
/// its own content names it.
pub async fn read<S, M, Q, R, P, E>(
    host: &S,
    request: Request<M>,
    parse: fn(M) -> Result<Q, Violations>,
    run: impl AsyncFn(&S, &Call, Q) -> Result<R, E>,
) -> Result<Response<P>, Status>
where
    S: Host,
    P: for<'r> From<&'r R>,
    E: Explain,
{
    let call = call(&request, host.clock(), host.zone())?;
    let id = RequestId::of(request.extensions()).cloned();
    let report = Report { domain: host.domain(), request_id: id.as_ref() };

    let question = parse(request.into_inner()).map_err(|bad| status::as_tonic(report.invalid(bad)))?;
    let result = run(host, &call, question).await.map_err(|error| report.of(&error))?;
    Ok(Response::new(P::from(&result)))
}
