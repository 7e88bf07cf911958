//! Who calls, and whether they may.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use o2c_kernel::Call;
use o2c_proto::runtime::v1::Backlog;
use o2c_rpc::{
    Transport,
    call::{PRINCIPAL, RESPONSIBLE, SCOPES, TENANT, TRACEPARENT},
    outbound,
    server::ServerConfig,
    status::{error_info, reason_of},
};
use tonic::{Code, Status, body::Body};
use tower::ServiceExt;

use super::subject::{ask, ask_with, server};

/// A server that remembers its last call.
fn remembering() -> (Transport, Arc<Mutex<Option<Call>>>) {
    let last = Arc::new(Mutex::new(None));
    let kept = last.clone();
    let transport = server(&ServerConfig::default(), move |call| {
        *kept.lock().unwrap() = Some(call);
        async { Ok(Backlog::default()) }
    });
    (transport, last)
}

#[tokio::test]
async fn who_says_nothing_is_the_local_principal_of_the_default_tenant() {
    let (transport, last) = remembering();
    ask(&transport).await.unwrap();

    let call = last.lock().unwrap().take().unwrap();
    assert_eq!(call.tenant().as_str(), "default");
    assert_eq!(call.principal().as_str(), "local");
    assert!(call.caller.scopes.is_all());
    assert_eq!(&*call.method, "o2c.runtime.v1.RuntimeService/GetBacklog");
}

#[tokio::test]
async fn what_a_call_carries_goes_on_to_the_next_service() {
    const TRACE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let (transport, last) = remembering();
    ask_with(&transport, |request| {
        let metadata = request.metadata_mut();
        metadata.insert(TENANT, "acme".parse().unwrap());
        metadata.insert(PRINCIPAL, "key:1".parse().unwrap());
        metadata.insert(RESPONSIBLE, "anna@acme.example".parse().unwrap());
        metadata.insert(SCOPES, "orders.write, runtime.read".parse().unwrap());
        metadata.insert(TRACEPARENT, TRACE.parse().unwrap());
        request.set_timeout(Duration::from_secs(3));
    })
    .await
    .unwrap();
    let first = last.lock().unwrap().take().unwrap();

    ask_with(&transport, |request| *request = outbound(&first, *request.get_ref())).await.unwrap();

    let second = last.lock().unwrap().take().unwrap();
    assert_eq!(second.caller, first.caller);
    assert_eq!(second.actor().responsible().as_str(), "anna@acme.example");
    assert_eq!(second.tenant().as_str(), "acme");
    assert_eq!(second.trace.0.as_deref(), Some(TRACE));
    assert!(second.deadline.remaining() <= Duration::from_secs(3), "what is left, not the default");
}

#[tokio::test]
async fn a_caller_without_the_scope_of_the_method_is_refused() {
    let (transport, last) = remembering();
    for scopes in ["orders.read,runtime.clock", ""] {
        let answer = ask_with(&transport, |request| {
            request.metadata_mut().insert(SCOPES, scopes.parse().unwrap());
        });
        let status = answer.await.unwrap_err();

        assert_eq!(status.code(), Code::PermissionDenied);
        let info = error_info(&status).unwrap();
        assert_eq!((info.reason.as_str(), info.domain.as_str()), ("SCOPE_MISSING", "rpc.o2c"));
        assert_eq!(info.metadata["scope"], "runtime.read");
    }
    assert!(last.lock().unwrap().is_none(), "no handler ran");
}

#[tokio::test]
async fn a_bad_name_is_nobody() {
    let (transport, _) = remembering();
    for (field, value) in [(TENANT, "Acme Ltd"), (TENANT, ""), (PRINCIPAL, "anna maria"), (RESPONSIBLE, "anna maria")] {
        let answer = ask_with(&transport, |request| {
            request.metadata_mut().insert(field, value.parse().unwrap());
        });
        let status = answer.await.unwrap_err();

        assert_eq!(status.code(), Code::Unauthenticated, "{field}: {value}");
        assert_eq!(error_info(&status).unwrap().metadata["field"], field);
    }
}

#[tokio::test]
async fn two_tenants_are_none() {
    let (transport, _) = remembering();
    let answer = ask_with(&transport, |request| {
        request.metadata_mut().append(TENANT, "acme".parse().unwrap());
        request.metadata_mut().append(TENANT, "zeta".parse().unwrap());
    });
    assert_eq!(reason_of(&answer.await.unwrap_err()).as_deref(), Some("CALLER_MALFORMED"));
}

#[tokio::test]
async fn a_method_that_the_contract_does_not_know_is_unimplemented() {
    let (transport, _) = remembering();
    let request = http::Request::post("/o2c.runtime.v1.RuntimeService/Shutdown").body(Body::empty()).unwrap();
    let response = transport.oneshot(request).await.unwrap();
    assert_eq!(Status::from_header_map(response.headers()).unwrap().code(), Code::Unimplemented);
}

#[tokio::test]
async fn a_request_that_did_not_come_through_the_stack_is_nobodys() {
    let request = tonic::Request::new(());
    let clock = o2c_kernel::Clock::system();
    let status = o2c_rpc::call(&request, &clock, &o2c_kernel::Zone::UTC).unwrap_err();
    assert_eq!(status.code(), Code::Internal);
}
