use o2c_kernel::{Id, SetLimits};
use o2c_proto::collections::v1::*;
use tonic::Code;

use crate::world::*;

#[tokio::test]
async fn a_late_invoice_goes_through_its_levels_and_is_cured_by_payment() {
    with_world(async |world| {
        let customer = Id::new();
        let item = world.owes(vec![Item::invoice(customer, "120.00", "2011-01-10")]).await.remove(0);

        assert_eq!(world.run("2011-01-06").await.reminders_issued, 0);
        assert_eq!(world.run("2011-01-07").await.reminders_issued, 1);
        assert_eq!(world.run("2011-01-16").await.notices_issued, 0);
        let run = world.run("2011-01-17").await;
        assert_eq!((run.state(), run.notices_issued, run.cases_opened), (DunningRunState::Done, 1, 1));
        assert_eq!(world.run("2011-01-31").await.notices_issued, 1);
        assert_eq!(world.run("2011-02-24").await.notices_issued, 1);

        let notices = world.notices().await;
        assert_eq!(notices.iter().map(|notice| notice.level).collect::<Vec<_>>(), [0, 1, 2, 3]);
        assert_eq!(notices[0].dunning_case_id, "");
        assert_eq!(notices[1].total_amount, Some(gbp("120.00")));
        assert_eq!(notices[1].items[0].days_past_due, 7);
        let case = world.on("2011-02-24").cases().await.remove(0);
        assert_eq!((case.state(), case.level, case.overdue_amount), (DunningCaseState::Open, 3, Some(gbp("120.00"))));

        world.take(&[world.paid(&item, "0.00")]).await;
        let run = world.run("2011-02-25").await;
        assert_eq!((run.cases_cured, run.customers_examined), (1, 1));
        let case = world.cases().await.remove(0);
        assert_eq!((case.state(), case.overdue_amount), (DunningCaseState::Cured, Some(gbp("0"))));
        assert_eq!(world.stated_of::<DunningNoticeIssued>().await.len(), 4);
        assert_eq!(world.stated_of::<DunningCaseCured>().await.len(), 1);
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn a_day_run_twice_changes_nothing() {
    with_world(async |world| {
        world.owes((0..20).map(|_| Item::invoice(Id::new(), "50.00", "2011-01-01")).collect()).await;
        let first = world.run("2011-01-10").await;
        assert_eq!(first.notices_issued, 20);
        // also a new item does not make the day begin again
        world.owes(vec![Item::invoice(Id::new(), "50.00", "2011-01-01")]).await;
        assert_eq!(world.run("2011-01-10").await, first);
        assert_eq!(world.notices().await.len(), 20);
        assert_eq!(world.run("2011-01-11").await.notices_issued, 1);
    })
    .await;
}

#[tokio::test]
async fn the_result_does_not_depend_on_the_size_of_sets() {
    let mut results = Vec::new();
    for limits in [SetLimits::of_items(1), SetLimits { lines: 3, ..SetLimits::of_items(4) }, SetLimits::default()] {
        let result = std::sync::Mutex::new(Vec::new());
        with_limits(limits, async |world| {
            let mut items = Vec::new();
            for number in 0..23_u32 {
                let customer = Id::from_uuid(uuid::Uuid::from_u128(u128::from(number) + 1));
                for item in 0..=number % 5 {
                    let due = format!("2011-01-{:02}", 1 + (number + item * 3) % 28);
                    items.push(Item::invoice(customer, &format!("{}.00", 5 + number), &due));
                }
                items.push(Item::credit_note(customer, "3.00", "2011-01-01"));
            }
            world.owes(items).await;
            let run = world.run("2011-02-05").await;
            assert_eq!(run.state(), DunningRunState::Done);
            let mut letters: Vec<_> = world
                .notices()
                .await
                .into_iter()
                .map(|notice| {
                    (notice.customer_id, notice.level, notice.total_amount.unwrap().units, notice.items.len())
                })
                .collect();
            letters.sort();
            world.assert_lawful().await;
            result.lock().unwrap().push((run.customers_examined, run.notices_issued, run.reminders_issued, letters));
        })
        .await;
        results.extend(result.into_inner().unwrap());
    }
    for other in &results[1..] {
        assert_eq!(other, &results[0]);
    }
    assert!(results[0].1 > 10);
}

#[tokio::test]
async fn a_run_that_was_cut_off_goes_on_where_it_was() {
    with_limits(SetLimits::of_items(2), async |world| {
        world.owes((0..9).map(|_| Item::invoice(Id::new(), "50.00", "2011-01-01")).collect()).await;
        let message = RunDunningRequest { request_id: request_id(), as_of: Some(day("2011-01-10")) };
        // no time for a single set: the run is begun, and says so
        let mut hasty = world.request(message.clone());
        hasty.set_timeout(std::time::Duration::from_millis(250));
        let begun = world.client.clone().run_dunning(hasty).await.unwrap().into_inner();
        assert_eq!((begun.state(), begun.notices_issued), (DunningRunState::Running, 0));
        let asked = GetDunningRunRequest { dunning_run_id: begun.dunning_run_id.clone() };
        let asked = world.call(asked, async |mut client, request| client.get_dunning_run(request).await).await.unwrap();
        assert_eq!(asked, begun);
        // the same request goes on with it, and once more answers the same
        for _ in 0..2 {
            let run = world.call(message.clone(), async |mut client, request| client.run_dunning(request).await).await;
            let run = run.unwrap();
            assert_eq!((run.state(), run.notices_issued, run.customers_examined), (DunningRunState::Done, 9, 9));
        }
        // but not with another day
        let other = RunDunningRequest { as_of: Some(day("2011-01-11")), ..message };
        let other = world.call(other, async |mut client, request| client.run_dunning(request).await).await;
        refused(other, Code::InvalidArgument, "REQUEST_ID_REUSED");
    })
    .await;
}

#[tokio::test]
async fn disputed_small_and_covered_items_are_not_dunned() {
    with_world(async |world| {
        let (disputing, small, covered, both) = (Id::new(), Id::new(), Id::new(), Id::new());
        let items = world
            .owes(vec![
                Item::invoice(disputing, "100.00", "2011-01-01"),
                Item::invoice(small, "9.99", "2011-01-01"),
                Item::invoice(covered, "80.00", "2011-01-01"),
                Item::credit_note(covered, "80.00", "2011-01-02"),
                Item::invoice(both, "70.00", "2011-01-01"),
                Item::credit_note(both, "20.00", "2011-01-02"),
            ])
            .await;
        world.object(&items[0], "30.00").await.unwrap();
        let run = world.run("2011-01-20").await;
        assert_eq!((run.customers_examined, run.notices_issued), (4, 1));
        let notice = world.notices().await.remove(0);
        assert_eq!((notice.customer_id, notice.total_amount), (both.to_string(), Some(gbp("50.00"))));
        assert_eq!(notice.items[1].open_amount, Some(gbp("-20.00")));
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn a_block_holds_until_its_day() {
    with_world(async |world| {
        let customer = Id::new();
        world.owes(vec![Item::invoice(customer, "100.00", "2011-01-01")]).await;
        let message = BlockDunningRequest {
            request_id: request_id(),
            customer_id: customer.to_string(),
            currency_code: "GBP".to_owned(),
            blocked_until: Some(day("2011-01-20")),
            reason: "talks".to_owned(),
        };
        let block =
            async |message| world.call(message, async |mut client, request| client.block_dunning(request).await).await;
        let case = block(message.clone()).await.unwrap();
        assert_eq!((case.level, case.blocked_until), (0, Some(day("2011-01-20"))));
        let asked = GetDunningCaseRequest { dunning_case_id: case.dunning_case_id.clone() };
        let asked =
            world.call(asked, async |mut client, request| client.get_dunning_case(request).await).await.unwrap();
        assert_eq!(asked, case);
        assert_eq!(block(message.clone()).await.unwrap(), case, "replayed");
        assert_eq!(world.run("2011-01-19").await.notices_issued, 0);
        let run = world.run("2011-01-20").await;
        assert_eq!((run.notices_issued, run.cases_opened), (1, 0), "the case is the one of the block");
        let unknown = BlockDunningRequest { request_id: request_id(), customer_id: request_id(), ..message };
        refused(block(unknown).await, Code::NotFound, "DUNNING_CASE_NOT_FOUND");
    })
    .await;
}

#[tokio::test]
async fn the_procedure_is_data_in_versions() {
    with_world(async |world| {
        let get = async || {
            let message = GetDunningProcedureRequest {};
            world.call(message, async |mut client, request| client.get_dunning_procedure(request).await).await.unwrap()
        };
        let shipped = get().await;
        assert_eq!((shipped.version, shipped.levels.len(), shipped.interval_days), (1, 3, 7));
        assert_eq!((shipped.reminder_days_before_due, shipped.minimum_amount.clone()), (3, Some(gbp("10.00"))));
        let mut mine = shipped.clone();
        mine.levels.truncate(1);
        mine.levels[0].days_past_due = 1;
        mine.levels[0].fee = Some(gbp("4.50"));
        let set = SetDunningProcedureRequest { request_id: request_id(), dunning_procedure: Some(mine) };
        let stored =
            world.call(set, async |mut client, request| client.set_dunning_procedure(request).await).await.unwrap();
        assert_eq!(stored.version, 2);
        assert_eq!(get().await, stored);
        world.owes(vec![Item::invoice(Id::new(), "100.00", "2011-01-01")]).await;
        assert_eq!(world.run("2011-01-02").await.notices_issued, 1);
        assert_eq!(world.notices().await[0].fee, Some(gbp("4.50")));
    })
    .await;
}
