//! Each law holds on what the service has written, and names a fault that is planted behind its back.

use o2c_audit::LawReport;

use crate::{
    story::{Story, three_orders},
    world::{World, in_both_worlds},
};

async fn check(world: &World, id: &str) -> LawReport {
    let audit = world.service.audit();
    let law = audit.laws().into_iter().find(|law| law.id == id).unwrap();
    (law.check)(audit.store()).await.unwrap()
}

async fn plant(world: &World, sql: &str) {
    assert!(o2c_testkit::plant(world.store(), sql).await > 0, "{sql} touches nothing");
}

async fn filled(world: &World) {
    let mut story = three_orders();
    story.reversed("2026-02-03T09:00:00Z", 1, 1, 10_000);
    world.take(&story.facts).await;
    let mut other = Story::of_tenant("other");
    other.invoiced("2026-01-05T09:00:00Z", 1, 0, 777, "2026-02-01", false);
    world.take(&other.facts).await;
}

#[tokio::test]
async fn the_laws_hold_and_have_looked_at_something() {
    in_both_worlds(async |world| {
        filled(&world).await;
        for (id, least) in [("ANA-1", 30), ("ANA-2", 20)] {
            let report = check(&world, id).await;
            assert_eq!(report.failed, 0, "{id} {:?}", report.failures);
            assert!(report.rows >= least, "{id} compared {} rows", report.rows);
        }
    })
    .await;
}

#[tokio::test]
async fn the_laws_hold_over_more_than_a_page() {
    in_both_worlds(async |world| {
        let mut story = Story::new();
        for order in 1..=130 {
            story
                .submitted("2026-01-01T08:00:00Z", order)
                .shipped("2026-01-02T08:00:00Z", order, order)
                .invoiced("2026-01-02T08:00:00Z", order, order, 10_000, "2026-02-01", false)
                .received("2026-01-20T10:00:00Z", order, 10_000)
                .paid("2026-01-20T11:00:00Z", order, order, order, 0)
                .applied("2026-01-20T11:00:00Z", order, 10_000, order % 2 == 0)
                .completed("2026-01-20T11:00:00Z", order);
        }
        world.take(&story.facts).await;
        for id in ["ANA-1", "ANA-2"] {
            let report = check(&world, id).await;
            assert_eq!(report.failed, 0, "{id} {:?}", report.failures);
        }
        plant(&world, "UPDATE receivable SET straight_applications = 1 - straight_applications").await;
        assert_eq!(check(&world, "ANA-1").await.failed, 130);
    })
    .await;
}

#[tokio::test]
async fn ana_1_names_what_the_archive_does_not_fold_to() {
    in_both_worlds(async |world| {
        filled(&world).await;
        let faults = [
            ("UPDATE sales_document SET gross = gross + 1 WHERE number = 'INV-1' AND tenant = 'default'", 1),
            ("UPDATE receivable SET due_on = due_on + 1 WHERE number = 'INV-2'", 1),
            ("UPDATE receivable_movement SET amount = amount - 5 WHERE sequence = 2", 3),
            ("UPDATE order_fact SET first_shipped_at = first_shipped_at + 1 WHERE number = 'SO-3'", 1),
            ("UPDATE receipt_fact SET received_at = received_at + 1 WHERE number = 'RC-2'", 1),
            ("UPDATE proposal_fact SET straight_through = NOT straight_through", 3),
            ("DELETE FROM order_fact WHERE number = 'SO-1'", 1),
            ("DELETE FROM archived_event WHERE type = 'o2c.orders.v1.OrderSubmitted'", 3),
        ];
        let mut before = 0;
        for (fault, new) in faults {
            plant(&world, fault).await;
            let report = check(&world, "ANA-1").await;
            assert!(report.failed >= before + new, "{fault}: {:?}", report.failures);
            before = report.failed;
        }
    })
    .await;
}

#[tokio::test]
async fn ana_2_names_a_sum_that_is_not_that_of_its_documents() {
    in_both_worlds(async |world| {
        filled(&world).await;
        for (at, measure) in (1..=10).filter(|measure| *measure != 4).enumerate() {
            plant(&world, &format!("UPDATE day_sum SET amount = amount + 1 WHERE measure = {measure}")).await;
            let report = check(&world, "ANA-2").await;
            assert!(report.failed > u64::try_from(at).unwrap(), "measure {measure}: {:?}", report.failures);
        }
        plant(&world, "DELETE FROM day_sum").await;
        let report = check(&world, "ANA-2").await;
        assert!(report.failed > 10 && report.failed == report.rows);
    })
    .await;
}
