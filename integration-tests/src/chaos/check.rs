//! What must hold once the mesh has come to rest, read straight from the databases: nothing of the product's own code
//! judges itself here.

use std::collections::BTreeMap;

use anyhow::Context;

use super::{books::Books, points::WITH_SAGAS, story::Told};

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
        broken: "SELECT external_id || ' ' || COUNT(*) FROM sales_order GROUP BY external_id HAVING COUNT(*) > 1",
    },
    Rule {
        service: "billing",
        name: "a shipment is billed once",
        broken: "SELECT ID(shipment_id) || ' ' || COUNT(*) FROM document WHERE kind = 'INV' AND shipment_id IS NOT NULL \
                 GROUP BY shipment_id HAVING COUNT(*) > 1",
    },
    Rule {
        service: "billing",
        name: "numbers have no gap",
        broken: "SELECT series || ' ' || MAX(sequence) || ' ' || COUNT(*) FROM document GROUP BY series \
                 HAVING MAX(sequence) <> COUNT(*) OR MIN(sequence) <> 1",
    },
    Rule {
        service: "receivables",
        name: "the journal balances, entry by entry",
        broken: "SELECT ID(journal_entry_id) FROM journal_line GROUP BY journal_entry_id HAVING SUM(debit) <> SUM(credit)",
    },
    Rule {
        service: "receivables",
        name: "an open item is what its applications leave",
        // a credit note is settled by what it gives to others
        broken: "SELECT o.document_number FROM open_item o LEFT JOIN (SELECT open_item_id, SUM(amount) AS applied \
                 FROM application GROUP BY open_item_id) a ON a.open_item_id = o.open_item_id \
                 LEFT JOIN (SELECT source_id, SUM(amount) AS given FROM application WHERE kind = 'credit_note' \
                 GROUP BY source_id) g ON g.source_id = o.open_item_id \
                 WHERE o.open_amount <> o.original_amount - COALESCE(a.applied, 0) - COALESCE(g.given, 0)",
    },
    Rule {
        service: "receivables",
        name: "no item is settled beyond its amount",
        broken: "SELECT document_number FROM open_item \
                 WHERE open_amount <> 0 AND (open_amount > 0) <> (original_amount > 0)",
    },
    Rule {
        service: "receivables",
        name: "a document is one open item",
        broken: "SELECT ID(document_id) || ' ' || COUNT(*) FROM open_item GROUP BY document_id HAVING COUNT(*) > 1",
    },
    Rule {
        service: "payments",
        name: "a bank line is one receipt",
        broken: "SELECT ID(bank_statement_line_id) || ' ' || COUNT(*) FROM receipt GROUP BY bank_statement_line_id \
                 HAVING COUNT(*) > 1",
    },
    Rule {
        service: "payments",
        name: "a receipt is what was done with it",
        broken: "SELECT number FROM receipt WHERE amount <> applied + on_account + unapplied",
    },
];

/// Everything that does not hold, each with where and what.
pub async fn violations(books: &Books<'_>, told: &[Told]) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for rule in RULES {
        let broken = books.ask(rule.service, rule.broken).await.with_context(|| rule.name)?;
        found.extend(broken.iter().map(|row| format!("{}: {}: {row}", rule.service, rule.name)));
    }
    at_rest(books, &mut found).await?;
    streams(books, &mut found).await?;
    effects(books, told, &mut found).await?;
    Ok(found)
}

/// Nothing is under way, nothing waits for a person.
async fn at_rest(books: &Books<'_>, found: &mut Vec<String>) -> anyhow::Result<()> {
    for service in services() {
        for (what, from) in [
            ("sets of facts are unpublished", "outbox_unpublished"),
            ("facts are parked", "parked_event"),
            ("dead letters are open", "dead_letter WHERE state = 'OPEN'"),
        ] {
            let count = books.number(service, "COUNT(*)", from).await?;
            if count > 0 {
                found.push(format!("{service}: {count} {what}"));
            }
        }
    }
    for service in WITH_SAGAS {
        let query = "SELECT state || ' ' || COUNT(*) FROM saga WHERE state NOT IN ('done', 'refused') GROUP BY state";
        found.extend(books.ask(service, query).await?.iter().map(|row| format!("{service}: sagas are {row}")));
    }
    Ok(())
}

/// Every consumer has every fact of every producer that it takes from, up to the head.
async fn streams(books: &Books<'_>, found: &mut Vec<String>) -> anyhow::Result<()> {
    let heads = "SELECT ID(aggregate_id) || ' ' || last_sequence FROM aggregate_head";
    let mut produced: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    for service in services() {
        produced.insert(service, pairs(&books.ask(service, heads).await?));
    }
    for definition in &o2c::definitions::ALL {
        for producer in definition.producers {
            let cursors = format!(
                "SELECT ID(aggregate_id) || ' ' || last_sequence FROM consumer_cursor WHERE producer = '{producer}'"
            );
            let taken = pairs(&books.ask(definition.name, &cursors).await?);
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
async fn effects(books: &Books<'_>, told: &[Told], found: &mut Vec<String>) -> anyhow::Result<()> {
    let count = |what: fn(&Told) -> bool| told.iter().filter(|one| what(one)).count();
    let paid: i64 = told.iter().map(|one| one.paid).sum();
    let received = "COALESCE(SUM(amount), 0)";
    for (service, what, number, from, expected) in [
        ("orders", "orders", "COUNT(*)", "sales_order", i64::try_from(told.len())?),
        (
            "orders",
            "rejected",
            "COUNT(*)",
            "sales_order WHERE state = 'REJECTED'",
            i64::try_from(count(|one| one.is_denied()))?,
        ),
        (
            "billing",
            "invoices",
            "COUNT(*)",
            "document WHERE kind = 'INV'",
            i64::try_from(count(|one| one.is_shipped()))?,
        ),
        (
            "billing",
            "debit notes",
            "COUNT(*)",
            "document WHERE kind = 'DN'",
            i64::try_from(count(|one| one.is_debited()))?,
        ),
        (
            "billing",
            "credit notes",
            "COUNT(*)",
            "document WHERE kind = 'CN'",
            i64::try_from(count(|one| one.is_credited()))?,
        ),
        ("payments", "received", received, "receipt", paid),
        ("receivables", "booked", received, "receipt", paid),
        ("receivables", "of the trial balance", "COALESCE(SUM(debit) - SUM(credit), 0)", "journal_line", 0),
    ] {
        let found_there = books.number(service, number, from).await?;
        if found_there != expected {
            found.push(format!("{service}: {found_there} {what} where {expected} were told"));
        }
    }
    Ok(())
}

fn services() -> impl Iterator<Item = &'static str> {
    o2c::definitions::ALL.iter().map(|definition| definition.name)
}

fn pairs(rows: &[String]) -> BTreeMap<String, String> {
    rows.iter().filter_map(|row| row.split_once(' ')).map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}
