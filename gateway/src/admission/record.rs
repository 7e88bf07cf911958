//! Refusals of the edge, for the audit trail of its database.

use std::{net::IpAddr, sync::Arc};

use o2c_kernel::{Caller, Origin};
use o2c_rpc::{call::TRACEPARENT, server};

use super::{Admission, Asking};
use crate::problem::{DOMAIN, Refusal};

/// Why somebody does not pass.
pub(super) struct Refused {
    pub(super) refusal: Refusal,
    /// As far as known who.
    pub(super) caller: Option<Arc<Caller>>,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, caller: None }
    }
}

impl Admission {
    /// Ends when it is written down, or cannot be in time.
    pub(super) async fn record(&self, asking: &Asking<'_>, peer: Option<IpAddr>, refused: &Refused) {
        let Refused { refusal, caller } = refused;
        // It says nothing of the token itself.
        tracing::debug!(path = asking.path, %refusal, "a caller was not admitted");
        let Some(refusals) = self.0.rules.refusals.as_ref().filter(|_| refusal.is_of_a_caller()) else { return };
        // What is no method of ours is a text of the caller's, and without number.
        let known = self.0.contract.access(asking.path).is_some();
        let method = if known { asking.path.trim_start_matches('/') } else { "" };
        let trace = asking.headers.get(TRACEPARENT).and_then(|value| value.to_str().ok());
        let told = server::Refusal {
            caller: caller.clone(),
            method: method.into(),
            origin: Arc::new(Origin::new(asking.request_id.into(), Arc::default())),
            trace: trace.map(Arc::from),
            peer,
            refusal: format!("{DOMAIN}/{}", refusal.reason()),
            items: Vec::new(),
        };
        refusals.record(told).await;
    }
}
