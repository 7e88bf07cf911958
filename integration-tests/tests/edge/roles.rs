//! Every method of the contract × every role × {nobody, somebody without the scope, somebody with it}, made by walking
//! the contract: through the edge, and at the services themselves.

use std::collections::BTreeMap;

use bytes::Bytes;
use o2c_identity::Role;
use o2c_integration_tests::Mesh;
use o2c_rpc::{BytesCodec, Transport, status};
use tonic::{Code, Request, Status, client::Grpc};

use super::signed::token;

/// What a method answers to an empty request.
async fn ask(transport: &Transport, path: &str, headers: &[(&'static str, &str)]) -> Result<(), Status> {
    let mut request = Request::new(Bytes::new());
    for (name, value) in headers {
        request.metadata_mut().insert(*name, value.parse().unwrap());
    }
    let mut grpc = Grpc::new(transport.clone());
    grpc.ready().await.unwrap();
    let path = path.parse().unwrap();
    // the head of the answer says it, also where many messages would follow
    grpc.server_streaming::<Bytes, Bytes, _>(request, path, BytesCodec).await.map(drop)
}

fn code(answer: &Result<(), Status>) -> Code {
    answer.as_ref().err().map_or(Code::Ok, Status::code)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_method_is_for_the_roles_that_have_its_scope_and_for_nobody_else() {
    let mesh = Mesh::signed().await;
    let key = mesh.issuer_key();
    let edge = mesh.mesh.edge(o2c_gateway::GatewayOptions::default()).unwrap();
    let roles: Vec<&Role> = mesh.mesh.roles.iter().filter(|role| !role.internal).collect();
    let tokens: BTreeMap<&str, String> =
        roles.iter().map(|role| (role.name.as_str(), token(&key, "acme", "ann", &[&role.name]))).collect();
    let mut seen = BTreeMap::from([("right", 0), ("wrong", 0), ("none", 0)]);
    for (path, access) in mesh.mesh.contract.methods() {
        let nobody = ask(&edge, path, &[]).await;
        assert_eq!(code(&nobody), Code::Unauthenticated, "{path} without a token: {nobody:?}");
        *seen.get_mut("none").unwrap() += 1;
        for role in &roles {
            let answer = ask(&edge, path, &[("authorization", &tokens[role.name.as_str()])]).await;
            let (has, code) = (role.scopes.contains(&access.scope), code(&answer));
            let passed = !matches!(code, Code::Unauthenticated | Code::PermissionDenied | Code::Unimplemented);
            assert_eq!(passed, has, "{path} by {}: {answer:?}", role.name);
            if !has {
                assert_eq!(code, Code::PermissionDenied, "{path} by {}", role.name);
                let info = status::error_info(&answer.unwrap_err()).unwrap();
                assert_eq!(info.metadata["scope"], access.scope, "{path} by {}", role.name);
            }
            *seen.get_mut(if has { "right" } else { "wrong" }).unwrap() += 1;
        }
    }
    assert!(seen.values().all(|count| *count > 100), "the walk looked at too little: {seen:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_service_believes_what_anybody_could_write() {
    let mesh = Mesh::signed().await;
    let services = mesh.mesh.served();
    let bearer = token(&mesh.issuer_key(), "acme", "ann", &["auditor"]);
    let invented: [&[(&str, &str)]; 4] = [
        &[],
        &[("o2c-tenant", "acme"), ("o2c-principal", "system:orders"), ("o2c-scopes", "orders.*")],
        &[("o2c-identity", "eyJhbGciOiJub25lIn0.e30.")],
        &[("authorization", &bearer), ("o2c-identity", bearer.strip_prefix("Bearer ").unwrap())],
    ];
    for (path, _) in mesh.mesh.contract.methods() {
        for headers in invented {
            let answer = ask(&services, path, headers).await;
            assert_eq!(code(&answer), Code::Unauthenticated, "{path} with {headers:?}: {answer:?}");
        }
    }
}
