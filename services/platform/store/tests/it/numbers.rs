use o2c_store::{StoreError, numbers};
use o2c_testkit::on_both_engines;

use crate::support::{MIGRATIONS, soon, tenant};

#[tokio::test]
async fn a_series_has_no_gap_and_no_double() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let take = async |count, keep: bool| -> Result<i64, StoreError> {
            let tx = store.begin_write(soon()).await?;
            let first = numbers::counter_block(&tx, &tenant(), "invoice", count).await?;
            if keep {
                tx.commit().await?;
            }
            Ok(first)
        };
        assert_eq!(take(3, true).await.unwrap(), 1);
        assert_eq!(take(5, false).await.unwrap(), 4);
        assert_eq!(take(1, true).await.unwrap(), 4);
        assert_eq!(take(2, true).await.unwrap(), 5);
    })
    .await;
}

#[tokio::test]
async fn two_that_number_at_once_wait_for_each_other() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let takers = (0..10).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let tx = store.begin_write(soon()).await?;
                let first = numbers::counter_block(&tx, &tenant(), "invoice", 4).await?;
                tx.commit().await?;
                Ok::<i64, StoreError>(first)
            })
        });
        let mut firsts = Vec::new();
        for taker in takers.collect::<Vec<_>>() {
            firsts.push(taker.await.unwrap().unwrap());
        }
        firsts.sort_unstable();
        assert_eq!(firsts, (0..10).map(|at| 1 + 4 * at).collect::<Vec<i64>>());
    })
    .await;
}
