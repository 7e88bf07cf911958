//! What becomes of documents that were accepted and are decided later.

use std::{collections::BTreeMap, time::Duration};

use super::{
    document::Document,
    kind::Kind,
    office::{Office, insisting},
};

/// A batch is looked at so often, with a pause between.
const LOOKS: u32 = 120;
const BETWEEN: Duration = Duration::from_millis(500);

/// Waits until they have come to where they stay, batch by batch, and counts them there. Answers what somebody has to
/// look at.
pub async fn settle<K: Kind>(
    office: &Office,
    batches: impl Iterator<Item = anyhow::Result<Vec<Document<K::Item>>>>,
    states: &mut BTreeMap<String, u64>,
) -> anyhow::Result<Vec<String>> {
    let (mut bad, mut under_way) = (BTreeMap::<String, u64>::new(), 0_u64);
    for batch in batches {
        let batch = batch?;
        let mut outcomes = insisting(async || K::look(office, &batch).await).await?;
        for _ in 1..LOOKS {
            if outcomes.under_way == 0 {
                break;
            }
            tokio::time::sleep(BETWEEN).await;
            outcomes = insisting(async || K::look(office, &batch).await).await?;
        }
        under_way = under_way.saturating_add(outcomes.under_way);
        for (sums, new) in [(&mut *states, outcomes.states), (&mut bad, outcomes.bad)] {
            for (state, documents) in new {
                let sum = sums.entry(state).or_default();
                *sum = sum.saturating_add(documents);
            }
        }
    }
    let bad = bad.into_iter().map(|(state, documents)| format!("{documents} documents are {state}"));
    let waiting = (under_way > 0).then(|| format!("{under_way} documents are not decided yet"));
    Ok(bad.chain(waiting).collect())
}
