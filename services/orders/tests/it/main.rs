//! Orders through its generated client, on SQLite and on PostgreSQL, with stand-ins for its neighbours.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests say what is wrong by failing")]

mod acceptance;
mod audits;
mod bad_input;
mod cancellation;
mod capture;
mod desk;
mod fulfilment;
mod holds;
mod lists;
mod master_data;
mod named;
mod neighbours;
mod older_rows;
mod payment;
mod races;
mod restored;
mod returns;
mod reviews;
mod several_lines;
mod throughput;
mod witnesses;
