//! The call of a service.

use bytes::Bytes;
use o2c_rpc::{BytesCodec, Transport};
use tonic::{Request, Response, Status, Streaming, client::Grpc};

use crate::routes::Method;

/// One message out, one back.
pub(crate) async fn unary(
    transport: &Transport,
    method: &Method,
    request: Request<Bytes>,
    limit: usize,
) -> Result<Response<Bytes>, Status> {
    client(transport, limit).unary(request, method.path.clone(), BytesCodec).await
}

/// One message out, many back.
pub(crate) async fn stream(
    transport: &Transport,
    method: &Method,
    request: Request<Bytes>,
    limit: usize,
) -> Result<Response<Streaming<Bytes>>, Status> {
    client(transport, limit).server_streaming(request, method.path.clone(), BytesCodec).await
}

/// A transport is always ready.
fn client(transport: &Transport, limit: usize) -> Grpc<Transport> {
    Grpc::new(transport.clone()).max_decoding_message_size(limit)
}
