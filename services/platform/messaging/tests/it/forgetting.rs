//! Persons in facts that are held back: forgotten there as everywhere.

use o2c_kernel::{Instant, TenantId};
use o2c_messaging::{Fact, dead_letters};
use o2c_proto::{
    common::v1::CustomerSnapshot,
    orders::v1::{CustomerErased, OrderConfirmed},
};
use o2c_testkit::columns_holding;

use crate::support::{Notes, aggregate, fact, troubled, with_notes};

const NAME: &str = "CANARYFINCH";

/// A fact about a customer, of an aggregate.
fn confirmed(number: u128, customer: u128) -> Fact {
    let customer = CustomerSnapshot {
        customer_id: aggregate(customer).to_string(),
        name: NAME.to_owned(),
        ..CustomerSnapshot::default()
    };
    fact(number, &OrderConfirmed { customer: Some(customer), ..OrderConfirmed::default() })
}

/// One fact that names the customer is parked, and one is a dead letter.
async fn holding(notes: &Notes, customer: u128) {
    notes.break_the_world(true);
    notes.publish(vec![troubled(1, 1), confirmed(1, customer)]).await;
    notes.take(&notes.stream().await).await;
    notes.take_all_due().await;
    notes.execute("UPDATE dead_letter SET envelope = (SELECT envelope FROM parked_event)").await;
}

async fn held(notes: &Notes) -> Vec<String> {
    let mut named = columns_holding(&notes.store, NAME).await;
    named.retain(|column| column != "outbox.payload");
    named
}

#[tokio::test]
async fn whoever_is_forgotten_is_forgotten_in_what_waits_and_what_failed() {
    with_notes(async |notes| {
        holding(&notes, 7).await;
        let erased = |customer| {
            let message = CustomerErased { customer_id: aggregate(customer).to_string(), order_ids: Vec::new() };
            Fact::of("customer", aggregate(customer), Instant::from_micros(1), &message)
        };
        notes.publish(vec![erased(8)]).await;
        notes.take(&notes.stream().await).await;
        assert_eq!(
            held(&notes).await,
            ["dead_letter.envelope", "parked_event.envelope"],
            "somebody else was forgotten"
        );

        notes.publish(vec![erased(7)]).await;
        notes.take(&notes.stream().await).await;
        assert_eq!(held(&notes).await, [] as [&str; 0]);

        // they are held as before
        let tenant = TenantId::default();
        let letters = dead_letters::list(&notes.store, "notes", &tenant, None, 10).await.unwrap();
        assert_eq!((letters.len(), letters[0].tries), (1, 5));
        let waiting = o2c_messaging::parked::list(&notes.store, "notes", &tenant, None, 10).await.unwrap();
        assert_eq!(waiting.iter().map(|parked| parked.envelope.sequence).collect::<Vec<_>>(), [2]);
    })
    .await;
}

#[tokio::test]
async fn a_discarded_letter_names_nobody() {
    with_notes(async |notes| {
        holding(&notes, 7).await;
        let failed = notes.stream().await[0].event_id;
        dead_letters::discard(&notes.consumer, &TenantId::default(), failed, "entered by hand").await.unwrap();
        assert_eq!(held(&notes).await, [] as [&str; 0]);
    })
    .await;
}
