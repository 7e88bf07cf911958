//! The trio on the toy saga, with sets of one and sets of several.

use o2c_saga::trio::{Ending, Trial, trio};
use uuid::Uuid;

use crate::toy::{Accept, No, Shop, on_both_engines, options, orders, start_of};
use o2c_saga::Sagas;

async fn trio_with(set_size: usize, count: usize) {
    on_both_engines(async |store| {
        let build = async || {
            let orders = orders(count);
            Trial::<Accept, Vec<Uuid>> {
                sagas: Sagas::new(store.clone(), options(set_size)),
                context: Shop::new(&store, i64::MAX / 2, i64::MAX / 2),
                call: o2c_testkit::call("test"),
                starts: orders.iter().map(|order| start_of(*order, 5)).collect(),
                world: orders,
            }
        };
        trio(
            build,
            || No("injected".to_owned()),
            async |trial, ending| {
                for order in &trial.world {
                    trial.context.assert_whole(*order).await;
                    let expected = if ending == Ending::Done { "confirmed" } else { "rejected" };
                    assert_eq!(trial.context.ending(*order).await.as_deref(), Some(expected));
                }
            },
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn one_saga_survives_repeating_failing_and_crashing_at_every_step() {
    trio_with(256, 1).await;
}

#[tokio::test]
async fn a_set_survives_repeating_failing_and_crashing_at_every_step() {
    trio_with(256, 5).await;
}

#[tokio::test]
async fn several_small_sets_survive_repeating_failing_and_crashing_at_every_step() {
    trio_with(2, 5).await;
}
