//! What leaves a process is signed: the way from the metadata that a call carries within a process to the identity that
//! another process believes.

use std::sync::Arc;

use futures::{FutureExt, future::BoxFuture};
use http::{HeaderValue, header};
use o2c_identity::{Issuer, audience_of};
use o2c_kernel::machine_now;

use crate::{
    Transport,
    call::{IDENTITY, PRINCIPAL, Proven, RESPONSIBLE, SCOPES, TENANT},
    error::RpcError,
    layer::{End, Layer, Next, Request, Response},
    server::trusted,
    status,
};

impl Transport {
    /// The same way, on which every call gets a signed identity in place of its metadata. For a way into which only
    /// this process puts calls: it believes their metadata.
    #[must_use]
    pub fn signed(self, issuer: Arc<Issuer>) -> Transport {
        let end: End = Box::new(move |request| {
            let answer = self.send(request);
            answer.map(|answer| answer.unwrap_or_else(|error| status::from_transport(error).into_http())).boxed()
        });
        Transport::stacked(Next::stack([Box::new(Sign(issuer))], end))
    }
}

struct Sign(Arc<Issuer>);

impl Sign {
    fn sign(&self, request: &mut Request) -> Result<(), RpcError> {
        let caller = match request.extensions().get::<Proven>() {
            Some(Proven(caller)) => Arc::clone(caller),
            None => Arc::new(trusted::identify(request.headers())?),
        };
        let token = self.0.token(&caller, audience_of(request.uri().path()), machine_now());
        let mut value =
            HeaderValue::from_str(&token).map_err(|_| RpcError::Bug("an identity that is no value of a header"))?;
        // No log and no table of headers shows it.
        value.set_sensitive(true);
        let headers = request.headers_mut();
        for name in [TENANT, PRINCIPAL, RESPONSIBLE, SCOPES, header::AUTHORIZATION.as_str()] {
            headers.remove(name);
        }
        headers.insert(IDENTITY, value);
        Ok(())
    }
}

impl Layer for Sign {
    fn handle<'a>(&'a self, mut request: Request, next: &'a Next) -> BoxFuture<'a, Response> {
        match self.sign(&mut request) {
            Ok(()) => next.call(request),
            Err(error) => std::future::ready(status::status(&error, None).into_http()).boxed(),
        }
    }
}
