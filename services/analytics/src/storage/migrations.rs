//! The schema.

use o2c_store::Migration;

pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "analytics/0001_archive",
        // Append-only. Each index ends with the offset: every list is read in the order of arrival.
        sql: "
CREATE TABLE archived_event (
    archive_offset IDENTITY,
    tenant TEXT NOT NULL,
    event_id UUID NOT NULL,
    producer TEXT NOT NULL,
    aggregate_type TEXT NOT NULL,
    aggregate_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    type TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    occurred_on INTEGER NOT NULL,
    related_id UUID,
    traceparent TEXT,
    incarnation UUID NOT NULL,
    payload BYTES NOT NULL
);
CREATE INDEX archived_event_by_tenant ON archived_event (tenant, archive_offset);
CREATE INDEX archived_event_by_aggregate ON archived_event (tenant, aggregate_id, archive_offset);
CREATE INDEX archived_event_by_related ON archived_event (tenant, related_id, archive_offset) WHERE related_id IS NOT NULL;
CREATE INDEX archived_event_by_type ON archived_event (tenant, type, archive_offset);
",
    },
    Migration {
        name: "analytics/0002_facts",
        // What a document counts for is kept beside what it counts by (`…_on` and `…_micros`): a list of a KPI's
        // documents is a range of an index.
        sql: "
CREATE TABLE sales_document (
    tenant TEXT NOT NULL,
    document_id UUID NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    order_id UUID,
    currency TEXT NOT NULL,
    measure SMALLINT NOT NULL,
    issued_on INTEGER NOT NULL,
    gross BIGINT NOT NULL,
    cash BOOLEAN NOT NULL,
    PRIMARY KEY (tenant, document_id)
) CLUSTERED;
CREATE INDEX sales_document_by_day ON sales_document (tenant, currency, measure, issued_on, document_id);
CREATE TABLE order_fact (
    tenant TEXT NOT NULL,
    order_id UUID NOT NULL,
    number TEXT,
    currency TEXT,
    submitted_at BIGINT,
    first_shipped_at BIGINT,
    first_shipped_on INTEGER,
    completed BOOLEAN NOT NULL,
    open_items BIGINT NOT NULL,
    last_paid_at BIGINT,
    last_paid_on INTEGER,
    cycle_on INTEGER,
    cycle_micros BIGINT,
    cash_on INTEGER,
    cash_micros BIGINT,
    PRIMARY KEY (tenant, order_id)
) CLUSTERED REWRITTEN;
CREATE INDEX order_fact_by_cycle ON order_fact (tenant, currency, cycle_on, order_id) WHERE cycle_on IS NOT NULL;
CREATE INDEX order_fact_by_cash ON order_fact (tenant, currency, cash_on, order_id) WHERE cash_on IS NOT NULL;
CREATE TABLE receivable (
    tenant TEXT NOT NULL,
    open_item_id UUID NOT NULL,
    document_id UUID NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    order_id UUID,
    currency TEXT NOT NULL,
    document_date INTEGER NOT NULL,
    due_on INTEGER NOT NULL,
    original BIGINT NOT NULL,
    open_amount BIGINT NOT NULL,
    last_moved_on INTEGER NOT NULL,
    applications BIGINT NOT NULL,
    straight_applications BIGINT NOT NULL,
    reversed BOOLEAN NOT NULL,
    first_applied_on INTEGER,
    applied_on INTEGER,
    straight_on INTEGER,
    PRIMARY KEY (tenant, open_item_id)
) CLUSTERED;
CREATE INDEX receivable_by_order ON receivable (tenant, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX receivable_by_applied ON receivable (tenant, currency, applied_on, open_item_id) WHERE applied_on IS NOT NULL;
CREATE INDEX receivable_by_straight ON receivable (tenant, currency, straight_on, open_item_id) WHERE straight_on IS NOT NULL;
CREATE TABLE receivable_movement (
    tenant TEXT NOT NULL,
    open_item_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    currency TEXT NOT NULL,
    effective_on INTEGER NOT NULL,
    due_on INTEGER NOT NULL,
    amount BIGINT NOT NULL,
    proposal_id UUID,
    receipt_id UUID,
    PRIMARY KEY (tenant, open_item_id, sequence)
) CLUSTERED;
CREATE INDEX receivable_movement_by_day ON receivable_movement (tenant, currency, effective_on);
CREATE INDEX receivable_movement_by_proposal ON receivable_movement (tenant, proposal_id) WHERE proposal_id IS NOT NULL;
CREATE TABLE receipt_fact (
    tenant TEXT NOT NULL,
    receipt_id UUID NOT NULL,
    number TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    first_applied_at BIGINT,
    first_applied_on INTEGER,
    waited_on INTEGER,
    waited_micros BIGINT,
    PRIMARY KEY (tenant, receipt_id)
) CLUSTERED;
CREATE INDEX receipt_fact_by_waited ON receipt_fact (tenant, currency, waited_on, receipt_id) WHERE waited_on IS NOT NULL;
CREATE TABLE proposal_fact (
    tenant TEXT NOT NULL,
    proposal_id UUID NOT NULL,
    straight_through BOOLEAN NOT NULL,
    PRIMARY KEY (tenant, proposal_id)
) CLUSTERED;
",
    },
    Migration {
        name: "analytics/0003_day_sum",
        // All that a KPI needs: as large as the calendar, not as the book.
        sql: "
CREATE TABLE day_sum (
    tenant TEXT NOT NULL,
    currency TEXT NOT NULL,
    measure SMALLINT NOT NULL,
    day INTEGER NOT NULL,
    due_on INTEGER NOT NULL,
    documents BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (tenant, currency, measure, day, due_on)
) CLUSTERED REWRITTEN;
",
    },
    Migration {
        name: "analytics/0004_archive_block",
        // Instead of an entry for each fact in two indexes, a row for each block that has facts of a tenant and type; see
        // `archive_index`.
        sql: "
CREATE TABLE archive_block (
    tenant TEXT NOT NULL,
    type TEXT NOT NULL,
    block BIGINT NOT NULL,
    PRIMARY KEY (tenant, type, block)
) CLUSTERED;
CREATE TABLE archive_indexed (
    singleton INTEGER NOT NULL PRIMARY KEY CHECK (singleton = 1),
    before_offset BIGINT NOT NULL
);
DROP INDEX archived_event_by_tenant;
DROP INDEX archived_event_by_type;
",
    },
];
