//! The schema. What no fact can break is a CHECK.

use o2c_store::Migration;

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "receivables/0001_open_item", sql: OPEN_ITEM },
    Migration { name: "receivables/0002_application", sql: APPLICATION },
    Migration { name: "receivables/0003_receipt", sql: RECEIPT },
    Migration { name: "receivables/0004_write_off", sql: WRITE_OFF },
    Migration { name: "receivables/0005_journal", sql: JOURNAL },
    Migration { name: "receivables/0006_dispute", sql: DISPUTE },
    Migration { name: "receivables/0007_books", sql: BOOKS },
    Migration { name: "receivables/0008_opening", sql: OPENING },
    Migration { name: "receivables/0009_ageing", sql: AGEING },
    Migration { name: "receivables/0010_tolerance", sql: TOLERANCE },
];

// Tables that are also looked up by another column than their key are not CLUSTERED: without statistics SQLite takes the
// key's first column, the tenant, for a better way in than an index on (tenant, column), and reads all of the tenant.

// The partial index holds what is open and nothing else: lists of it read only that.
const OPEN_ITEM: &str = "
CREATE TABLE open_item (
    tenant TEXT NOT NULL,
    open_item_id UUID NOT NULL,
    document_type TEXT NOT NULL,
    document_id UUID NOT NULL,
    document_number TEXT NOT NULL,
    order_id UUID,
    customer_id UUID NOT NULL,
    customer_name TEXT NOT NULL,
    document_date INTEGER NOT NULL,
    due_on INTEGER NOT NULL,
    posted_on INTEGER NOT NULL,
    currency TEXT NOT NULL,
    original_amount BIGINT NOT NULL,
    open_amount BIGINT NOT NULL,
    dispute_id UUID,
    objected_amount BIGINT NOT NULL,
    cash BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, open_item_id),
    CHECK (open_amount >= 0 AND open_amount <= original_amount)
);
CREATE UNIQUE INDEX open_item_by_document ON open_item (tenant, document_id);
CREATE INDEX open_item_by_due ON open_item (tenant, due_on, document_number, open_item_id);
CREATE INDEX open_item_by_customer ON open_item (tenant, customer_id, due_on, document_number, open_item_id);
CREATE INDEX open_item_open ON open_item (tenant, due_on, document_number, open_item_id, currency, document_type, open_amount) WHERE open_amount > 0;
CREATE INDEX open_item_open_by_customer ON open_item (tenant, customer_id, due_on, document_number, open_item_id) WHERE open_amount > 0;
CREATE INDEX open_item_by_posting ON open_item (tenant, currency, posted_on);
CREATE INDEX open_item_disputed ON open_item (tenant, open_item_id) WHERE dispute_id IS NOT NULL;
";

// One edge is taken back once. An edge carries what ageing needs of its item, so that ageing joins nothing.
const APPLICATION: &str = "
CREATE TABLE application (
    tenant TEXT NOT NULL,
    application_id UUID NOT NULL,
    open_item_id UUID NOT NULL,
    kind TEXT NOT NULL,
    source_id UUID NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    effective_on INTEGER NOT NULL,
    reverses UUID,
    proposal_id UUID,
    reason TEXT NOT NULL,
    customer_id UUID NOT NULL,
    due_on INTEGER NOT NULL,
    PRIMARY KEY (tenant, application_id)
);
CREATE INDEX application_by_item ON application (tenant, open_item_id);
CREATE INDEX application_by_source ON application (tenant, source_id);
CREATE UNIQUE INDEX application_reversal ON application (tenant, reverses) WHERE reverses IS NOT NULL;
CREATE INDEX application_by_day ON application (tenant, currency, effective_on);
";

const RECEIPT: &str = "
CREATE TABLE receipt (
    tenant TEXT NOT NULL,
    receipt_id UUID NOT NULL,
    customer_id UUID,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    applied_amount BIGINT NOT NULL,
    value_date INTEGER NOT NULL,
    posted_on INTEGER NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, receipt_id),
    CHECK (applied_amount >= 0 AND applied_amount <= amount)
) REWRITTEN;
CREATE INDEX receipt_on_account ON receipt (tenant, customer_id, currency) WHERE applied_amount < amount;
CREATE TABLE cash_decision (
    tenant TEXT NOT NULL,
    proposal_id UUID NOT NULL,
    decision TEXT NOT NULL,
    PRIMARY KEY (tenant, proposal_id)
) CLUSTERED;
";

const WRITE_OFF: &str = "
CREATE TABLE write_off (
    tenant TEXT NOT NULL,
    write_off_id UUID NOT NULL,
    open_item_id UUID NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_on INTEGER NOT NULL,
    decided_by TEXT,
    decision_reason TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, write_off_id),
    CHECK (decided_by IS NULL OR decided_by <> requested_by)
);
CREATE INDEX write_off_by_state ON write_off (tenant, state, write_off_id);
";

const JOURNAL: &str = "
CREATE TABLE journal_entry (
    position IDENTITY,
    tenant TEXT NOT NULL,
    journal_entry_id UUID NOT NULL,
    posted_on INTEGER NOT NULL,
    kind TEXT NOT NULL,
    document_id UUID,
    description TEXT NOT NULL
);
CREATE UNIQUE INDEX journal_entry_by_id ON journal_entry (tenant, journal_entry_id);
CREATE INDEX journal_entry_in_order ON journal_entry (tenant, position);
CREATE INDEX journal_entry_by_document ON journal_entry (tenant, document_id, position);
CREATE TABLE journal_line (
    tenant TEXT NOT NULL,
    journal_entry_id UUID NOT NULL,
    line_number INTEGER NOT NULL,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    posted_on INTEGER NOT NULL,
    debit BIGINT NOT NULL,
    credit BIGINT NOT NULL,
    PRIMARY KEY (tenant, journal_entry_id, line_number),
    CHECK (debit >= 0 AND credit >= 0)
) CLUSTERED;
CREATE INDEX journal_line_by_day ON journal_line (tenant, currency, posted_on, account, debit, credit);
";

// Disputes that are settled, so that an opening that comes late flags nothing.
const DISPUTE: &str = "
CREATE TABLE settled_dispute (
    tenant TEXT NOT NULL,
    dispute_id UUID NOT NULL,
    PRIMARY KEY (tenant, dispute_id)
) CLUSTERED;
";

// A row per closing, newest last: which entry was the last one before it (ARL-7).
const BOOKS: &str = "
CREATE TABLE books (
    tenant TEXT NOT NULL PRIMARY KEY,
    closed_through INTEGER,
    version BIGINT NOT NULL
) CLUSTERED;
CREATE TABLE closing (
    tenant TEXT NOT NULL,
    closed_through INTEGER NOT NULL,
    last_position BIGINT NOT NULL,
    closed_by TEXT NOT NULL,
    closed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, closed_through)
) CLUSTERED;
";

// What was taken over from another system.
const OPENING: &str = "
ALTER TABLE open_item ADD COLUMN opening BOOLEAN NOT NULL DEFAULT FALSE;
";

// Ageing reads what is open without a look at the rows, already in the order in which it is summed. What only lists it needs
// no amounts, so that an index less hears of a partial payment.
const AGEING: &str = "
CREATE INDEX open_item_ageing ON open_item (tenant, currency, document_type, due_on, open_amount) WHERE open_amount > 0;
DROP INDEX open_item_open;
CREATE INDEX open_item_open ON open_item (tenant, due_on, document_number, open_item_id) WHERE open_amount > 0;
";

// What the rule of tolerance granted a write-off under (ARL-10); what it granted before is not known.
const TOLERANCE: &str = "
ALTER TABLE write_off ADD COLUMN tolerance BIGINT;
";
