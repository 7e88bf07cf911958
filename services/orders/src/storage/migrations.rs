//! The tables. What was agreed of a line (`order_line`) is written once and never again; how far lines have come
//! (`order_progress`, and `line_progress` before it) is narrow, because every fact writes it.

use o2c_store::Migration;

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "orders/0001_master_data", sql: MASTER_DATA },
    Migration { name: "orders/0002_orders", sql: ORDERS },
    Migration { name: "orders/0003_returns", sql: RETURNS },
    Migration { name: "orders/0004_price_list_by_name", sql: PRICE_LIST_BY_NAME },
    Migration { name: "orders/0005_customer_erased", sql: CUSTOMER_ERASED },
    Migration { name: "orders/0006_order_progress", sql: ORDER_PROGRESS },
    Migration { name: "orders/0007_returns_of_customer", sql: RETURNS_OF_CUSTOMER },
    Migration { name: "orders/0008_return_at_order_price", sql: RETURN_AT_ORDER_PRICE },
    Migration { name: "orders/0009_customers_by_name", sql: CUSTOMERS_BY_NAME },
];

const MASTER_DATA: &str = "
CREATE TABLE customer (
    tenant TEXT NOT NULL,
    customer_id UUID NOT NULL,
    external_id TEXT NOT NULL,
    name TEXT NOT NULL,
    bill_to TEXT NOT NULL,
    ship_to TEXT NOT NULL,
    tax_id TEXT NOT NULL,
    net_days INTEGER NOT NULL,
    cash BOOLEAN NOT NULL,
    currency TEXT NOT NULL,
    contacts TEXT NOT NULL,
    blocked BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, customer_id)
) CLUSTERED;
CREATE UNIQUE INDEX customer_by_external_id ON customer (tenant, external_id) WHERE external_id <> '';
CREATE TABLE product (
    tenant TEXT NOT NULL,
    product_id UUID NOT NULL,
    sku TEXT NOT NULL,
    description TEXT NOT NULL,
    service BOOLEAN NOT NULL,
    tax_category TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, product_id)
) CLUSTERED;
CREATE UNIQUE INDEX product_by_sku ON product (tenant, sku);
CREATE TABLE price_list (
    tenant TEXT NOT NULL,
    price_list_id UUID NOT NULL,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER NULL,
    customer_id UUID NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, price_list_id)
) CLUSTERED;
CREATE TABLE price (
    tenant TEXT NOT NULL,
    price_list_id UUID NOT NULL,
    product_id UUID NOT NULL,
    from_quantity BIGINT NOT NULL,
    unit_price BIGINT NOT NULL,
    PRIMARY KEY (tenant, price_list_id, product_id, from_quantity)
) CLUSTERED;
CREATE INDEX price_by_product ON price (tenant, product_id);
";

const ORDERS: &str = "
CREATE TABLE sales_order (
    tenant TEXT NOT NULL,
    order_id UUID NOT NULL,
    number BIGINT NOT NULL,
    customer_id UUID NOT NULL,
    customer_name TEXT NOT NULL,
    customer_country TEXT NOT NULL,
    customer_tax_id TEXT NOT NULL,
    net_days INTEGER NOT NULL,
    cash BOOLEAN NOT NULL,
    own_terms BOOLEAN NOT NULL,
    external_id TEXT NOT NULL,
    purchase_order_number TEXT NOT NULL,
    ordered_on INTEGER NOT NULL,
    currency TEXT NOT NULL,
    ship_to TEXT NOT NULL,
    ship_complete BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    fulfilment_status TEXT NOT NULL,
    billing_status TEXT NOT NULL,
    payment_status TEXT NOT NULL,
    hold_status TEXT NOT NULL,
    net_amount BIGINT NOT NULL,
    gross_estimate BIGINT NULL,
    rejection_reason TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    accepting BOOLEAN NOT NULL,
    submitted_by TEXT NULL,
    submitted_at BIGINT NULL,
    snapshot BYTES NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, order_id)
) CLUSTERED REWRITTEN;
CREATE UNIQUE INDEX sales_order_by_number ON sales_order (tenant, number);
CREATE UNIQUE INDEX sales_order_by_external_id ON sales_order (tenant, external_id) WHERE external_id <> '';
CREATE INDEX sales_order_by_customer ON sales_order (tenant, customer_id, number);
CREATE INDEX sales_order_by_state ON sales_order (tenant, state, number);
CREATE INDEX sales_order_by_hold ON sales_order (tenant, hold_status, number) WHERE hold_status <> 'NONE';
CREATE TABLE order_line (
    tenant TEXT NOT NULL,
    order_id UUID NOT NULL,
    line_number INTEGER NOT NULL,
    customer_id UUID NOT NULL,
    ordered_on INTEGER NOT NULL,
    product_id UUID NOT NULL,
    sku TEXT NOT NULL,
    description TEXT NOT NULL,
    service BOOLEAN NOT NULL,
    quantity BIGINT NOT NULL,
    unit_price BIGINT NOT NULL,
    free_of_charge BOOLEAN NOT NULL,
    net_amount BIGINT NOT NULL,
    on_delivery BOOLEAN NOT NULL,
    tax_category TEXT NOT NULL,
    PRIMARY KEY (tenant, order_id, line_number)
) CLUSTERED;
CREATE INDEX order_line_by_customer ON order_line (tenant, customer_id, product_id, ordered_on, order_id, line_number);
CREATE TABLE line_progress (
    tenant TEXT NOT NULL,
    order_id UUID NOT NULL,
    line_number INTEGER NOT NULL,
    gross_estimate BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    cancelling BIGINT NOT NULL,
    allocated BIGINT NOT NULL,
    reported BOOLEAN NOT NULL,
    shipped BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    returnable BIGINT NOT NULL,
    returned BIGINT NOT NULL,
    invoiced BIGINT NOT NULL,
    cancelled_net BIGINT NOT NULL,
    invoiced_net BIGINT NOT NULL,
    PRIMARY KEY (tenant, order_id, line_number)
) CLUSTERED REWRITTEN;
CREATE TABLE order_hold (
    tenant TEXT NOT NULL,
    order_id UUID NOT NULL,
    hold_id UUID NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    line_number INTEGER NULL,
    placed_by TEXT NOT NULL,
    placed_at BIGINT NOT NULL,
    released_by TEXT NULL,
    released_at BIGINT NULL,
    release_reason TEXT NULL,
    PRIMARY KEY (tenant, order_id, hold_id)
) CLUSTERED;
CREATE TABLE order_receivable (
    tenant TEXT NOT NULL,
    order_id UUID NOT NULL,
    document_id UUID NOT NULL,
    original BIGINT NOT NULL,
    open BIGINT NOT NULL,
    PRIMARY KEY (tenant, order_id, document_id)
) CLUSTERED REWRITTEN;
";

const RETURNS: &str = "
CREATE TABLE order_return (
    tenant TEXT NOT NULL,
    return_id UUID NOT NULL,
    number BIGINT NOT NULL,
    order_id UUID NOT NULL,
    customer_id UUID NOT NULL,
    customer_name TEXT NOT NULL,
    customer_country TEXT NOT NULL,
    customer_tax_id TEXT NOT NULL,
    net_days INTEGER NOT NULL,
    cash BOOLEAN NOT NULL,
    currency TEXT NOT NULL,
    authorized_on INTEGER NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, return_id)
) CLUSTERED;
CREATE UNIQUE INDEX order_return_by_number ON order_return (tenant, number);
CREATE INDEX order_return_by_order ON order_return (tenant, order_id, number);
CREATE TABLE return_line (
    tenant TEXT NOT NULL,
    return_id UUID NOT NULL,
    line_number INTEGER NOT NULL,
    order_line INTEGER NOT NULL,
    product_id UUID NOT NULL,
    quantity BIGINT NOT NULL,
    credit_net BIGINT NOT NULL,
    scrap BOOLEAN NOT NULL,
    received BIGINT NOT NULL,
    PRIMARY KEY (tenant, return_id, line_number)
) CLUSTERED;
";

const PRICE_LIST_BY_NAME: &str = "
CREATE INDEX price_list_by_name ON price_list (tenant, name);
";

// Who was erased stays as a row, so that orders have a customer, and as a fact that cannot be taken back.
const CUSTOMER_ERASED: &str = "
ALTER TABLE customer ADD COLUMN erased BOOLEAN NOT NULL DEFAULT FALSE;
";

// Neighbouring lines share a row: a fact that moved all five lines of an order wrote five.
const ORDER_PROGRESS: &str = "
CREATE TABLE order_progress (
    tenant TEXT NOT NULL,
    order_id UUID NOT NULL,
    first_line INTEGER NOT NULL,
    lines TEXT NOT NULL,
    PRIMARY KEY (tenant, order_id, first_line)
) CLUSTERED REWRITTEN;
";

const RETURNS_OF_CUSTOMER: &str = "
CREATE INDEX order_return_by_customer ON order_return (tenant, customer_id, number);
";

// Of a return that was authorised before nobody can tell: its credit counts as agreed, as it did then.
const RETURN_AT_ORDER_PRICE: &str = "
ALTER TABLE return_line ADD COLUMN at_order_price BOOLEAN NOT NULL DEFAULT FALSE;
";

const CUSTOMERS_BY_NAME: &str = "
CREATE INDEX CONCURRENTLY customer_by_name ON customer (tenant, lower(name), customer_id);
";
