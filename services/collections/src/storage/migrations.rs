//! The schema. CHECKs hold only what no fact can break.

use o2c_store::Migration;

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "collections/0001_open_item", sql: OPEN_ITEM },
    Migration { name: "collections/0002_dispute", sql: DISPUTE },
    Migration { name: "collections/0003_procedure", sql: PROCEDURE },
    Migration { name: "collections/0004_case", sql: CASE },
    Migration { name: "collections/0005_notice", sql: NOTICE },
    Migration { name: "collections/0006_run", sql: RUN },
    Migration { name: "collections/0007_by_customer", sql: BY_CUSTOMER },
    Migration { name: "collections/0008_opening", sql: OPENING },
    Migration { name: "collections/0009_raises", sql: RAISES },
    Migration { name: "collections/0010_deducted", sql: DEDUCTED },
];

// The index by customer and due date holds what is open and nothing else: it is what runs and worklists walk, and it
// does not grow with what was paid. Queries name its condition as a literal, else neither planner may use it.
const OPEN_ITEM: &str = "
CREATE TABLE open_item (
    tenant TEXT NOT NULL,
    open_item_id UUID NOT NULL,
    document_type TEXT NOT NULL,
    document_id UUID NOT NULL,
    document_number TEXT NOT NULL,
    customer_id UUID NOT NULL,
    customer_name TEXT NOT NULL,
    currency TEXT NOT NULL,
    document_date INTEGER NOT NULL,
    due_on INTEGER NOT NULL,
    original_minor BIGINT NOT NULL,
    open_minor BIGINT NOT NULL,
    flagged_minor BIGINT NOT NULL,
    dispute_id UUID NULL,
    asked_minor BIGINT NULL,
    disputed_minor BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, open_item_id)
) CLUSTERED;
CREATE INDEX open_item_by_customer ON open_item (tenant, customer_id, due_on, open_item_id) WHERE open_minor > 0;
CREATE INDEX open_item_disputed ON open_item (tenant, open_item_id) WHERE dispute_id IS NOT NULL;
";

const DISPUTE: &str = "
CREATE TABLE dispute (
    tenant TEXT NOT NULL,
    dispute_id UUID NOT NULL,
    number BIGINT NOT NULL,
    customer_id UUID NOT NULL,
    open_item_id UUID NOT NULL,
    document_id UUID NOT NULL,
    document_number TEXT NOT NULL,
    currency TEXT NOT NULL,
    disputed_minor BIGINT NOT NULL CHECK (disputed_minor > 0),
    reason TEXT NOT NULL,
    description TEXT NOT NULL,
    state TEXT NOT NULL,
    assigned_to TEXT NOT NULL,
    resolution TEXT NULL,
    credited_minor BIGINT NOT NULL,
    resolved_on INTEGER NULL,
    resolved_by TEXT NULL,
    resolution_reason TEXT NULL,
    deduction_id UUID NULL,
    opened_on INTEGER NOT NULL,
    opened_by TEXT NOT NULL,
    closed_on INTEGER NULL,
    opened_version BIGINT NOT NULL,
    closed_version BIGINT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, dispute_id)
) CLUSTERED;
CREATE UNIQUE INDEX dispute_by_number ON dispute (tenant, number);
CREATE INDEX dispute_by_state ON dispute (tenant, state, number);
CREATE INDEX dispute_by_customer ON dispute (tenant, customer_id, number);
CREATE INDEX dispute_by_item ON dispute (tenant, open_item_id);
CREATE TABLE deduction (
    tenant TEXT NOT NULL,
    deduction_id UUID NOT NULL,
    receipt_id UUID NOT NULL,
    open_item_id UUID NOT NULL,
    dispute_id UUID NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    reason TEXT NOT NULL,
    raised_on INTEGER NOT NULL,
    PRIMARY KEY (tenant, deduction_id)
) CLUSTERED;
";

const PROCEDURE: &str = "
CREATE TABLE dunning_procedure (
    tenant TEXT NOT NULL,
    procedure_version INTEGER NOT NULL,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    minimum_minor BIGINT NOT NULL,
    interval_days INTEGER NOT NULL,
    reminder_days INTEGER NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, procedure_version)
) CLUSTERED;
CREATE TABLE dunning_level (
    tenant TEXT NOT NULL,
    procedure_version INTEGER NOT NULL,
    level INTEGER NOT NULL,
    days_past_due INTEGER NOT NULL,
    text TEXT NOT NULL,
    currency TEXT NOT NULL,
    fee_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant, procedure_version, level)
) CLUSTERED;
";

// One live case per customer and currency (COL-1): the database holds it too.
const CASE: &str = "
CREATE TABLE dunning_case (
    tenant TEXT NOT NULL,
    dunning_case_id UUID NOT NULL,
    customer_id UUID NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    level INTEGER NOT NULL,
    last_notice_on INTEGER NULL,
    opened_on INTEGER NOT NULL,
    cured_on INTEGER NULL,
    blocked_until INTEGER NULL,
    block_reason TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, dunning_case_id)
) CLUSTERED;
CREATE UNIQUE INDEX dunning_case_live ON dunning_case (tenant, customer_id, currency) WHERE state = 'OPEN';
CREATE INDEX dunning_case_by_state ON dunning_case (tenant, state, dunning_case_id);
CREATE INDEX dunning_case_by_customer ON dunning_case (tenant, customer_id, dunning_case_id);
CREATE TABLE dunning_desk (
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (tenant, name)
) CLUSTERED;
";

const NOTICE: &str = "
CREATE TABLE dunning_notice (
    tenant TEXT NOT NULL,
    dunning_notice_id UUID NOT NULL,
    dunning_case_id UUID NULL,
    customer_id UUID NOT NULL,
    currency TEXT NOT NULL,
    level INTEGER NOT NULL,
    issued_on INTEGER NOT NULL,
    total_minor BIGINT NOT NULL CHECK (total_minor > 0),
    fee_minor BIGINT NOT NULL,
    minimum_minor BIGINT NOT NULL,
    procedure_version INTEGER NOT NULL,
    PRIMARY KEY (tenant, dunning_notice_id)
) CLUSTERED;
CREATE INDEX dunning_notice_by_customer ON dunning_notice (tenant, customer_id, dunning_notice_id);
CREATE TABLE dunning_notice_line (
    tenant TEXT NOT NULL,
    dunning_notice_id UUID NOT NULL,
    open_item_id UUID NOT NULL,
    document_number TEXT NOT NULL,
    due_on INTEGER NOT NULL,
    open_minor BIGINT NOT NULL,
    days_past_due INTEGER NOT NULL,
    level INTEGER NOT NULL,
    item_version BIGINT NOT NULL,
    PRIMARY KEY (tenant, dunning_notice_id, open_item_id)
) CLUSTERED;
CREATE TABLE dunning_contact (
    tenant TEXT NOT NULL,
    customer_id UUID NOT NULL,
    currency TEXT NOT NULL,
    last_notice_on INTEGER NOT NULL,
    PRIMARY KEY (tenant, customer_id, currency)
) CLUSTERED;
CREATE TABLE dunned_item (
    tenant TEXT NOT NULL,
    open_item_id UUID NOT NULL,
    level INTEGER NOT NULL,
    dunning_case_id UUID NULL,
    noticed_on INTEGER NOT NULL,
    PRIMARY KEY (tenant, open_item_id)
) CLUSTERED;
";

const RUN: &str = "
CREATE TABLE dunning_run (
    tenant TEXT NOT NULL,
    dunning_run_id UUID NOT NULL,
    as_of INTEGER NOT NULL,
    done BOOLEAN NOT NULL,
    procedure_version INTEGER NOT NULL,
    after_customer UUID NULL,
    customers BIGINT NOT NULL,
    notices BIGINT NOT NULL,
    reminders BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    cured BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, dunning_run_id)
) CLUSTERED;
";

// Of all that a customer owed, paid or not, the name is to be forgotten.
const BY_CUSTOMER: &str = "
CREATE INDEX open_item_of_customer ON open_item (tenant, customer_id);
";

// What was taken over from another system: no invoice of ours can be credited. Items from before this was noted count as ours.
const OPENING: &str = "
ALTER TABLE open_item ADD COLUMN opening BOOLEAN NOT NULL DEFAULT FALSE;
";

// How often the amount of a dispute was raised: each is a fact that COL-2 counts.
const RAISES: &str = "
ALTER TABLE dispute ADD COLUMN raises BIGINT NOT NULL DEFAULT 0;
";

// What the deductions of a dispute add up to; none where a release before has kept the dispute: then it is taken to be over
// the one that opened it.
const DEDUCTED: &str = "
ALTER TABLE dispute ADD COLUMN deducted_minor BIGINT;
";
