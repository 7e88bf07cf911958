//! The tables of the saga log.

use o2c_store::Migration;

/// To be passed to `Store::migrate` by every service with sagas.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "saga/0001_log", sql: LOG },
    Migration { name: "saga/0002_trace", sql: "ALTER TABLE saga ADD COLUMN traceparent TEXT;" },
];

// The partial indexes keep "what is there to do" as small as what is under way, however many sagas have ended.
const LOG: &str = "
CREATE TABLE saga (
    position IDENTITY,
    tenant TEXT NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    subject UUID NOT NULL,
    state TEXT NOT NULL,
    parameters TEXT NOT NULL,
    caller TEXT NOT NULL,
    outputs TEXT NOT NULL,
    refusal TEXT,
    resume_at TEXT,
    last_error TEXT,
    tries BIGINT NOT NULL,
    faults BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    version BIGINT NOT NULL,
    UNIQUE (tenant, id)
) REWRITTEN;
CREATE INDEX saga_unfinished ON saga (name, position) WHERE state IN ('running', 'unwinding');
CREATE INDEX saga_stuck ON saga (name, position) WHERE state = 'stuck';
CREATE TABLE saga_step (
    tenant TEXT NOT NULL,
    saga_id UUID NOT NULL,
    step TEXT NOT NULL,
    call_id UUID NOT NULL,
    status TEXT NOT NULL,
    PRIMARY KEY (tenant, saga_id, step)
) CLUSTERED REWRITTEN;
CREATE TABLE saga_lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder UUID NOT NULL,
    beat BIGINT NOT NULL
) CLUSTERED;
";
