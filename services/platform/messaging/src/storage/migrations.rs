//! The tables. A consumer's and a producer's tables live in one database: a service is both.

use o2c_store::Migration;

/// The tables of messaging, to be migrated by each service beside its own.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "messaging/0001_outbox", sql: OUTBOX },
    Migration { name: "messaging/0002_inbox", sql: INBOX },
    Migration { name: "messaging/0003_relay", sql: RELAY },
    Migration { name: "messaging/0004_record", sql: RECORD },
];

// A fact is never touched again once it is stated: what is still to be published stands beside the outbox, as runs of
// neighbouring positions that one transaction wrote, and goes when it is published. The unique index serves the pull of a
// lost tail.
const OUTBOX: &str = "
CREATE TABLE outbox (
    position IDENTITY,
    tenant TEXT NOT NULL,
    event_id UUID NOT NULL,
    aggregate_type TEXT NOT NULL,
    aggregate_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    type TEXT NOT NULL,
    payload BYTES NOT NULL,
    traceparent TEXT NULL,
    incarnation UUID NOT NULL,
    occurred_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX outbox_by_aggregate ON outbox (tenant, aggregate_id, sequence);
CREATE TABLE outbox_unpublished (
    first_position BIGINT NOT NULL PRIMARY KEY,
    last_position BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL
) CLUSTERED;
CREATE TABLE aggregate_head (
    tenant TEXT NOT NULL,
    aggregate_id UUID NOT NULL,
    aggregate_type TEXT NOT NULL,
    last_sequence BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, aggregate_id)
) CLUSTERED REWRITTEN;
CREATE INDEX aggregate_head_by_change ON aggregate_head (changed_at);
";

// consumer_cursor is never pruned: it is what refuses a double, however late. The producer is part of its key, and of the
// indexes by aggregate: producers number their facts independently, and two may use one id.
const INBOX: &str = "
CREATE TABLE consumer_cursor (
    tenant TEXT NOT NULL,
    consumer TEXT NOT NULL,
    producer TEXT NOT NULL,
    aggregate_id UUID NOT NULL,
    last_sequence BIGINT NOT NULL,
    PRIMARY KEY (tenant, consumer, producer, aggregate_id)
) CLUSTERED REWRITTEN;
CREATE TABLE parked_event (
    tenant TEXT NOT NULL,
    consumer TEXT NOT NULL,
    event_id UUID NOT NULL,
    producer TEXT NOT NULL,
    aggregate_type TEXT NOT NULL,
    aggregate_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    envelope BYTES NOT NULL,
    waits_for UUID NULL,
    due_at BIGINT NULL,
    tries BIGINT NOT NULL,
    parked_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, consumer, event_id)
);
CREATE INDEX parked_event_by_aggregate ON parked_event (tenant, consumer, producer, aggregate_id, sequence);
CREATE INDEX parked_event_by_waits_for ON parked_event (tenant, consumer, waits_for) WHERE waits_for IS NOT NULL;
CREATE INDEX parked_event_by_due ON parked_event (consumer, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX parked_event_by_age ON parked_event (consumer, parked_at);
CREATE TABLE dead_letter (
    tenant TEXT NOT NULL,
    consumer TEXT NOT NULL,
    event_id UUID NOT NULL,
    producer TEXT NOT NULL,
    aggregate_type TEXT NOT NULL,
    aggregate_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    type TEXT NOT NULL,
    envelope BYTES NOT NULL,
    reason TEXT NOT NULL,
    tries BIGINT NOT NULL,
    failed_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    discard_reason TEXT NULL,
    PRIMARY KEY (tenant, consumer, event_id)
);
CREATE INDEX dead_letter_open ON dead_letter (tenant, consumer, producer, aggregate_id) WHERE state = 'OPEN';
";

const RELAY: &str = "
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder UUID NOT NULL,
    expires_at BIGINT NOT NULL
) CLUSTERED;
CREATE TABLE incarnation (
    singleton INTEGER NOT NULL PRIMARY KEY CHECK (singleton = 1),
    id UUID NOT NULL,
    created_at BIGINT NOT NULL
);
";

// A database that was restored takes the facts back that it had stated since. Up to `redone_sequence` the documents have
// had the effect of what they stated; none: of all of it, as always but after a restore. Which are behind stands in a
// table of its own, which is nearly always empty: an index on all heads would hold up who writes them while it is made.
const RECORD: &str = "
ALTER TABLE aggregate_head ADD COLUMN redone_sequence BIGINT NULL;
CREATE TABLE aggregate_behind (
    tenant TEXT NOT NULL,
    aggregate_id UUID NOT NULL,
    PRIMARY KEY (tenant, aggregate_id)
) CLUSTERED;
";
