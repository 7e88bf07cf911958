//! What the edge asks of callers beside their proof.

use std::{fmt, sync::Arc};

use o2c_rpc::server::Refusals;

use crate::quota::{Quotas, Strangers};

/// Each is optional; by default none is asked.
#[derive(Clone, Default)]
pub struct AdmissionRules {
    /// How much a tenant may ask for.
    pub quotas: Option<Arc<Quotas>>,
    /// How often an address may fail to prove who calls.
    pub strangers: Option<Arc<Strangers>>,
    /// Proxies before the edge that write down where a request came from (`X-Forwarded-For`); 0: none is believed.
    pub trusted_proxies: usize,
    /// Who writes refusals down.
    pub refusals: Option<Arc<dyn Refusals>>,
}

impl fmt::Debug for AdmissionRules {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { quotas, strangers, trusted_proxies, refusals: _ } = self;
        let mut shown = formatter.debug_struct("AdmissionRules");
        shown.field("quotas", quotas).field("strangers", strangers).field("trusted_proxies", trusted_proxies);
        shown.finish_non_exhaustive()
    }
}
