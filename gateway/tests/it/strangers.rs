//! Whoever does not prove who they are: how often they may, and that it is on record.

use std::sync::{Arc, Mutex};

use futures::{FutureExt, future::BoxFuture};
use http::{Request, header};
use o2c_gateway::{AdmissionRules, QuotaOptions, Quotas, Strangers};
use o2c_rpc::{
    call::Peer,
    server::{Refusal, Refusals},
};
use tonic::body::Body;

use super::{guarded::Guarded, subject::Got};

const ORDERS: &str = "/v1/orders";
const GUESSER: [u8; 4] = [192, 0, 2, 1];
const NEIGHBOUR: [u8; 4] = [192, 0, 2, 2];
/// So slow that nothing comes back while a test runs.
const THREE: QuotaOptions = QuotaOptions { per_second: 1, burst: 3 };

/// Keeps what is to be written down.
#[derive(Default)]
struct Book(Mutex<Vec<Refusal>>);

impl Refusals for Book {
    fn record(&self, refusal: Refusal) -> BoxFuture<'_, ()> {
        self.0.lock().unwrap().push(refusal);
        std::future::ready(()).boxed()
    }
}

impl Book {
    /// Who, from where, what, why.
    fn told(&self) -> Vec<[String; 4]> {
        let told = |one: &Refusal| {
            let who =
                one.caller.as_ref().map(|caller| format!("{}/{}", caller.tenant.as_str(), caller.principal.as_str()));
            let peer = one.peer.map(|peer| peer.to_string());
            [who.unwrap_or_default(), peer.unwrap_or_default(), one.method.to_string(), one.refusal.clone()]
        };
        self.0.lock().unwrap().iter().map(told).collect()
    }
}

async fn get(guarded: &Guarded, from: [u8; 4], path: &str, token: Option<&str>) -> Got {
    let mut request = Request::get(path).body(Body::empty()).unwrap();
    request.extensions_mut().insert(Peer(from.into()));
    if let Some(token) = token {
        request.headers_mut().insert(header::AUTHORIZATION, token.parse().unwrap());
    }
    guarded.subject.send(request).await
}

fn strangers() -> Option<Arc<Strangers>> {
    Some(Arc::new(Strangers::new(THREE)))
}

#[tokio::test]
async fn an_address_that_fails_too_often_is_told_to_wait_and_its_neighbours_go_on() {
    let guarded = Guarded::by(AdmissionRules { strangers: strangers(), ..AdmissionRules::default() }).await;
    let (known, unknown) = (guarded.token("acme", &["auditor"]), guarded.token("acme", &["order-clerk"]));
    assert_eq!(get(&guarded, GUESSER, ORDERS, Some(&known)).await.status, 200);

    let mut last = get(&guarded, GUESSER, ORDERS, None).await;
    assert_eq!((last.status.as_u16(), last.reason().as_str()), (401, "CALLER_UNKNOWN"));
    for _ in 0..50 {
        last = get(&guarded, GUESSER, ORDERS, Some("Bearer guessed")).await;
        if last.status != 401 {
            break;
        }
    }
    assert_eq!((last.status.as_u16(), last.reason().as_str()), (429, "TOO_MANY_ATTEMPTS"));
    assert_eq!(last.header("retry-after"), "1");
    assert_eq!(
        get(&guarded, GUESSER, "/docs", None).await.status,
        429,
        "what is there for anybody is no way around it"
    );
    assert_eq!(get(&guarded, GUESSER, ORDERS, Some(&known)).await.status, 200, "who was believed goes on");
    assert_eq!(get(&guarded, NEIGHBOUR, ORDERS, Some(&unknown)).await.status, 200, "and who comes from elsewhere");
    assert_eq!(guarded.subject.times(), 3);
}

#[tokio::test]
async fn who_does_not_pass_is_on_record_with_where_they_came_from() {
    let book: Arc<Book> = Arc::default();
    let rules = AdmissionRules {
        quotas: Some(Arc::new(Quotas::new(QuotaOptions { per_second: 1, burst: 1 }))),
        strangers: strangers(),
        trusted_proxies: 0,
        refusals: Some(book.clone()),
    };
    let guarded = Guarded::by(rules).await;
    get(&guarded, GUESSER, ORDERS, None).await;
    get(&guarded, GUESSER, ORDERS, Some("Bearer guessed")).await;
    let treasurer = guarded.token("acme", &["treasurer"]);
    get(&guarded, NEIGHBOUR, ORDERS, Some(&treasurer)).await;
    let (greedy, mut tries) = (guarded.token("acme", &["auditor"]), 0);
    while get(&guarded, NEIGHBOUR, ORDERS, Some(&greedy)).await.status != 429 {
        tries += 1;
        assert!(tries < 50, "a quota without an end");
    }
    // what is not decided about a caller is no refusal of theirs
    get(&guarded, NEIGHBOUR, "/v1/nothing", Some(&greedy)).await;

    let list = "o2c.orders.v1.OrdersService/ListOrders";
    let row = |who: &str, peer: &str, reason: &str| {
        [who.to_owned(), peer.to_owned(), list.to_owned(), format!("gateway.o2c/{reason}")]
    };
    let expected = [
        row("", "192.0.2.1", "CALLER_UNKNOWN"),
        row("", "192.0.2.1", "TOKEN_REFUSED"),
        row("acme/ann", "192.0.2.2", "SCOPE_MISSING"),
        row("acme/ann", "192.0.2.2", "QUOTA_USED_UP"),
    ];
    assert_eq!(book.told(), expected);
}
