//! The server stack, on one screen.

use std::sync::Arc;

use futures::FutureExt;
use tonic::service::Routes;
use tower::ServiceExt;

use super::{
    boundary::Boundary,
    caller::CallerLayer,
    config::ServerConfig,
    deadline::DeadlineLayer,
    detach::Detach,
    limit::Limit,
    measure::Measure,
    panic::CatchPanic,
    refusals::{Recorder, RefusalLayer, Refusals},
    request_id::RequestIdLayer,
    size::Size,
};
use crate::{
    Contract, Transport,
    layer::{End, Next},
};

/// Puts the layers over the routes of one service. One stack a service, not one a process: a handler that calls
/// another service must never wait for a place that only its own end would free.
pub fn stack(routes: Routes, config: &ServerConfig, contract: Arc<Contract>) -> Transport {
    layered(routes, config, contract, Recorder::default())
}

/// The same for a service that keeps an audit trail: what is refused is written down.
pub fn stack_recording(
    routes: Routes,
    config: &ServerConfig,
    contract: Arc<Contract>,
    refusals: Arc<dyn Refusals>,
) -> Transport {
    layered(routes, config, contract, Recorder(Some(refusals)))
}

fn layered(routes: Routes, config: &ServerConfig, contract: Arc<Contract>, recorder: Recorder) -> Transport {
    let routes = routes.prepare();
    let end: End = Box::new(move |request| {
        let routes = routes.clone();
        async move { routes.oneshot(request).await.unwrap_or_else(|never| match never {}) }.boxed()
    });
    Transport::stacked(Next::stack(
        [
            // Outermost: nothing that a caller in this process left in the extensions is believed further in.
            Box::new(Boundary),
            // Before anything can fail: whatever is answered, a person finds it in the log.
            Box::new(RequestIdLayer),
            // In its span, around all that answers: a call that is refused or panics counts as well.
            Box::new(Measure::new(contract.clone())),
            // Around all that can panic: a bug ends one call, not the process, and tells nobody how it is built.
            Box::new(CatchPanic),
            // Before any work or waiting: what nobody waits for any more is not begun.
            Box::new(DeadlineLayer::new(config, contract.clone())),
            // Before a place is taken: who may not call takes nothing away from those who may.
            Box::new(CallerLayer::new(config, contract.clone(), recorder.clone())),
            // Within the deadline, so that waiting for a place counts; too many waiting are told to come back.
            Box::new(Limit::new(config, contract)),
            // Only at work, so that what is held in memory is bounded; within the deadline, so that a slow sender is cut.
            Box::new(Size::new(config)),
            // From here on the caller may hang up or run out of time, a commit is never cut.
            Box::new(Detach),
            // Innermost: what the handler refuses is written down, whether or not anybody waits for the answer.
            Box::new(RefusalLayer(recorder)),
        ],
        end,
    ))
}
