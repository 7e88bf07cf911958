//! The tables.

use o2c_store::Migration;

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "billing/0001_source", sql: SOURCE },
    Migration { name: "billing/0002_document", sql: DOCUMENT },
    Migration { name: "billing/0003_billed", sql: BILLED },
    Migration { name: "billing/0004_tax_rule", sql: TAX_RULE },
    Migration { name: "billing/0005_return_credit", sql: RETURN_CREDIT },
];

// What no fact can break goes into a CHECK: a line is never billed or cancelled beyond what was ordered, because the
// rule refuses such a fact before.
const SOURCE: &str = "
CREATE TABLE source_order (
    tenant TEXT NOT NULL,
    order_id UUID NOT NULL,
    number TEXT NOT NULL,
    customer_id UUID NOT NULL,
    customer TEXT NOT NULL,
    ship_to TEXT,
    ordered_on INTEGER NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (tenant, order_id)
) CLUSTERED;
CREATE TABLE source_line (
    tenant TEXT NOT NULL,
    order_id UUID NOT NULL,
    line_number INTEGER NOT NULL,
    product_id UUID,
    description TEXT NOT NULL,
    currency TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    unit_price BIGINT NOT NULL,
    net_amount BIGINT NOT NULL,
    billing_rule TEXT NOT NULL,
    tax_category TEXT NOT NULL,
    cancelled_quantity BIGINT NOT NULL,
    cancelled_net BIGINT NOT NULL,
    billed_quantity BIGINT NOT NULL,
    billed_net BIGINT NOT NULL,
    returned_quantity BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, order_id, line_number),
    CHECK (billed_quantity + cancelled_quantity <= quantity)
) CLUSTERED REWRITTEN;
";

// `position` is the order of issue over all kinds: lists page by it, and notes find the newest invoice by it. A row of
// `document` is never written again (BIL-4): what was credited is counted in `document_credit`, whose row is also what
// two notes on one invoice queue up for, and beside the lines and subtotals.
const DOCUMENT: &str = "
CREATE TABLE document (
    tenant TEXT NOT NULL,
    document_id UUID NOT NULL,
    position BIGINT NOT NULL,
    series TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    number TEXT NOT NULL,
    kind TEXT NOT NULL,
    customer_id UUID NOT NULL,
    customer TEXT NOT NULL,
    ship_to TEXT,
    order_id UUID,
    shipment_id UUID,
    issued_on INTEGER NOT NULL,
    supplied_on INTEGER NOT NULL,
    due_on INTEGER NOT NULL,
    currency TEXT NOT NULL,
    net_amount BIGINT NOT NULL,
    tax_amount BIGINT NOT NULL,
    gross_amount BIGINT NOT NULL,
    gross_estimate BIGINT NOT NULL,
    corrected_id UUID,
    corrected_number TEXT,
    reason_code TEXT,
    reason TEXT,
    dispute_id UUID,
    replaced_id UUID,
    occurred_at BIGINT NOT NULL,
    seal BYTES NOT NULL,
    PRIMARY KEY (tenant, document_id)
) CLUSTERED;
CREATE UNIQUE INDEX document_by_number ON document (tenant, series, sequence);
CREATE UNIQUE INDEX document_by_position ON document (tenant, position);
CREATE INDEX document_by_kind ON document (tenant, kind, position);
CREATE INDEX document_by_customer ON document (tenant, customer_id, position);
CREATE INDEX document_by_order ON document (tenant, order_id, position) WHERE order_id IS NOT NULL;
CREATE INDEX document_by_corrected ON document (tenant, corrected_id) WHERE corrected_id IS NOT NULL;
CREATE TABLE document_credit (
    tenant TEXT NOT NULL,
    document_id UUID NOT NULL,
    credited_net BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, document_id)
) CLUSTERED;
CREATE TABLE document_line (
    tenant TEXT NOT NULL,
    document_id UUID NOT NULL,
    line_number INTEGER NOT NULL,
    order_line_number INTEGER NOT NULL,
    corrects_line INTEGER NOT NULL,
    product_id UUID,
    description TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    unit_price BIGINT NOT NULL,
    net_amount BIGINT NOT NULL,
    tax_category TEXT NOT NULL,
    tax_rate BIGINT NOT NULL,
    credited_net BIGINT NOT NULL,
    PRIMARY KEY (tenant, document_id, line_number),
    CHECK (credited_net >= 0 AND credited_net <= net_amount)
) CLUSTERED;
CREATE TABLE tax_subtotal (
    tenant TEXT NOT NULL,
    document_id UUID NOT NULL,
    tax_category TEXT NOT NULL,
    tax_rate BIGINT NOT NULL,
    taxable_amount BIGINT NOT NULL,
    tax_amount BIGINT NOT NULL,
    taxable_before BIGINT NOT NULL,
    tax_before BIGINT NOT NULL,
    rounding_amount BIGINT NOT NULL,
    credited_taxable BIGINT NOT NULL,
    credited_tax BIGINT NOT NULL,
    PRIMARY KEY (tenant, document_id, tax_category, tax_rate),
    CHECK (credited_tax >= 0 AND credited_tax <= tax_amount)
) CLUSTERED;
";

// BIL-1: the billing key is the primary key of billed_line. The shipment stands for its line: a shipment's lines of one
// order line are billed together. A part that waits for delivery keeps its estimate until then.
const BILLED: &str = "
CREATE TABLE billed_line (
    tenant TEXT NOT NULL,
    order_id UUID NOT NULL,
    line_number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    occurrence_id UUID NOT NULL,
    quantity BIGINT NOT NULL,
    net_amount BIGINT NOT NULL,
    document_id UUID,
    PRIMARY KEY (tenant, order_id, line_number, kind, occurrence_id)
) CLUSTERED;
CREATE TABLE shipment_part (
    tenant TEXT NOT NULL,
    shipment_id UUID NOT NULL,
    billing_rule TEXT NOT NULL,
    order_id UUID NOT NULL,
    lines BIGINT NOT NULL,
    currency TEXT NOT NULL,
    gross_estimate BIGINT NOT NULL,
    state TEXT NOT NULL,
    document_id UUID,
    PRIMARY KEY (tenant, shipment_id, billing_rule)
) CLUSTERED;
";

const TAX_RULE: &str = "
CREATE TABLE tax_rule (
    tenant TEXT NOT NULL,
    tax_rule_id UUID NOT NULL,
    country TEXT NOT NULL,
    category TEXT NOT NULL,
    rate BIGINT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    PRIMARY KEY (tenant, tax_rule_id)
) CLUSTERED;
CREATE INDEX tax_rule_by_country ON tax_rule (tenant, country, category, valid_from);
CREATE TABLE tax_country (
    tenant TEXT NOT NULL,
    country TEXT NOT NULL,
    rules BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, country)
) CLUSTERED;
";

// What each line of a return was to credit, and what it has: on its invoices, without reference, not at all (BIL-7). Returns
// from before this was kept have no row.
const RETURN_CREDIT: &str = "
CREATE TABLE return_credit (
    tenant TEXT NOT NULL,
    goods_return_id UUID NOT NULL,
    entry INTEGER NOT NULL,
    order_id UUID NOT NULL,
    order_line_number INTEGER NOT NULL,
    at_order_price BOOLEAN NOT NULL,
    agreed_net BIGINT NOT NULL,
    on_invoices_net BIGINT NOT NULL,
    unreferenced_net BIGINT NOT NULL,
    not_credited_net BIGINT NOT NULL,
    PRIMARY KEY (tenant, goods_return_id, entry)
) CLUSTERED;
";
