//! What is refused is handed over to be written down.

use std::sync::{Arc, Mutex};

use futures::future::BoxFuture;
use o2c_kernel::{Asked, RefusedItem};
use o2c_proto::runtime::v1::{Backlog, runtime_service_server::RuntimeServiceServer};
use o2c_rpc::{
    Transport,
    server::{Refusal, Refusals, ServerConfig, stack_recording},
};
use tonic::{Code, Status, service::Routes};

use super::subject::{ask_with, contract, subject};

#[derive(Default)]
struct Written(Mutex<Vec<Refusal>>);

impl Refusals for Written {
    fn record(&self, refusal: Refusal) -> BoxFuture<'_, ()> {
        self.0.lock().unwrap().push(refusal);
        Box::pin(std::future::ready(()))
    }
}

impl Written {
    fn one(&self) -> Refusal {
        let mut all = std::mem::take(&mut *self.0.lock().unwrap());
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }
}

/// A server whose handler answers so, after it has refused an item.
fn server(written: &Arc<Written>, answer: Result<(), Status>, item: Option<&'static str>) -> Transport {
    let subject = subject(move |call| {
        let answer = answer.clone().map(|()| Backlog::default());
        if let Some(refusal) = item {
            let refusal = refusal.to_owned();
            call.origin.refuse([RefusedItem { asked: Asked::default(), request_id: None, refusal }]);
        }
        async move { answer }
    });
    let routes = Routes::new(RuntimeServiceServer::new(subject));
    stack_recording(routes, &ServerConfig::default(), contract(), written.clone())
}

async fn call(server: &Transport, scopes: &'static str) -> Result<(), Code> {
    let answer = ask_with(server, |request| {
        let metadata = request.metadata_mut();
        metadata.insert("o2c-tenant", "acme".parse().unwrap());
        metadata.insert("o2c-principal", "mallory".parse().unwrap());
        metadata.insert("o2c-scopes", scopes.parse().unwrap());
        metadata.insert("x-request-id", "r-7".parse().unwrap());
    });
    answer.await.map(drop).map_err(|status| status.code())
}

#[tokio::test]
async fn a_handlers_refusal_tells_who_from_where_and_why() {
    let written = Arc::new(Written::default());
    let refusing = server(&written, Err(Status::not_found("no such thing")), None);
    assert_eq!(call(&refusing, "runtime.read").await, Err(Code::NotFound));
    let refusal = written.one();
    let caller = refusal.caller.unwrap();
    assert_eq!((caller.tenant.as_str(), caller.principal.as_str()), ("acme", "mallory"));
    assert_eq!(&*refusal.method, "o2c.runtime.v1.RuntimeService/GetBacklog");
    assert_eq!((&*refusal.origin.request_id, refusal.refusal.as_str()), ("r-7", "NOT_FOUND"));
}

#[tokio::test]
async fn an_item_that_was_refused_within_an_answer_is_told() {
    let written = Arc::new(Written::default());
    let answering = server(&written, Ok(()), Some("shop.o2c/NO"));
    assert_eq!(call(&answering, "runtime.read").await, Ok(()));
    let refusal = written.one();
    assert_eq!((refusal.refusal.as_str(), refusal.items[0].refusal.as_str()), ("", "shop.o2c/NO"));
}

#[tokio::test]
async fn who_is_not_let_in_is_told_and_so_is_nobody() {
    let written = Arc::new(Written::default());
    let open = server(&written, Ok(()), None);
    assert_eq!(call(&open, "orders.read").await, Err(Code::PermissionDenied));
    let refusal = written.one();
    assert_eq!(refusal.refusal, "rpc.o2c/SCOPE_MISSING");
    assert_eq!(refusal.caller.unwrap().principal.as_str(), "mallory");
    let nobody = ask_with(&open, |request| drop(request.metadata_mut().insert("o2c-tenant", "-".parse().unwrap())));
    assert_eq!(nobody.await.unwrap_err().code(), Code::Unauthenticated);
    let refusal = written.one();
    assert!(refusal.caller.is_none());
    assert_eq!(refusal.refusal, "rpc.o2c/CALLER_MALFORMED");
}

#[tokio::test]
async fn what_was_answered_or_could_not_be_decided_is_no_refusal() {
    let written = Arc::new(Written::default());
    assert_eq!(call(&server(&written, Ok(()), None), "runtime.read").await, Ok(()));
    for undecided in [Status::unavailable("later"), Status::aborted("again"), Status::internal("a bug")] {
        let code = undecided.code();
        assert_eq!(call(&server(&written, Err(undecided), None), "runtime.read").await, Err(code));
    }
    assert!(written.0.lock().unwrap().is_empty());
}
