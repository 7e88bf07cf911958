//! What must hold between the databases at any moment, also right after a crash.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use o2c::definitions;
use o2c_kernel::Deadline;
use o2c_runtime::Service;
use o2c_store::Store;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};
use uuid::Uuid;

type Stream = (String, Uuid);

/// A fact that its producer has marked as dealt with has been taken in or is held by each subscriber. Asked of one
/// subscriber that has just died, before it looks for what it lacks.
pub async fn marked_is_taken(services: &[Arc<dyn Service>], subscriber: &dyn Service) -> Vec<String> {
    let definition = definitions::ALL.iter().find(|known| known.name == subscriber.name()).unwrap();
    let mut broken = Vec::new();
    for producer in definition.producers {
        let Some(store) = services.iter().find(|known| known.name() == *producer).map(|known| known.store()) else {
            continue;
        };
        let marked = facts(
            store,
            "SELECT tenant, aggregate_id, sequence FROM outbox WHERE NOT EXISTS (SELECT 1 FROM outbox_unpublished \
             WHERE position BETWEEN first_position AND last_position)",
        );
        let cursors = of_producer("SELECT tenant, aggregate_id, last_sequence FROM consumer_cursor", producer);
        let held = of_producer("SELECT tenant, aggregate_id, sequence FROM parked_event", producer);
        let dead = of_producer("SELECT tenant, aggregate_id, sequence FROM dead_letter", producer);
        let cursors: HashMap<Stream, i64> = facts(subscriber.store(), &cursors).await.into_iter().collect();
        let mut known: HashSet<(Stream, i64)> = facts(subscriber.store(), &held).await.into_iter().collect();
        known.extend(facts(subscriber.store(), &dead).await);
        for (stream, sequence) in marked.await {
            if cursors.get(&stream).copied().unwrap_or(0) < sequence && !known.contains(&(stream.clone(), sequence)) {
                broken.push(format!(
                    "marked and not taken: fact {sequence} of {} of {producer} at {} (tenant {})",
                    stream.1,
                    subscriber.name(),
                    stream.0
                ));
            }
        }
    }
    broken
}

/// A step that a saga's log calls undone has left a trace at the service that did it: given back, or a tombstone that
/// keeps it out should it still arrive. Asked when nothing is under way.
pub async fn undone_is_undone(services: &[Arc<dyn Service>]) -> Vec<String> {
    // the figure beside each attempt: whether it holds anything
    const STEPS: [(&str, &str, &str); 2] = [
        ("reserve-credit", "credit", "SELECT tenant, reservation_id, state = 2 FROM credit_reservation"),
        ("allocate-stock", "fulfillment", "SELECT tenant, allocation_id, NOT released FROM allocation"),
    ];
    let mut broken = Vec::new();
    for (step, service, attempts) in STEPS {
        let undone = format!("SELECT tenant, saga_id, 0 FROM saga_step WHERE step = '{step}' AND status = 'undone'");
        let known: HashMap<Stream, i64> = facts(store(services, service), attempts).await.into_iter().collect();
        for (attempt, _) in facts(store(services, "orders"), &undone).await {
            match known.get(&attempt) {
                Some(0) => {}
                found => broken.push(format!(
                    "{step} of saga {} is called undone, {service} {} (tenant {})",
                    attempt.1,
                    if found.is_some() { "still holds it" } else { "knows nothing of it" },
                    attempt.0
                )),
            }
        }
    }
    broken
}

/// However often an order asked for credit, it holds what one attempt got. Asked when nothing is under way.
pub async fn held_is_held_once(services: &[Arc<dyn Service>]) -> Vec<String> {
    const HELD: &str = "SELECT tenant, order_id, COUNT(*) FROM credit_reservation WHERE kind = 1 AND state = 2 \
        GROUP BY tenant, order_id HAVING COUNT(*) > 1";
    let twice = facts(store(services, "credit"), HELD).await.into_iter();
    twice
        .map(|((tenant, order), times)| format!("order {order} holds credit {times} times (tenant {tenant})"))
        .collect()
}

fn store<'a>(services: &'a [Arc<dyn Service>], name: &str) -> &'a Store {
    services.iter().find(|known| known.name() == name).unwrap().store()
}

/// What is held back, for whoever has to find out why.
pub async fn held_back(services: &[Arc<dyn Service>]) -> Vec<String> {
    const PARKED: &str = "SELECT tenant || ' ' || producer || ' ' || aggregate_type || ' waits for ' || \
        COALESCE(hex(waits_for), 'its turn') || ' tries ' || tries || ' due ' || COALESCE(due_at, 0), aggregate_id, \
        sequence FROM parked_event LIMIT 5";
    let mut held = Vec::new();
    for service in services {
        for ((what, aggregate), sequence) in facts(service.store(), PARKED).await {
            held.push(format!("held back at {}: fact {sequence} of {aggregate}: {what}", service.name()));
        }
    }
    held
}

fn of_producer(select: &str, producer: &str) -> String {
    format!("{select} WHERE producer = '{producer}'")
}

async fn facts(store: &Store, sql: &str) -> Vec<(Stream, i64)> {
    let tx = store.begin_read(Deadline::after(Duration::from_secs(30))).await.unwrap();
    let rows = tx.connection().query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
    let fact = |row: &QueryResult| {
        let stream = (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
        (stream, row.try_get_by_index::<i64>(2).unwrap())
    };
    rows.iter().map(fact).collect()
}
