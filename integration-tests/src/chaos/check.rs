//! What must hold once the mesh has come to rest, read straight from the databases: nothing of the product's own code
//! judges itself here.

use std::collections::BTreeMap;

use anyhow::Context;
use o2c_local::Postgres;

use super::{
    WITH_SAGAS,
    story::{Ending, Told},
};

/// A rule that is checked by a query: it answers the rows that break it.
struct Rule {
    service: &'static str,
    name: &'static str,
    broken: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        service: "orders",
        name: "an accepted order is there once",
        broken: "SELECT external_id, COUNT(*) FROM sales_order GROUP BY external_id HAVING COUNT(*) > 1",
    },
    Rule {
        service: "billing",
        name: "a shipment is billed once",
        broken: "SELECT shipment_id, COUNT(*) FROM document WHERE kind = 'INV' AND shipment_id IS NOT NULL \
                 GROUP BY shipment_id HAVING COUNT(*) > 1",
    },
    Rule {
        service: "billing",
        name: "numbers have no gap",
        broken: "SELECT series, MAX(sequence), COUNT(*) FROM document GROUP BY series \
                 HAVING MAX(sequence) <> COUNT(*) OR MIN(sequence) <> 1",
    },
    Rule {
        service: "receivables",
        name: "the journal balances, entry by entry",
        broken: "SELECT journal_entry_id FROM journal_line GROUP BY journal_entry_id HAVING SUM(debit) <> SUM(credit)",
    },
    Rule {
        service: "receivables",
        name: "an open item is what its applications leave",
        broken: "SELECT o.document_number FROM open_item o LEFT JOIN (SELECT open_item_id, SUM(amount) AS applied \
                 FROM application GROUP BY open_item_id) a ON a.open_item_id = o.open_item_id \
                 WHERE o.open_amount <> o.original_amount - COALESCE(a.applied, 0)",
    },
    Rule {
        service: "receivables",
        name: "no item is settled beyond its amount",
        broken: "SELECT document_number FROM open_item WHERE open_amount * SIGN(original_amount) < 0",
    },
    Rule {
        service: "receivables",
        name: "a document is one open item",
        broken: "SELECT document_id FROM open_item GROUP BY document_id HAVING COUNT(*) > 1",
    },
    Rule {
        service: "payments",
        name: "a bank line is one receipt",
        broken: "SELECT bank_statement_line_id FROM receipt GROUP BY bank_statement_line_id HAVING COUNT(*) > 1",
    },
    Rule {
        service: "payments",
        name: "a receipt is what was done with it",
        broken: "SELECT number FROM receipt WHERE amount <> applied + on_account + unapplied",
    },
];

/// Everything that does not hold, each with where and what.
pub fn violations(postgres: &Postgres, told: &[Told]) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for rule in RULES {
        let broken = ask(postgres, rule.service, rule.broken).with_context(|| rule.name)?;
        found.extend(broken.lines().map(|row| format!("{}: {}: {row}", rule.service, rule.name)));
    }
    at_rest(postgres, &mut found)?;
    streams(postgres, &mut found)?;
    effects(postgres, told, &mut found)?;
    Ok(found)
}

/// Nothing is under way, nothing waits for a person.
fn at_rest(postgres: &Postgres, found: &mut Vec<String>) -> anyhow::Result<()> {
    for service in services() {
        for (what, query) in [
            ("facts are unpublished", "SELECT COUNT(*) FROM outbox WHERE published_at IS NULL"),
            ("facts are parked", "SELECT COUNT(*) FROM parked_event"),
            ("dead letters are open", "SELECT COUNT(*) FROM dead_letter WHERE state = 'OPEN'"),
        ] {
            let count = number(postgres, service, query)?;
            if count > 0 {
                found.push(format!("{service}: {count} {what}"));
            }
        }
    }
    for service in WITH_SAGAS {
        let query = "SELECT state || ' ' || COUNT(*) FROM saga WHERE state NOT IN ('done', 'refused') GROUP BY state";
        found.extend(ask(postgres, service, query)?.lines().map(|row| format!("{service}: sagas are {row}")));
    }
    Ok(())
}

/// Every consumer has every fact of every producer that it takes from, up to the head.
fn streams(postgres: &Postgres, found: &mut Vec<String>) -> anyhow::Result<()> {
    let heads = "SELECT aggregate_id || ' ' || last_sequence FROM aggregate_head";
    let mut produced: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    for service in services() {
        produced.insert(service, pairs(&ask(postgres, service, heads)?));
    }
    for definition in &o2c::definitions::ALL {
        for producer in definition.producers {
            let cursors = format!(
                "SELECT aggregate_id || ' ' || last_sequence FROM consumer_cursor WHERE producer = '{producer}'"
            );
            let taken = pairs(&ask(postgres, definition.name, &cursors)?);
            for (aggregate, head) in produced.get(producer).into_iter().flatten() {
                if taken.get(aggregate) != Some(head) {
                    let at = taken.get(aggregate).map_or("0", String::as_str);
                    found.push(format!("{} has {at} of {head} facts of {producer} {aggregate}", definition.name));
                }
            }
        }
    }
    Ok(())
}

/// What the clerks were told has happened, and once.
fn effects(postgres: &Postgres, told: &[Told], found: &mut Vec<String>) -> anyhow::Result<()> {
    let orders = number(postgres, "orders", "SELECT COUNT(*) FROM sales_order")?;
    if orders != i64::try_from(told.len())? {
        found.push(format!("orders: {orders} orders where {} were accepted", told.len()));
    }
    let shipped = told.iter().filter(|one| one.ending != Ending::Cancelled).count();
    let invoices = number(postgres, "billing", "SELECT COUNT(*) FROM document WHERE kind = 'INV'")?;
    if invoices != i64::try_from(shipped)? {
        found.push(format!("billing: {invoices} invoices where {shipped} shipments left"));
    }
    let paid: i64 = told.iter().map(|one| one.paid).sum();
    let received = number(postgres, "payments", "SELECT COALESCE(SUM(amount), 0)::BIGINT FROM receipt")?;
    if received != paid {
        found.push(format!("payments: {received} received where {paid} were paid"));
    }
    let booked = number(postgres, "receivables", "SELECT COALESCE(SUM(amount), 0)::BIGINT FROM receipt")?;
    if booked != paid {
        found.push(format!("receivables: {booked} booked where {paid} were paid"));
    }
    let balance = "SELECT COALESCE(SUM(debit) - SUM(credit), 0)::BIGINT FROM journal_line";
    let balance = number(postgres, "receivables", balance)?;
    if balance != 0 {
        found.push(format!("receivables: the trial balance is {balance}"));
    }
    Ok(())
}

fn services() -> impl Iterator<Item = &'static str> {
    o2c::definitions::ALL.iter().map(|definition| definition.name)
}

fn ask(postgres: &Postgres, service: &str, query: &str) -> anyhow::Result<String> {
    let query = format!("SET search_path = {service}; {query}");
    Ok(postgres.sql(service, &query).with_context(|| format!("asking {service}"))?.trim().to_owned())
}

fn number(postgres: &Postgres, service: &str, query: &str) -> anyhow::Result<i64> {
    let answer = ask(postgres, service, query)?;
    answer.parse().with_context(|| format!("{service} answers `{answer}`"))
}

fn pairs(rows: &str) -> BTreeMap<String, String> {
    rows.lines().filter_map(|row| row.split_once(' ')).map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}
