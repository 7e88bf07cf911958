//! What a service is given when it is opened.

use std::sync::Arc;

use o2c_kernel::{Clock, SetLimits, Zone};
use o2c_rpc::{Contract, Transport};
use o2c_store::Store;

/// Everything a service needs from outside; it reads no file and no variable itself.
#[derive(Clone)]
pub struct Environment {
    /// Migrated already.
    pub store: Store,
    /// Business time.
    pub clock: Clock,
    /// The legal entity's zone: it decides which day it is.
    pub zone: Zone,
    /// Where sets end.
    pub limits: SetLimits,
    /// The way to every other service, through the client stack.
    pub transport: Transport,
    pub contract: Arc<Contract>,
    /// The service's own section; null where there is none.
    pub config: serde_json::Value,
}
