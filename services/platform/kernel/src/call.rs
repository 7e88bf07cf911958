//! The first argument of every use case.

use std::{sync::Arc, time::Duration};

use crate::{Actor, Caller, Clock, Date, Deadline, Instant, Origin, Principal, TenantId, Zone};

/// The W3C `traceparent` of the call, where there is one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TraceContext(pub Option<Arc<str>>);

/// One call: who, for whom, by which method, until when, and which day it is.
#[derive(Clone, Debug)]
pub struct Call {
    pub caller: Arc<Caller>,
    /// Full gRPC method, such as `o2c.orders.v1.OrdersService/SubmitOrder`.
    pub method: Arc<str>,
    pub deadline: Deadline,
    pub clock: Clock,
    pub zone: Zone,
    pub trace: TraceContext,
    pub origin: Arc<Origin>,
    /// What is decided is rolled back: the caller only asks what would be answered.
    pub validate_only: bool,
}

impl Call {
    /// A call that a service makes by itself, on a fact or in a saga.
    #[must_use]
    pub fn internal(caller: Caller, method: &str, within: Duration, clock: &Clock, zone: &Zone) -> Self {
        Self {
            caller: Arc::new(caller),
            method: method.into(),
            deadline: Deadline::after(within),
            clock: clock.clone(),
            zone: zone.clone(),
            trace: TraceContext::default(),
            origin: Arc::default(),
            validate_only: false,
        }
    }

    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.caller.tenant
    }

    #[must_use]
    pub fn principal(&self) -> &Principal {
        &self.caller.principal
    }

    /// Who acts, and who answers for it.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.caller.actor()
    }

    /// Business time.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// The business day, in the legal entity's zone.
    #[must_use]
    pub fn today(&self) -> Date {
        self.clock.today(&self.zone)
    }
}
