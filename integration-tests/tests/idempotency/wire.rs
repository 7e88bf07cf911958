//! Calls as bytes: what is compared is what a caller receives, not what a decoder makes of it.

use bytes::Bytes;
use o2c::demo::desk::{Desk, Person};
use o2c_rpc::{BytesCodec, Transport, status};
use prost::Message;
use prost_reflect::{DynamicMessage, ReflectMessage};
use tonic::{Code, Status, client::Grpc};

use crate::methods::Method;

/// How often a call that lost a race, or found no place, is repeated.
const TRIES: usize = 20;

/// What a caller got, and how often it had to try again.
#[derive(Clone, Debug)]
pub struct Answered {
    pub result: Result<Bytes, Status>,
    pub retries: usize,
}

/// A way to the mesh, in somebody's name.
#[derive(Clone)]
pub struct Line {
    pub transport: Transport,
    pub desk: Desk,
    pub person: Person,
}

impl Line {
    /// Calls until it is decided: what a real caller may repeat is ABORTED and UNAVAILABLE.
    pub async fn call(&self, method: &Method, request: Bytes) -> Answered {
        for retries in 0..TRIES {
            let result = self.once(method, request.clone()).await.and_then(|bytes| accepted(method, bytes));
            let again = matches!(&result, Err(status) if matches!(status.code(), Code::Aborted | Code::Unavailable));
            if !again {
                return Answered { result, retries };
            }
            tokio::task::yield_now().await;
        }
        panic!("{}: not decided in {TRIES} tries", method.name);
    }

    /// Calls once; what is said of the items of a batch stays in the answer.
    pub async fn once(&self, method: &Method, request: Bytes) -> Result<Bytes, Status> {
        let mut grpc = Grpc::new(self.transport.clone());
        grpc.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
        let path = http::uri::PathAndQuery::from_maybe_shared(method.path.clone()).unwrap();
        Ok(grpc.unary(self.desk.ask(self.person, request), path, BytesCodec).await?.into_inner())
    }
}

/// A refused item of a batch is a refusal. All items of a batch of this proof are the same.
fn accepted(method: &Method, answer: Bytes) -> Result<Bytes, Status> {
    if !method.is_batch() {
        return Ok(answer);
    }
    let message = DynamicMessage::decode(method.descriptor.output(), answer.clone()).unwrap();
    let results = message.get_field_by_name("results").unwrap();
    for result in results.as_list().unwrap() {
        let result = result.as_message().unwrap();
        let error = result.descriptor().get_field_by_name("error").unwrap();
        if result.has_field(&error) {
            let bytes = result.get_field(&error).as_message().unwrap().encode_to_vec();
            return Err(status::as_tonic(tonic_types::Status::decode(bytes.as_slice()).unwrap()));
        }
    }
    Ok(answer)
}
