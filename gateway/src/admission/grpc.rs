//! The guard before gRPC, which goes on to the services as it came.

use http::header;
use o2c_rpc::Transport;
use tonic::codegen::StdError;
use tower::ServiceExt;

use super::{Admission, Asking, caller};
use crate::headers;

impl Admission {
    /// The same way, for those who are admitted.
    pub(crate) fn over(&self, way: Transport) -> Transport {
        if self.is_open() {
            return way;
        }
        let admission = self.clone();
        Transport::local(tower::service_fn(move |mut request: http::Request<tonic::body::Body>| {
            let (admission, way) = (admission.clone(), way.clone());
            async move {
                let id = headers::request_id(request.headers());
                let asking = Asking {
                    path: request.uri().path(),
                    headers: request.headers(),
                    extensions: request.extensions(),
                    request_id: &id,
                };
                let admitted = match admission.admit(asking).await {
                    Ok(admitted) => admitted,
                    Err(refusal) => {
                        let mut response = refusal.grpc(&id).into_http();
                        response.headers_mut().insert(headers::REQUEST_ID, headers::value(&id));
                        return Ok::<_, StdError>(response);
                    }
                };
                let from = request.headers().clone();
                for name in caller::ABOUT {
                    request.headers_mut().remove(name);
                }
                request.headers_mut().remove(header::AUTHORIZATION);
                admitted.forward(&from, request.headers_mut());
                if let Some(proven) = admitted.proven() {
                    request.extensions_mut().insert(proven);
                }
                let mut response = way.oneshot(request).await?;
                if let Some(quota) = &admitted.quota {
                    quota.tell(response.headers_mut());
                }
                Ok(response)
            }
        }))
    }
}
