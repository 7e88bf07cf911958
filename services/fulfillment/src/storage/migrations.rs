//! The tables. What is a CHECK here no fact can break.
//!
//! `reservation` and `shipment` are not CLUSTERED: without statistics SQLite takes `tenant = ?` on the key of a table
//! WITHOUT ROWID for ten rows, and would rather read a whole tenant than use an index by order or by level.

use o2c_store::Migration;

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "fulfillment/0001_stock", sql: STOCK },
    Migration { name: "fulfillment/0002_allocation", sql: ALLOCATION },
    Migration { name: "fulfillment/0003_shipment", sql: SHIPMENT },
    Migration { name: "fulfillment/0004_return", sql: RETURN },
    Migration { name: "fulfillment/0005_return_at_order_price", sql: RETURN_AT_ORDER_PRICE },
    Migration { name: "fulfillment/0006_return_scrap", sql: RETURN_SCRAP },
    Migration { name: "fulfillment/0007_orders_of_customer", sql: ORDERS_OF_CUSTOMER },
];

const STOCK: &str = "
CREATE TABLE warehouse (
    tenant TEXT NOT NULL,
    warehouse_id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, warehouse_id)
) CLUSTERED;
CREATE UNIQUE INDEX warehouse_by_code ON warehouse (tenant, code);
CREATE TABLE stock_level (
    tenant TEXT NOT NULL,
    stock_level_id UUID NOT NULL,
    warehouse_id UUID NOT NULL,
    product_id UUID NOT NULL,
    on_hand BIGINT NOT NULL,
    allocated BIGINT NOT NULL,
    backordered BIGINT NOT NULL,
    arrivals BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, stock_level_id),
    CHECK (allocated >= 0 AND allocated <= on_hand),
    CHECK (backordered >= 0)
) CLUSTERED REWRITTEN;
CREATE UNIQUE INDEX stock_level_by_product ON stock_level (tenant, product_id, warehouse_id);
CREATE INDEX stock_level_by_warehouse ON stock_level (tenant, warehouse_id, product_id);
CREATE TABLE stock_move (
    tenant TEXT NOT NULL,
    stock_move_id UUID NOT NULL,
    product_id UUID NOT NULL,
    quantity BIGINT NOT NULL,
    from_location TEXT NOT NULL,
    to_location TEXT NOT NULL,
    kind TEXT NOT NULL,
    document TEXT NOT NULL,
    lot TEXT NOT NULL,
    moved_on INTEGER NOT NULL,
    PRIMARY KEY (tenant, stock_move_id),
    CHECK (quantity > 0 AND from_location <> to_location)
) CLUSTERED;
CREATE INDEX stock_move_by_product ON stock_move (tenant, product_id, stock_move_id);
CREATE INDEX stock_move_by_document ON stock_move (tenant, document);
";

// The order's row is made by its first allocation or hold: it is what its reservations and shipments are locked by.
// The partial index holds who waits, in the order of arrival.
const ALLOCATION: &str = "
CREATE TABLE customer_order (
    tenant TEXT NOT NULL,
    order_id UUID NOT NULL,
    active_holds BIGINT NOT NULL,
    confirmed BOOLEAN NOT NULL,
    number TEXT NOT NULL,
    customer_id UUID NULL,
    ship_to TEXT NOT NULL,
    currency TEXT NOT NULL,
    ship_complete BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, order_id)
) CLUSTERED REWRITTEN;
CREATE TABLE customer_order_line (
    tenant TEXT NOT NULL,
    order_id UUID NOT NULL,
    line_number INTEGER NOT NULL,
    product_id UUID NOT NULL,
    sku TEXT NOT NULL,
    service BOOLEAN NOT NULL,
    quantity BIGINT NOT NULL,
    gross_estimate BIGINT NOT NULL,
    PRIMARY KEY (tenant, order_id, line_number)
) CLUSTERED;
CREATE TABLE allocation (
    tenant TEXT NOT NULL,
    allocation_id UUID NOT NULL,
    order_id UUID NOT NULL,
    released BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, allocation_id)
) CLUSTERED;
CREATE TABLE reservation (
    tenant TEXT NOT NULL,
    reservation_id UUID NOT NULL,
    allocation_id UUID NOT NULL,
    order_id UUID NOT NULL,
    line_number INTEGER NOT NULL,
    product_id UUID NOT NULL,
    warehouse_id UUID NULL,
    stock_level_id UUID NULL,
    arrival BIGINT NOT NULL,
    requested BIGINT NOT NULL,
    backordered BIGINT NOT NULL,
    allocated BIGINT NOT NULL,
    planned BIGINT NOT NULL,
    consumed BIGINT NOT NULL,
    released BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, reservation_id),
    CHECK (requested = backordered + allocated + consumed + released),
    CHECK (backordered >= 0 AND consumed >= 0 AND released >= 0),
    CHECK (planned >= 0 AND planned <= allocated)
) REWRITTEN;
CREATE INDEX reservation_by_order ON reservation (tenant, order_id);
CREATE INDEX reservation_holding ON reservation (tenant, stock_level_id, arrival) WHERE allocated > 0;
CREATE INDEX reservation_waiting ON reservation (tenant, stock_level_id, arrival) WHERE backordered > 0;
";

const SHIPMENT: &str = "
CREATE TABLE shipment (
    tenant TEXT NOT NULL,
    shipment_id UUID NOT NULL,
    number BIGINT NOT NULL,
    order_id UUID NOT NULL,
    warehouse_id UUID NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    wave TEXT NOT NULL,
    carrier TEXT NOT NULL,
    tracking_number TEXT NOT NULL,
    shipped_on INTEGER NULL,
    delivered_on INTEGER NULL,
    received_by TEXT NULL,
    received_at BIGINT NULL,
    currency TEXT NULL,
    gross_estimate BIGINT NULL,
    shipped_lines INTEGER NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, shipment_id)
);
CREATE UNIQUE INDEX shipment_by_number ON shipment (tenant, number);
CREATE INDEX shipment_by_order ON shipment (tenant, order_id, shipment_id);
CREATE INDEX shipment_by_state ON shipment (tenant, state, shipment_id);
CREATE TABLE shipment_line (
    tenant TEXT NOT NULL,
    shipment_id UUID NOT NULL,
    line_number INTEGER NOT NULL,
    order_line_number INTEGER NOT NULL,
    reservation_id UUID NOT NULL,
    product_id UUID NOT NULL,
    sku TEXT NOT NULL,
    service BOOLEAN NOT NULL,
    planned BIGINT NOT NULL,
    short BIGINT NOT NULL,
    PRIMARY KEY (tenant, shipment_id, line_number),
    CHECK (short >= 0 AND short <= planned)
) CLUSTERED;
CREATE TABLE package (
    tenant TEXT NOT NULL,
    shipment_id UUID NOT NULL,
    package_number INTEGER NOT NULL,
    sscc TEXT NOT NULL,
    weight_grams INTEGER NOT NULL,
    PRIMARY KEY (tenant, shipment_id, package_number)
) CLUSTERED;
CREATE TABLE tracking_event (
    tenant TEXT NOT NULL,
    shipment_id UUID NOT NULL,
    happened_at BIGINT NOT NULL,
    tracking_event_id UUID NOT NULL,
    code TEXT NOT NULL,
    description TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (tenant, shipment_id, happened_at, tracking_event_id)
) CLUSTERED;
";

const RETURN: &str = "
CREATE TABLE return_authorization (
    tenant TEXT NOT NULL,
    return_id UUID NOT NULL,
    order_id UUID NOT NULL,
    customer_id UUID NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, return_id)
) CLUSTERED;
CREATE TABLE return_authorization_line (
    tenant TEXT NOT NULL,
    return_id UUID NOT NULL,
    line_number INTEGER NOT NULL,
    order_line_number INTEGER NOT NULL,
    product_id UUID NOT NULL,
    service BOOLEAN NOT NULL,
    quantity BIGINT NOT NULL,
    received BIGINT NOT NULL,
    credit_net BIGINT NOT NULL,
    PRIMARY KEY (tenant, return_id, line_number),
    CHECK (received >= 0 AND received <= quantity)
) CLUSTERED;
CREATE TABLE goods_return (
    tenant TEXT NOT NULL,
    goods_return_id UUID NOT NULL,
    return_id UUID NOT NULL,
    order_id UUID NOT NULL,
    warehouse_id UUID NOT NULL,
    received_on INTEGER NOT NULL,
    PRIMARY KEY (tenant, goods_return_id)
) CLUSTERED;
CREATE INDEX goods_return_by_order ON goods_return (tenant, order_id, goods_return_id);
CREATE TABLE goods_return_line (
    tenant TEXT NOT NULL,
    goods_return_id UUID NOT NULL,
    return_line_number INTEGER NOT NULL,
    order_line_number INTEGER NOT NULL,
    quantity BIGINT NOT NULL,
    restocked BOOLEAN NOT NULL,
    credit_net BIGINT NOT NULL,
    PRIMARY KEY (tenant, goods_return_id, return_line_number)
) CLUSTERED;
";

// Of an authorisation that came before nobody can tell: its credit counts as agreed, as it did then.
const RETURN_AT_ORDER_PRICE: &str = "
ALTER TABLE return_authorization_line ADD COLUMN at_order_price BOOLEAN NOT NULL DEFAULT FALSE;
";

// Of an authorisation that came before nobody can tell: it is restocked unless inspection says otherwise, as it was then.
const RETURN_SCRAP: &str = "
ALTER TABLE return_authorization_line ADD COLUMN scrap BOOLEAN NOT NULL DEFAULT FALSE;
";

// A customer's shipments are found by their orders.
const ORDERS_OF_CUSTOMER: &str = "
CREATE INDEX CONCURRENTLY customer_order_by_customer ON customer_order (tenant, customer_id, order_id);
";
