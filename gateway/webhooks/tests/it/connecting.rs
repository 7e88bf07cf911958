//! Nothing within a network is ever connected, however somebody writes it down.

use std::{
    io,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use futures::future::BoxFuture;
use o2c_webhooks::{
    WebhooksConfig,
    domain::Outcome,
    sending::{Post, Resolve, Sender, Signed},
};
use tokio::net::TcpListener;

use crate::endpoint::{Answer, Endpoint};

/// Addresses as an attacker writes them. None of them may be subscribed to.
const WRITTEN: [&str; 75] = [
    // this machine
    "https://127.0.0.1/",
    "https://127.0.0.2:8443/",
    "https://127.1/",
    "https://127.0.1/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://a.localhost/",
    "https://localhost.localdomain/",
    "https://0.0.0.0/",
    "https://0/",
    "https://[::]/",
    "https://[::1]/",
    "https://[0:0:0:0:0:0:0:1]/",
    // numbers that some resolvers take for addresses
    "https://2130706433/",
    "https://017700000001/",
    "https://0x7f000001/",
    "https://0x7F.0x0.0x0.0x1/",
    "https://0177.0.0.1/",
    "https://0177.0.0.01/",
    "https://127.0.0.1./",
    "https://0x7f.1/",
    "https://127.0x1/",
    "https://2852039166/",
    "https://0xa9fea9fe/",
    "https://169.254.43518/",
    "https://425.510.425.510/",
    "https://1.2.3.4.5/",
    "https://1.0x/",
    // IPv4 within IPv6
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[64:ff9b:1::1]/",
    "https://[2002:7f00:1::]/",
    "https://[2002:a9fe:a9fe::1]/",
    "https://[2001:0:7f00:1::]/",
    // this network, and what the cloud keeps there
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://169.254.170.2/v2/credentials",
    "https://100.100.100.200/latest/meta-data/",
    "https://168.63.129.16/machine",
    "https://192.0.0.192/opc/v2/",
    "https://metadata.google.internal/computeMetadata/v1/",
    "https://metadata/",
    "https://kubernetes.default.svc.cluster.local/",
    "https://orders/",
    "https://router.home.arpa/",
    "https://[fd00:ec2::254]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fc00::1]/",
    // carriers, groups, nobody
    "https://100.64.0.1/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://240.0.0.1/",
    "https://[ff02::1]/",
    // two readers, two hosts
    "https://hooks.example@127.0.0.1/",
    "https://user:password@hooks.example/",
    "https://127.0.0.1#@hooks.example/",
    "https://hooks.example\\@127.0.0.1/",
    "https://127.0.0.1%2f@hooks.example/",
    "https://hooks.example:443:80/",
    "https://①②⑦.⓪.⓪.①/",
    // not https, or at the door of something else
    "http://hooks.example/",
    "gopher://hooks.example/",
    "https://hooks.example:22/",
    "//hooks.example/",
];

struct Counting<R>(Arc<AtomicUsize>, R);

impl<R: Fn(usize) -> Vec<&'static str> + Send + Sync> Resolve for Counting<R> {
    fn resolve<'a>(&'a self, _name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        let asked = self.0.fetch_add(1, Ordering::Relaxed);
        let found = (self.1)(asked).into_iter().map(|address| address.parse().unwrap()).collect();
        Box::pin(async move { Ok(found) })
    }
}

fn post(url: &str) -> Post {
    let signed = Signed { id: "i".to_owned(), timestamp: "1".to_owned(), signature: "v1,x".to_owned() };
    Post { url: url.to_owned(), signed, body: Bytes::from_static(b"{}") }
}

fn strict() -> WebhooksConfig {
    WebhooksConfig { enabled: true, timeout_seconds: 2, ..WebhooksConfig::default() }
}

#[tokio::test]
async fn no_address_within_is_connected_however_it_is_written() {
    let asked = Arc::new(AtomicUsize::new(0));
    let resolver = Arc::new(Counting(Arc::clone(&asked), |_| vec!["127.0.0.1"]));
    let sender = Sender::new(&strict(), resolver).unwrap();
    for url in WRITTEN {
        let attempt = sender.send(post(url)).await;
        assert_eq!((attempt.outcome, attempt.status), (Outcome::ForbiddenAddress, None), "{url}");
    }
    assert_eq!(asked.load(Ordering::Relaxed), 0, "no resolver was even asked");
}

#[tokio::test]
async fn a_name_that_leads_within_is_not_connected() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let within = [
        vec!["127.0.0.1"],
        vec!["::1"],
        vec!["::ffff:127.0.0.1"],
        vec!["10.1.2.3"],
        vec!["169.254.169.254"],
        vec!["fd00:ec2::254"],
        vec!["64:ff9b::7f00:1"],
        // one that could be public does not make the other one so
        vec!["93.184.216.34", "127.0.0.1"],
        vec!["127.0.0.1", "93.184.216.34"],
        vec!["2606:4700::1111", "::1"],
    ];
    for addresses in within {
        let told = addresses.clone();
        let resolver = Arc::new(Counting(Arc::default(), move |_| told.clone()));
        let sender = Sender::new(&strict(), resolver).unwrap();
        let attempt = sender.send(post(&format!("https://hooks.example:{port}/"))).await;
        assert_eq!(attempt.outcome, Outcome::ForbiddenAddress, "{addresses:?}");
    }
    let nobody = tokio::time::timeout(std::time::Duration::from_millis(100), listener.accept()).await;
    assert!(nobody.is_err(), "somebody has connected");
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_a_moment_later_leads_nowhere() {
    let asked = Arc::new(AtomicUsize::new(0));
    // public to whoever asks first, this machine to whoever asks again
    let rebinding = Counting(Arc::clone(&asked), |asked| vec![if asked == 0 { "192.0.2.1" } else { "127.0.0.1" }]);
    let sender = Sender::new(&strict(), Arc::new(rebinding)).unwrap();
    for attempts in 1..=3 {
        let attempt = sender.send(post("https://hooks.example:8443/")).await;
        assert_eq!(attempt.outcome, Outcome::ForbiddenAddress);
        assert_eq!(asked.load(Ordering::Relaxed), attempts, "asked once for each connection, and that answer counts");
    }
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_leads_nowhere() {
    let (endpoint, within) = (Endpoint::start().await, Endpoint::start().await);
    let insecure = WebhooksConfig { insecure_endpoints: true, ..strict() };
    let sender = Sender::new(&insecure, Arc::new(o2c_webhooks::sending::SystemResolver)).unwrap();
    for to in [within.url(), "https://169.254.169.254/".to_owned(), "//127.0.0.1/".to_owned()] {
        endpoint.next([Answer::Redirect(to)]);
        let attempt = sender.send(post(&endpoint.url())).await;
        assert_eq!((attempt.outcome, attempt.status), (Outcome::Refused, Some(307)));
    }
    assert_eq!((endpoint.received().len(), within.received().len()), (3, 0));
}

#[tokio::test]
async fn silence_and_a_flood_end_within_their_bounds() {
    let endpoint = Endpoint::start().await;
    let insecure = WebhooksConfig { insecure_endpoints: true, timeout_seconds: 1, ..strict() };
    let sender = Sender::new(&insecure, Arc::new(o2c_webhooks::sending::SystemResolver)).unwrap();
    endpoint.next([Answer::Silence, Answer::Endless]);
    assert_eq!(sender.send(post(&endpoint.url())).await.outcome, Outcome::TimedOut);
    assert_eq!(sender.send(post(&endpoint.url())).await.outcome, Outcome::Malformed);
    assert_eq!(sender.send(post("http://127.0.0.1:1/")).await.outcome, Outcome::Unreachable);
}
