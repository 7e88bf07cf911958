//! The network between callers and services: it loses requests, loses answers, delivers twice, and delivers late what
//! nobody expects any more.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use o2c_rpc::Transport;
use o2c_runtime::Switchboard;
use tokio::runtime::Handle;
use tonic::{Status, body::Body, codegen::StdError};
use tower::ServiceExt;

use crate::chance::Chance;

type Request = http::Request<Body>;
type Response = http::Response<Body>;

/// Copies that are kept to be delivered late; more are simply lost.
const KEPT: usize = 64;

/// Of a thousand calls.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    pub lost_requests: u64,
    pub lost_answers: u64,
    pub doubles: u64,
    pub late: u64,
}

impl Rates {
    pub const HOSTILE: Self = Self { lost_requests: 15, lost_answers: 25, doubles: 20, late: 10 };
    pub const CALM: Self = Self { lost_requests: 0, lost_answers: 0, doubles: 0, late: 0 };
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Delivered,
    RequestLost,
    AnswerLost,
    Double,
    Late,
}

struct Copy {
    parts: http::request::Parts,
    body: Bytes,
}

/// One for a mesh.
pub struct Network {
    rates: Rates,
    chance: Mutex<Chance>,
    late: Mutex<Vec<Copy>>,
    faults: AtomicU64,
}

impl Network {
    pub fn new(rates: Rates, chance: Chance) -> Arc<Self> {
        Arc::new(Self { rates, chance: Mutex::new(chance), late: Mutex::default(), faults: AtomicU64::new(0) })
    }

    /// How many calls it has spoilt.
    pub fn faults(&self) -> u64 {
        self.faults.load(Ordering::Relaxed)
    }

    /// The way to a service whose process is that of `runtime`: a call dies with the process.
    pub fn way(self: &Arc<Self>, service: Transport, runtime: Handle) -> Transport {
        let network = Arc::clone(self);
        Transport::local(tower::service_fn(move |request: Request| {
            let (network, service, runtime) = (Arc::clone(&network), service.clone(), runtime.clone());
            async move { network.carry(service, runtime, request).await }
        }))
    }

    /// Delivers what was held back. Nobody waits for an answer.
    pub async fn deliver_late(&self, board: &Switchboard) {
        let kept = std::mem::take(&mut *self.late.lock().unwrap_or_else(PoisonError::into_inner));
        for copy in kept {
            let _ = board.transport().oneshot(copy.request()).await;
        }
    }

    async fn carry(&self, service: Transport, runtime: Handle, request: Request) -> Result<Response, StdError> {
        let fate = self.fate();
        if fate == Fate::Delivered {
            return deliver(service, &runtime, request).await;
        }
        self.faults.fetch_add(1, Ordering::Relaxed);
        let (parts, body) = request.into_parts();
        let copy = Copy { parts, body: body.collect().await?.to_bytes() };
        match fate {
            Fate::Delivered | Fate::Double => {
                let _ = deliver(service.clone(), &runtime, copy.request()).await;
                return deliver(service, &runtime, copy.request()).await;
            }
            Fate::AnswerLost => drop(deliver(service, &runtime, copy.request()).await),
            Fate::Late => {
                let mut late = self.late.lock().unwrap_or_else(PoisonError::into_inner);
                if late.len() < KEPT {
                    late.push(copy);
                }
            }
            Fate::RequestLost => {}
        }
        Ok(gone())
    }

    fn fate(&self) -> Fate {
        let drawn = self.chance.lock().unwrap_or_else(PoisonError::into_inner).below(1_000);
        let Rates { lost_requests, lost_answers, doubles, late } = self.rates;
        let fates = [
            (lost_requests, Fate::RequestLost),
            (lost_answers, Fate::AnswerLost),
            (doubles, Fate::Double),
            (late, Fate::Late),
        ];
        let mut bound = 0;
        for (rate, fate) in fates {
            bound += rate;
            if drawn < bound {
                return fate;
            }
        }
        Fate::Delivered
    }
}

impl Copy {
    fn request(&self) -> Request {
        Request::from_parts(self.parts.clone(), Body::new(Full::new(self.body.clone())))
    }
}

/// In the process of the service.
async fn deliver(service: Transport, runtime: &Handle, request: Request) -> Result<Response, StdError> {
    match runtime.spawn(service.oneshot(request)).await {
        Ok(answer) => answer,
        Err(_dead) => Ok(gone()),
    }
}

fn gone() -> Response {
    Status::unavailable("the connection was reset").into_http()
}
