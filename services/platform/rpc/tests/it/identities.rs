//! Identities that processes sign for one another.

use std::sync::{Arc, Mutex};

use o2c_identity::{Issuer, SigningKey, TrustedKeys, Verifier};
use o2c_kernel::{Call, Principal, Scopes, TenantId, machine_now};
use o2c_proto::runtime::v1::Backlog;
use o2c_rpc::{
    Transport,
    call::{IDENTITY, PRINCIPAL, RESPONSIBLE, SCOPES, TENANT},
    server::{Authentication, ServerConfig},
    status::reason_of,
};
use tonic::{Code, Status};

use super::subject::{ask, ask_with, server};

type Last = Arc<Mutex<Option<Call>>>;

/// A server that believes an issuer, and remembers its last call.
fn believing(issuer: &Issuer) -> (Transport, Last) {
    let verifier = Verifier::new(TrustedKeys::of(issuer.name(), issuer.key().public()));
    let authentication = Authentication::Signed(Arc::new(verifier));
    let last = Last::default();
    let kept = last.clone();
    let transport = server(&ServerConfig { authentication, ..ServerConfig::default() }, move |call| {
        *kept.lock().unwrap() = Some(call);
        async { Ok(Backlog::default()) }
    });
    (transport, last)
}

fn issuer() -> Arc<Issuer> {
    Arc::new(Issuer::new("gateway", SigningKey::generate().unwrap()))
}

fn refused(status: &Status) -> (Code, String) {
    (status.code(), reason_of(status).unwrap_or_default())
}

#[tokio::test]
async fn a_signed_call_arrives_with_its_caller() {
    let issuer = issuer();
    let (transport, last) = believing(&issuer);
    ask_with(&transport.signed(issuer), |request| {
        request.metadata_mut().insert(TENANT, "acme".parse().unwrap());
        request.metadata_mut().insert(PRINCIPAL, "key:1".parse().unwrap());
        request.metadata_mut().insert(RESPONSIBLE, "ann".parse().unwrap());
        request.metadata_mut().insert(SCOPES, "runtime.read".parse().unwrap());
    })
    .await
    .unwrap();
    let caller = last.lock().unwrap().take().unwrap().caller;
    assert_eq!((caller.tenant.as_str(), caller.principal.as_str()), ("acme", "key:1"));
    assert_eq!(caller.responsible, Some(Principal::parse("ann").unwrap()));
    assert_eq!(caller.scopes, Scopes::of(["runtime.read"]));
}

#[tokio::test]
async fn what_anybody_could_write_counts_for_nothing() {
    let (transport, _) = believing(&issuer());
    assert_eq!(refused(&ask(&transport).await.unwrap_err()), (Code::Unauthenticated, "IDENTITY_MISSING".to_owned()));
    let trusted = ask_with(&transport, |request| {
        request.metadata_mut().insert(PRINCIPAL, "system:orders".parse().unwrap());
    });
    assert_eq!(refused(&trusted.await.unwrap_err()), (Code::Unauthenticated, "IDENTITY_MISSING".to_owned()));
    let invented = ask_with(&transport, |request| {
        request.metadata_mut().insert(IDENTITY, "a.b.c".parse().unwrap());
    });
    assert_eq!(refused(&invented.await.unwrap_err()), (Code::Unauthenticated, "IDENTITY_REFUSED".to_owned()));
    let stranger = ask(&transport.signed(issuer())).await.unwrap_err();
    assert_eq!(refused(&stranger), (Code::Unauthenticated, "IDENTITY_REFUSED".to_owned()));
}

#[tokio::test]
async fn a_token_for_one_service_opens_no_other() {
    let issuer = issuer();
    let (transport, last) = believing(&issuer);
    let ann = Arc::new(o2c_kernel::system(TenantId::default(), "orders"));
    for (audience, accepted) in [("orders", false), ("runtime", true)] {
        let token = issuer.token(&ann, audience, machine_now());
        let answer = ask_with(&transport, |request| {
            request.metadata_mut().insert(IDENTITY, token.parse().unwrap());
            // beside a good token it says nothing
            request.metadata_mut().insert(TENANT, "victim".parse().unwrap());
        });
        assert_eq!(answer.await.is_ok(), accepted, "{audience}");
    }
    assert_eq!(last.lock().unwrap().take().unwrap().tenant(), &TenantId::default());
}

#[tokio::test]
async fn a_signed_caller_is_still_held_to_the_scope() {
    let issuer = issuer();
    let (transport, last) = believing(&issuer);
    let signed = transport.signed(issuer);
    let answer = ask_with(&signed, |request| {
        request.metadata_mut().insert(SCOPES, "orders.read".parse().unwrap());
    });
    assert_eq!(refused(&answer.await.unwrap_err()), (Code::PermissionDenied, "SCOPE_MISSING".to_owned()));
    assert!(last.lock().unwrap().is_none());
}
