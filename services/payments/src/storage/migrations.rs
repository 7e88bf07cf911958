//! The schema.

use o2c_store::Migration;

pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "payments/0001_statement",
        sql: "
CREATE TABLE bank_account (
    tenant TEXT NOT NULL,
    bank_account TEXT NOT NULL,
    currency TEXT NOT NULL,
    closing BIGINT NOT NULL,
    statements BIGINT NOT NULL,
    PRIMARY KEY (tenant, bank_account)
) CLUSTERED;
CREATE TABLE bank_statement (
    tenant TEXT NOT NULL,
    bank_statement_id UUID NOT NULL,
    bank_account TEXT NOT NULL,
    place BIGINT NOT NULL,
    statement_number TEXT NOT NULL,
    statement_date INTEGER NOT NULL,
    currency TEXT NOT NULL,
    opening BIGINT NOT NULL,
    closing BIGINT NOT NULL,
    lines INTEGER NOT NULL,
    PRIMARY KEY (tenant, bank_statement_id)
) CLUSTERED;
CREATE UNIQUE INDEX bank_statement_chain ON bank_statement (tenant, bank_account, place);
CREATE UNIQUE INDEX bank_statement_number ON bank_statement (tenant, statement_number, bank_account);
CREATE TABLE bank_statement_line (
    tenant TEXT NOT NULL,
    bank_statement_id UUID NOT NULL,
    line_number INTEGER NOT NULL,
    bank_statement_line_id UUID NOT NULL,
    value_date INTEGER NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    payer_name TEXT NOT NULL,
    payer_account TEXT NOT NULL,
    bank_reference TEXT NOT NULL,
    reference TEXT NOT NULL,
    receipt_id UUID,
    PRIMARY KEY (tenant, bank_statement_id, line_number)
) CLUSTERED;
",
    },
    Migration {
        name: "payments/0002_receipt",
        sql: "
CREATE TABLE receipt (
    tenant TEXT NOT NULL,
    receipt_id UUID NOT NULL,
    number BIGINT NOT NULL,
    customer_id UUID,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    applied BIGINT NOT NULL,
    on_account BIGINT NOT NULL,
    unapplied BIGINT NOT NULL,
    state TEXT NOT NULL,
    value_date INTEGER NOT NULL,
    payer_name TEXT NOT NULL,
    reference TEXT NOT NULL,
    bank_statement_line_id UUID NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (tenant, receipt_id)
) CLUSTERED;
CREATE UNIQUE INDEX receipt_number ON receipt (tenant, number);
CREATE INDEX receipt_customer ON receipt (tenant, customer_id, number);
CREATE INDEX receipt_state ON receipt (tenant, state, number);
",
    },
    Migration {
        name: "payments/0003_open_item",
        sql: "
CREATE TABLE open_item (
    tenant TEXT NOT NULL,
    open_item_id UUID NOT NULL,
    kind TEXT NOT NULL,
    document_number TEXT NOT NULL,
    number_key TEXT NOT NULL,
    customer_id UUID NOT NULL,
    customer_name TEXT NOT NULL,
    due_on INTEGER NOT NULL,
    currency TEXT NOT NULL,
    open_minor BIGINT NOT NULL,
    held BIGINT NOT NULL,
    suggested BIGINT NOT NULL,
    available BIGINT NOT NULL,
    PRIMARY KEY (tenant, open_item_id)
) CLUSTERED;
CREATE INDEX open_item_number ON open_item (tenant, number_key);
CREATE INDEX open_item_customer ON open_item (tenant, customer_id, currency, due_on, document_number) WHERE open_minor > 0;
CREATE INDEX open_item_available ON open_item (tenant, available, due_on, document_number);
CREATE TABLE payer (
    tenant TEXT NOT NULL,
    name_key TEXT NOT NULL,
    customer_id UUID NOT NULL,
    PRIMARY KEY (tenant, name_key, customer_id)
) CLUSTERED;
",
    },
    Migration {
        name: "payments/0004_matching",
        sql: "
CREATE TABLE match_proposal (
    tenant TEXT NOT NULL,
    match_proposal_id UUID NOT NULL,
    number BIGINT NOT NULL,
    receipt_id UUID NOT NULL,
    customer_id UUID,
    currency TEXT NOT NULL,
    from_account BOOLEAN NOT NULL,
    on_account BIGINT NOT NULL,
    score INTEGER NOT NULL,
    band TEXT NOT NULL,
    state TEXT NOT NULL,
    decision TEXT,
    rule_version TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (tenant, match_proposal_id)
) CLUSTERED REWRITTEN;
CREATE UNIQUE INDEX match_proposal_state ON match_proposal (tenant, state, number);
CREATE INDEX match_proposal_receipt ON match_proposal (tenant, receipt_id, number);
CREATE TABLE match_explanation (
    tenant TEXT NOT NULL,
    match_proposal_id UUID NOT NULL,
    explanation TEXT NOT NULL,
    question TEXT,
    PRIMARY KEY (tenant, match_proposal_id)
) CLUSTERED;
CREATE TABLE match_proposal_item (
    tenant TEXT NOT NULL,
    match_proposal_id UUID NOT NULL,
    place INTEGER NOT NULL,
    open_item_id UUID NOT NULL,
    document_number TEXT NOT NULL,
    open_minor BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    write_off BIGINT NOT NULL,
    deduction BIGINT NOT NULL,
    deduction_reason TEXT NOT NULL,
    reserved BIGINT NOT NULL,
    applied BIGINT NOT NULL,
    written_off BIGINT NOT NULL,
    application_id UUID,
    refusal TEXT NOT NULL,
    PRIMARY KEY (tenant, match_proposal_id, place)
) CLUSTERED REWRITTEN;
CREATE INDEX match_proposal_item_application ON match_proposal_item (tenant, application_id) WHERE application_id IS NOT NULL;
CREATE TABLE payment_exception (
    tenant TEXT NOT NULL,
    payment_exception_id UUID NOT NULL,
    number BIGINT NOT NULL,
    receipt_id UUID NOT NULL,
    reason TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    customer_id UUID,
    payer_name TEXT NOT NULL,
    reference TEXT NOT NULL,
    resolved_by TEXT NOT NULL,
    open BOOLEAN NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (tenant, payment_exception_id)
) CLUSTERED;
CREATE UNIQUE INDEX payment_exception_queue ON payment_exception (tenant, open, number);
CREATE INDEX payment_exception_receipt ON payment_exception (tenant, receipt_id);
CREATE TABLE deduction (
    tenant TEXT NOT NULL,
    deduction_id UUID NOT NULL,
    receipt_id UUID NOT NULL,
    open_item_id UUID NOT NULL,
    document_number TEXT NOT NULL,
    customer_id UUID NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    raised_on INTEGER NOT NULL,
    PRIMARY KEY (tenant, deduction_id)
) CLUSTERED;
CREATE TABLE matching_desk (
    tenant TEXT NOT NULL,
    desk INTEGER NOT NULL,
    PRIMARY KEY (tenant, desk)
) CLUSTERED;
",
    },
    Migration {
        name: "payments/0005_by_customer",
        // Of all that a customer owed, paid or not, the name is to be forgotten, and those that they paid under.
        sql: "
CREATE INDEX open_item_of_customer ON open_item (tenant, customer_id);
CREATE INDEX payer_of_customer ON payer (tenant, customer_id);
",
    },
    Migration {
        name: "payments/0006_lines_by_id",
        // What the bank said of a customer's money is found by the receipts that it became.
        sql: "
CREATE UNIQUE INDEX bank_statement_line_by_id ON bank_statement_line (tenant, bank_statement_line_id);
",
    },
    Migration {
        name: "payments/0007_early_reversal",
        // What the owner has taken back before its answer to the application came.
        sql: "
CREATE TABLE early_reversal (
    tenant TEXT NOT NULL,
    application_id UUID NOT NULL,
    receipt_id UUID NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (tenant, application_id)
) CLUSTERED;
",
    },
    Migration {
        name: "payments/0008_receipts_by_value_date",
        sql: "
CREATE INDEX CONCURRENTLY receipt_by_value_date ON receipt (tenant, value_date, number);
",
    },
];
