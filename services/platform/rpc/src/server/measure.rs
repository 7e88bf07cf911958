//! Says of every call how long it took and how it ended, in its span and as a metric.

use std::sync::Arc;

use futures::{FutureExt, future::BoxFuture};
use o2c_kernel::machine_now;
use o2c_telemetry::metrics::{GRPC, SERVER_CALLS};

use crate::{
    Contract,
    layer::{Layer, Next, Request, Response},
    measured,
};

/// Measures what the layers further in answer.
pub(super) struct Measure {
    contract: Arc<Contract>,
}

impl Measure {
    pub(super) fn new(contract: Arc<Contract>) -> Measure {
        Measure { contract }
    }
}

impl Layer for Measure {
    fn handle<'a>(&'a self, request: Request, next: &'a Next) -> BoxFuture<'a, Response> {
        if !measured::is_on() {
            return next.call(request);
        }
        let path = request.uri().path().to_owned();
        async move {
            let began = machine_now();
            let response = next.call(request).await;
            let spelled = measured::ended(&response, measured::is_our_fault);
            let method = measured::method(&path, self.contract.access(&path).is_some());
            SERVER_CALLS.observe(&[GRPC, method, spelled], machine_now().since(began));
            response
        }
        .boxed()
    }
}
