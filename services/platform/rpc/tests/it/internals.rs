//! INTERNAL tells its request id and nothing else.

use o2c_proto::runtime::v1::Backlog;
use o2c_rpc::server::ServerConfig;
use tonic::{Code, Status, metadata::MetadataMap};
use tonic_types::StatusExt;

use super::subject::{ask, ask_with, server};

fn assert_tells_nothing_but(status: &Status, request_id: &str) {
    assert_eq!(status.code(), Code::Internal);
    assert_eq!(status.message(), "internal error");
    let details = status.get_error_details_vec();
    assert_eq!(details.len(), 1, "{details:?}");
    assert_eq!(status.get_details_request_info().unwrap().request_id, request_id);
}

fn request_id(metadata: &MetadataMap) -> String {
    metadata.get("x-request-id").unwrap().to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_panic_ends_one_call_and_tells_nothing() {
    let transport = server(&ServerConfig::default(), |call| async move {
        assert_ne!(call.principal().as_str(), "trouble", "password = hunter2");
        Ok(Backlog::default())
    });
    let answer = ask_with(&transport, |request| {
        request.metadata_mut().insert("o2c-principal", "trouble".parse().unwrap());
        request.metadata_mut().insert("x-request-id", "r-42".parse().unwrap());
    });
    let status = answer.await.unwrap_err();

    assert_tells_nothing_but(&status, "r-42");
    assert_eq!(request_id(status.metadata()), "r-42");
    ask(&transport).await.expect("the server lives on");
}

#[tokio::test]
async fn every_answer_names_its_request() {
    let transport = server(&ServerConfig::default(), |_| async { Ok(Backlog::default()) });

    let made = ask(&transport).await.unwrap();
    assert_eq!(request_id(made.metadata()).len(), 36, "a UUID was made");

    let long = "x".repeat(65);
    for (given, kept) in [("abc-1", true), (long.as_str(), false), ("a b", false)] {
        let answer = ask_with(&transport, |request| {
            request.metadata_mut().insert("x-request-id", given.parse().unwrap());
        });
        assert_eq!(request_id(answer.await.unwrap().metadata()) == given, kept, "{given}");
    }
}
