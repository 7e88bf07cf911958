//! The schema.

use o2c_store::Migration;

pub const MIGRATIONS: &[Migration] = &[Migration { name: "gateway/0002_webhooks", sql: WEBHOOKS }];

// States are 1 = enabled, 2 = disabled, 3 = deleted, and 1 = pending, 2 = delivered, 3 = failed. `due_at` is there only of a
// delivery that is the next of its lane: what is claimed is found without looking at what waits.
const WEBHOOKS: &str = "
CREATE TABLE webhook_subscription (
    tenant TEXT NOT NULL,
    subscription_id UUID NOT NULL,
    url TEXT NOT NULL,
    description TEXT NOT NULL,
    event_types TEXT NOT NULL,
    state SMALLINT NOT NULL,
    disabled_reason SMALLINT,
    disabled_at BIGINT,
    failing_since BIGINT,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, subscription_id)
) CLUSTERED REWRITTEN;
CREATE INDEX webhook_subscription_enabled ON webhook_subscription (tenant, subscription_id) WHERE state = 1;
CREATE INDEX webhook_subscription_disabled ON webhook_subscription (tenant, disabled_reason) WHERE state = 2;
CREATE TABLE webhook_secret (
    tenant TEXT NOT NULL,
    secret_id UUID NOT NULL,
    subscription_id UUID NOT NULL,
    algorithm SMALLINT NOT NULL,
    key_id TEXT NOT NULL,
    public_key BYTES,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (tenant, secret_id)
) CLUSTERED;
CREATE INDEX webhook_secret_by_subscription ON webhook_secret (tenant, subscription_id);
CREATE TABLE webhook_event (
    tenant TEXT NOT NULL,
    event_id UUID NOT NULL,
    type_name TEXT NOT NULL,
    aggregate_id UUID NOT NULL,
    body BYTES NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, event_id)
);
CREATE INDEX webhook_event_by_age ON webhook_event (received_at);
CREATE TABLE webhook_delivery (
    position IDENTITY,
    tenant TEXT NOT NULL,
    subscription_id UUID NOT NULL,
    event_id UUID NOT NULL,
    type_name TEXT NOT NULL,
    aggregate_id UUID NOT NULL,
    lane_id UUID NOT NULL,
    state SMALLINT NOT NULL,
    attempts INTEGER NOT NULL,
    attempts_ever INTEGER NOT NULL,
    first_attempt_at BIGINT,
    due_at BIGINT,
    claim UUID,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
) REWRITTEN;
CREATE UNIQUE INDEX webhook_delivery_by_event ON webhook_delivery (tenant, subscription_id, event_id);
CREATE INDEX webhook_delivery_due ON webhook_delivery (tenant, subscription_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_delivery_of_lane ON webhook_delivery (tenant, lane_id, position) WHERE state = 1;
CREATE INDEX webhook_delivery_by_subscription ON webhook_delivery (tenant, subscription_id, position);
CREATE INDEX webhook_delivery_by_state ON webhook_delivery (tenant, subscription_id, state, position);
CREATE INDEX webhook_delivery_by_time ON webhook_delivery (tenant, subscription_id, created_at);
CREATE INDEX webhook_delivery_by_age ON webhook_delivery (created_at);
CREATE TABLE webhook_lane (
    tenant TEXT NOT NULL,
    lane_id UUID NOT NULL,
    pending BIGINT NOT NULL,
    PRIMARY KEY (tenant, lane_id)
) CLUSTERED REWRITTEN;
CREATE TABLE webhook_attempt (
    tenant TEXT NOT NULL,
    subscription_id UUID NOT NULL,
    event_id UUID NOT NULL,
    attempt INTEGER NOT NULL,
    started_at BIGINT NOT NULL,
    latency BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    status INTEGER,
    PRIMARY KEY (tenant, subscription_id, event_id, attempt)
) CLUSTERED;
CREATE INDEX webhook_attempt_by_age ON webhook_attempt (started_at);
";
