//! The schema.

use o2c_store::Migration;

pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "credit/0001_account",
        sql: "
CREATE TABLE credit_account (
    tenant TEXT NOT NULL,
    credit_account_id UUID NOT NULL,
    customer_id UUID NOT NULL,
    currency TEXT NOT NULL,
    limit_minor BIGINT NOT NULL,
    valid_from INTEGER,
    valid_to INTEGER,
    risk_class SMALLINT NOT NULL,
    blocked BOOLEAN NOT NULL,
    opened BOOLEAN NOT NULL,
    open_orders BIGINT NOT NULL,
    open_receivables BIGINT NOT NULL,
    special BIGINT NOT NULL,
    delivered_not_billed BIGINT NOT NULL,
    billed_not_posted BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, credit_account_id)
) CLUSTERED REWRITTEN;
CREATE TABLE credit_terms_change (
    tenant TEXT NOT NULL,
    credit_account_id UUID NOT NULL,
    revision BIGINT NOT NULL,
    kind SMALLINT NOT NULL,
    currency TEXT NOT NULL,
    limit_before BIGINT NOT NULL,
    limit_minor BIGINT NOT NULL,
    valid_from INTEGER,
    valid_to INTEGER,
    changed_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, credit_account_id, revision)
) CLUSTERED;
",
    },
    Migration {
        name: "credit/0002_exposure",
        // No CHECK on any counter: a fact may carry an account over its limit, and a category below zero for a while.
        sql: "
CREATE TABLE exposure_entry (
    tenant TEXT NOT NULL,
    credit_account_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    document_id UUID NOT NULL,
    document_type TEXT NOT NULL,
    category SMALLINT NOT NULL,
    amount BIGINT NOT NULL,
    kind TEXT NOT NULL,
    exposure_after BIGINT NOT NULL,
    cause_id UUID NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, credit_account_id, sequence)
) CLUSTERED;
CREATE INDEX exposure_entry_document ON exposure_entry (tenant, document_id);
CREATE TABLE document_exposure (
    tenant TEXT NOT NULL,
    document_id UUID NOT NULL,
    document_type TEXT NOT NULL,
    credit_account_id UUID NOT NULL,
    open_item_id UUID,
    open_orders BIGINT NOT NULL,
    open_receivables BIGINT NOT NULL,
    special BIGINT NOT NULL,
    delivered_not_billed BIGINT NOT NULL,
    billed_not_posted BIGINT NOT NULL,
    PRIMARY KEY (tenant, document_id)
) CLUSTERED REWRITTEN;
",
    },
    Migration {
        name: "credit/0003_decision",
        sql: "
CREATE TABLE credit_reservation (
    tenant TEXT NOT NULL,
    reservation_id UUID NOT NULL,
    order_id UUID NOT NULL,
    kind SMALLINT NOT NULL,
    credit_account_id UUID,
    amount BIGINT,
    currency TEXT,
    valid_until BIGINT,
    state SMALLINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, reservation_id)
) CLUSTERED;
CREATE INDEX credit_reservation_order ON credit_reservation (tenant, order_id);
CREATE TABLE credit_decision (
    tenant TEXT NOT NULL,
    reservation_id UUID NOT NULL,
    order_id UUID NOT NULL,
    customer_id UUID NOT NULL,
    credit_account_id UUID NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    blocked BOOLEAN,
    limit_minor BIGINT,
    valid_from INTEGER,
    valid_to INTEGER,
    exposure BIGINT,
    today INTEGER NOT NULL,
    released BIGINT,
    tolerance BIGINT NOT NULL,
    policy_version TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reasons TEXT NOT NULL,
    credit_review_id UUID,
    valid_until BIGINT,
    decided_at BIGINT NOT NULL,
    after_entry BIGINT NOT NULL,
    PRIMARY KEY (tenant, reservation_id)
) CLUSTERED;
CREATE TABLE credit_review (
    tenant TEXT NOT NULL,
    credit_review_id UUID NOT NULL,
    order_id UUID NOT NULL,
    customer_id UUID NOT NULL,
    credit_account_id UUID NOT NULL,
    reservation_id UUID NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    limit_minor BIGINT NOT NULL,
    exposure BIGINT NOT NULL,
    reasons TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    state SMALLINT NOT NULL,
    decided_by TEXT,
    decision_reason TEXT NOT NULL,
    referred_at BIGINT NOT NULL,
    decided_at BIGINT,
    valid_until BIGINT,
    revision BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, credit_review_id)
) CLUSTERED;
CREATE INDEX credit_review_order ON credit_review (tenant, order_id);
CREATE INDEX credit_review_queue ON credit_review (tenant, state, referred_at, credit_review_id);
",
    },
    Migration {
        name: "credit/0004_requested_by",
        // Who asked for an order must not decide whether its approval is renewed; of what was reserved before it is not known.
        sql: "ALTER TABLE credit_reservation ADD COLUMN requested_by TEXT;",
    },
];
