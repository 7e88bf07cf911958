//! Each law finds the fault that is planted in the database, and names it.

use o2c_kernel::Id;
use o2c_proto::collections::v1::DisputeResolution;

use crate::world::*;

/// A dunned item, an item in dispute, and a closed dispute.
async fn busy(world: &World) -> (Item, String) {
    let items = world.owes((0..3).map(|_| Item::invoice(Id::new(), "100.00", "2011-01-01")).collect()).await;
    let dispute = world.object(&items[1], "40.00").await.unwrap().dispute_id;
    let ended = world.object(&items[2], "40.00").await.unwrap().dispute_id;
    world.resolve(&ended, DisputeResolution::Partial, Some("10.00")).await.unwrap();
    world.take(&[world.cleared(&items[2], &ended)]).await;
    assert_eq!(world.run("2011-01-10").await.notices_issued, 2);
    world.assert_lawful().await;
    (items[0].clone(), dispute)
}

#[tokio::test]
async fn col_1_names_a_second_live_case_and_what_should_not_have_been_dunned() {
    with_world(async |world| {
        busy(&world).await;
        assert_eq!(world.law("COL-1").await, (4, vec![]), "two cases, two lines");
        world.execute("DROP INDEX dunning_case_live").await;
        let other = "UPDATE dunning_case SET customer_id = (SELECT MIN(customer_id) FROM dunning_case c)";
        // PostgreSQL has no MIN over uuid
        let other = other.replace(
            "MIN(customer_id) FROM dunning_case c",
            "customer_id FROM dunning_case c ORDER BY customer_id LIMIT 1",
        );
        world.execute(&other).await;
        let (_, faults) = world.law("COL-1").await;
        assert_eq!(faults.len(), 1);
        assert!(faults[0].contains("second live case in GBP"), "{faults:?}");
        world.execute("UPDATE dunning_notice SET minimum_minor = 10001").await;
        let (_, faults) = world.law("COL-1").await;
        assert_eq!(faults.iter().filter(|fault| fault.contains("below the minimum of 10001")).count(), 2);
    })
    .await;
}

#[tokio::test]
async fn col_1_names_a_dunned_dispute() {
    with_world(async |world| {
        let (dunned, _) = busy(&world).await;
        // opened after the letter: lawful, whatever the dates say
        world.object(&dunned, "1.00").await.unwrap();
        world.assert_lawful().await;
        world.execute("UPDATE dispute SET opened_version = 1").await;
        let (_, faults) = world.law("COL-1").await;
        assert_eq!(faults.len(), 1);
        assert!(faults[0].contains("was in dispute by"), "{faults:?}");
    })
    .await;
}

#[tokio::test]
async fn col_2_names_what_is_not_a_dispute_s_due() {
    with_world(async |world| {
        let (_, open) = busy(&world).await;
        assert_eq!(world.law("COL-2").await, (3, vec![]), "one item, two disputes");
        for (plant, mend, named) in [
            (
                "UPDATE open_item SET disputed_minor = open_minor + 1 WHERE dispute_id IS NOT NULL",
                "UPDATE open_item SET disputed_minor = 4000 WHERE dispute_id IS NOT NULL",
                "10001 of 10000 open are in dispute",
            ),
            (
                "UPDATE dispute SET credited_minor = 4001 WHERE state = 'CLOSED'",
                "UPDATE dispute SET credited_minor = 1000 WHERE state = 'CLOSED'",
                "4001 of 4000 are credited",
            ),
            (
                "UPDATE dispute SET state = 'RESOLVED', resolution = 'CREDIT', credited_minor = 4000 WHERE state = 'OPEN'",
                "UPDATE dispute SET state = 'OPEN', resolution = NULL, credited_minor = 0 WHERE state = 'RESOLVED'",
                "1 facts were stated, a dispute that is RESOLVED states 2",
            ),
            (
                "UPDATE dispute SET closed_version = NULL WHERE state = 'CLOSED'",
                "UPDATE dispute SET closed_version = 3 WHERE state = 'CLOSED'",
                "closed: false",
            ),
            ("UPDATE open_item SET dispute_id = NULL WHERE dispute_id IS NOT NULL", "SELECT 1", "by no dispute"),
        ] {
            world.execute(plant).await;
            let (_, faults) = world.law("COL-2").await;
            assert!(faults.iter().any(|fault| fault.contains(named)), "{plant}: {faults:?}");
            world.execute(mend).await;
        }
        let (_, faults) = world.law("COL-2").await;
        assert!(faults.iter().any(|fault| fault.contains("live on its item: false")), "{open}: {faults:?}");
    })
    .await;
}

#[tokio::test]
async fn figures_tell_what_is_in_dispute_and_how_far_the_facts_have_come() {
    with_world(async |world| {
        let items = world.owes((0..5).map(|_| Item::invoice(Id::new(), "100.00", "2011-01-01")).collect()).await;
        let (deduction, fact) = world.deducted(&items[0], "20.00");
        world.take(&[fact]).await;
        world.object(&items[1], "70.00").await.unwrap();
        world.take(&[world.paid(&items[1], "50.00")]).await;
        let mut all = Vec::new();
        for figures in world.service.audit().figures() {
            let mut after = None;
            loop {
                let page = (figures.page)(&world.store, after, 1).await.unwrap();
                let Some(last) = page.last() else { break };
                after = Some((last.tenant.clone(), last.document));
                all.extend(
                    page.into_iter().map(|figure| (figures.name, figure.document, figure.sequence, figure.amounts)),
                );
            }
        }
        let mut expected = vec![
            ("collections.disputed", items[0].id.uuid(), 1, vec![2_000]),
            ("collections.disputed", items[1].id.uuid(), 2, vec![5_000]),
        ];
        expected.sort();
        expected.push(("collections.deductions", deduction, 0, vec![2_000]));
        assert_eq!(all, expected);
    })
    .await;
}
