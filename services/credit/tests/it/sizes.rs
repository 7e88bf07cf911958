//! The result does not depend on how calls and facts were cut into sets.

use o2c_kernel::SetLimits;
use o2c_proto::{BatchResponse, credit::v1::*};

use crate::{desk::*, news::News};

#[tokio::test]
async fn sets_of_one_of_seven_and_of_all_decide_alike() {
    let migrations = o2c_credit::migrations();
    let sets = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, &migrations];
    o2c_testkit::on_both_engines_with(
        "credit",
        &sets,
        &[o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_credit::PRIVILEGES],
        async |store| {
            let mut stories = Vec::new();
            // a tenant for each size, in one database
            for (tenant, size) in [("by-one", 1), ("by-seven", 7), ("at-once", 256)] {
                let limits = SetLimits::of_items(size);
                let desk = Desk::open_with(store.clone(), limits, serde_json::Value::Null).await.of_tenant(tenant);
                stories.push(story(&desk).await);
            }
            assert_eq!(stories[0], stories[1]);
            assert_eq!(stories[0], stories[2]);
            assert!(stories[0].iter().any(|outcome| outcome.starts_with("Approved")));
            assert!(stories[0].iter().any(|outcome| outcome.starts_with("Referred")));
        },
    )
    .await;
}

/// 100 orders of 6 customers, some of them twice, with amounts that fit now and then.
async fn story(desk: &Desk) -> Vec<String> {
    let mut customers = Vec::new();
    for _ in 0..6 {
        customers.push(desk.customer(500).await.customer_id);
    }
    let mut requests: Vec<ReserveCreditRequest> = Vec::new();
    for number in 0..100_usize {
        let amount = i64::try_from(number * 37 % 91).unwrap();
        let request = match requests.last() {
            Some(last) if number % 9 == 0 => again(last),
            _ => order_of(&customers[number * number % 6], amount),
        };
        requests.push(request);
    }
    let message = BatchReserveCreditRequest { requests };
    let response = desk.client().batch_reserve_credit(desk.request(message)).await.unwrap().into_inner();
    let mut told: Vec<String> =
        response.into_results().iter().flatten().map(|one| format!("{:?} {:?}", one.outcome(), one.reasons)).collect();
    for customer in &customers {
        told.push(desk.used(customer).await.to_string());
    }
    told
}

#[tokio::test]
async fn facts_taken_one_by_one_and_together_give_the_same_sums() {
    on_both_engines(async |desk| {
        let mut sums = Vec::new();
        for size in [1, 7, 256] {
            let (news, customer) = (News::default(), desk.customer(1).await.customer_id);
            let mut facts = Vec::new();
            for number in 1..40_i64 {
                let (shipment, invoice, item) = (new_id(), new_id(), new_id());
                facts.push(news.shipped(&new_id(), &shipment, &customer, number * 10));
                facts.push(news.invoiced(&shipment, &invoice, &customer, number * 10, number * 10 + number % 3));
                facts.push(news.posted(&item, "INVOICE", &invoice, &customer, number * 10 + number % 3));
                facts.push(news.paid(&item, &invoice, &customer, number, 0));
            }
            for set in facts.chunks(size) {
                desk.hears(set).await;
            }
            sums.push(desk.categories(&customer).await);
        }
        assert_eq!(sums[0], sums[1]);
        assert_eq!(sums[0], sums[2]);
    })
    .await;
}
