//! What the platform measures, by the names that alerts and dashboards know.

use crate::{Counter, Histogram, Kind, Metric, Unit, age, counter, duration, gauge};

/// OpenTelemetry's name of what we call with.
pub const GRPC: &str = "grpc";

static SERVER_CALL: Metric = duration(
    "rpc.server.call.duration",
    &["rpc.system.name", "rpc.method", "rpc.response.status_code"],
    "Calls answered, by the layer that every call passes.",
);
pub static SERVER_CALLS: Histogram = Histogram::new(&SERVER_CALL);

static CLIENT_CALL: Metric = duration(
    "rpc.client.call.duration",
    &["rpc.system.name", "rpc.method", "rpc.response.status_code", "server.address"],
    "Calls made to other services.",
);
pub static CLIENT_CALLS: Histogram = Histogram::new(&CLIENT_CALL);

static HTTP_REQUEST: Metric = duration(
    "http.server.request.duration",
    &["http.request.method", "http.route", "http.response.status_code"],
    "Requests in HTTP/JSON at the gateway.",
);
pub static HTTP_REQUESTS: Histogram = Histogram::new(&HTTP_REQUEST);

const POOL: &str = "db.client.connection.pool.name";
pub static CONNECTIONS: Metric =
    gauge("db.client.connection.count", &[POOL, "db.client.connection.state"], "Connections, used and idle.");
pub static CONNECTIONS_MOST: Metric = gauge("db.client.connection.max", &[POOL], "How many there may be.");
pub static CONNECTIONS_WAITING: Metric = gauge("db.client.connection.pending_requests", &[POOL], "Who waits for one.");
static CONNECTION_TIMEOUT: Metric = counter("db.client.connection.timeouts", &[POOL], "Who waited for nothing.");
pub static CONNECTION_TIMEOUTS: Counter = Counter::new(&CONNECTION_TIMEOUT);

static PROCESS: Metric = duration(
    "messaging.process.duration",
    &["messaging.system", "messaging.consumer.group.name", "error.type"],
    "Sets of facts taken in, each a transaction.",
);
pub static SETS_TAKEN: Histogram = Histogram::new(&PROCESS);

pub static MEMORY: Metric = Metric {
    name: "process.memory.usage",
    kind: Kind::Gauge,
    unit: Unit::Bytes,
    labels: &[],
    help: "Resident memory.",
};

static SHED: Metric = counter("o2c.calls.shed", &["o2c.service", "reason"], "Calls told to come back.");
pub static CALLS_SHED: Counter = Counter::new(&SHED);

static REPEATED: Metric =
    counter("o2c.requests.repeated", &["o2c.service"], "Requests answered from what was stored with the first one.");
pub static REQUESTS_REPEATED: Counter = Counter::new(&REPEATED);

pub static OUTBOX_DEPTH: Metric =
    gauge("o2c.outbox.depth", &["o2c.service"], "Facts stated and not yet taken into effect by the bus.");
pub static OUTBOX_AGE: Metric = age("o2c.outbox.age", &["o2c.service"], "Age of the oldest of them.");

pub static CONSUMER_LAG: Metric =
    gauge("o2c.consumer.lag", &["o2c.service", "o2c.producer"], "Facts that the bus holds for a consumer.");
static FACTS: Metric = counter("o2c.consumer.facts", &["o2c.service", "o2c.producer", "outcome"], "Facts dealt with.");
pub static CONSUMER_FACTS: Counter = Counter::new(&FACTS);
static RECOVERED: Metric = counter(
    "o2c.consumer.recovered",
    &["o2c.service", "o2c.producer"],
    "Facts that the bus had lost, pulled from their producer.",
);
pub static CONSUMER_RECOVERED: Counter = Counter::new(&RECOVERED);

pub static PARKED_DEPTH: Metric =
    gauge("o2c.parked.depth", &["o2c.service"], "Facts that wait for a fact of another aggregate.");
pub static PARKED_AGE: Metric = age("o2c.parked.age", &["o2c.service"], "Age of the oldest of them.");
pub static DEAD_LETTERS: Metric = gauge(
    "o2c.dead_letters.depth",
    &["o2c.service", "o2c.producer"],
    "Facts that failed for good and wait for a person.",
);

pub static AUDIT_UNSEALED: Metric =
    gauge("o2c.audit_trail.unsealed", &["o2c.service"], "Entries of the audit trail that stand in no block yet.");
pub static AUDIT_UNSEALED_AGE: Metric =
    age("o2c.audit_trail.unsealed.age", &["o2c.service"], "Age of the oldest of them.");
static REFUSALS: Metric = counter(
    "o2c.audit_trail.refusals",
    &["o2c.service", "outcome"],
    "Refused calls for the audit trail: told, counted, or lost.",
);
pub static AUDIT_REFUSALS: Counter = Counter::new(&REFUSALS);

pub static SAGAS_UNFINISHED: Metric =
    gauge("o2c.sagas.unfinished", &["o2c.service", "saga"], "Sagas that have not ended.");
pub static SAGAS_AGE: Metric = age("o2c.sagas.age", &["o2c.service", "saga"], "Age of the oldest of them.");
pub static SAGAS_STUCK: Metric = gauge("o2c.sagas.stuck", &["o2c.service", "saga"], "Sagas that wait for a person.");
static ENDED: Metric = counter("o2c.sagas.ended", &["o2c.service", "saga", "outcome"], "Sagas that ended.");
pub static SAGAS_ENDED: Counter = Counter::new(&ENDED);
