//! A commit is never cut.

use std::time::Duration;

use o2c_proto::runtime::v1::Backlog;
use o2c_rpc::server::ServerConfig;
use tokio::sync::mpsc;

use super::subject::{ask, server};

#[tokio::test]
async fn a_handler_ends_although_its_caller_hung_up() {
    let (tell, mut told) = mpsc::unbounded_channel();
    let transport = server(&ServerConfig::default(), move |_| {
        let tell = tell.clone();
        async move {
            tell.send("begun").unwrap();
            tokio::time::sleep(Duration::from_millis(30)).await;
            tell.send("committed").unwrap();
            Ok(Backlog::default())
        }
    });

    let mut answer = Box::pin(ask(&transport));
    tokio::select! {
        _ = &mut answer => unreachable!("the handler has just begun"),
        begun = told.recv() => assert_eq!(begun, Some("begun")),
    }
    drop(answer);

    let end = tokio::time::timeout(Duration::from_secs(5), told.recv()).await;
    assert_eq!(end, Ok(Some("committed")));
}
