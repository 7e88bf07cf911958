//! Runs of the index.

use o2c_kernel::{TenantId, new_uuid};
use uuid::Uuid;

use super::page::{Page, Pair, pack};

/// So many runs of one class become one of the next.
pub const MERGED_AT_ONCE: usize = 8;
/// Runs of this class and above stay as they are: a merge holds 262,144 pairs at most, four megabytes, and is over in a
/// fraction of a second.
const FINISHED: i32 = 5;

/// What some blocks of a chain name.
#[derive(Clone, Debug)]
pub struct Run {
    pub tenant: TenantId,
    pub id: Uuid,
    pub class: i32,
    pub last_block: i64,
    /// The first and the last entry; where there is none, the last comes before the first.
    pub entries: (Uuid, Uuid),
    pub pages: Vec<Page>,
}

impl Run {
    /// Of pairs in any order, of blocks up to this one.
    pub fn new(tenant: TenantId, last_block: i64, mut pairs: Vec<Pair>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let entries = pairs
            .iter()
            .fold((Uuid::max(), Uuid::nil()), |(first, last), (_, entry)| (first.min(*entry), last.max(*entry)));
        Self { tenant, id: new_uuid(), class: class(pairs.len()), last_block, entries, pages: pack(&pairs) }
    }
}

/// Each class is of runs that are eight times as large as those of the one before.
fn class(pairs: usize) -> i32 {
    (0..FINISHED).find(|class| pairs < MERGED_AT_ONCE.pow(class.unsigned_abs() + 1)).unwrap_or(FINISHED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_runs_of_a_class_are_one_of_the_next_at_most_and_the_largest_are_left_alone() {
        assert_eq!([0, 7, 8, 63, 64, 32_767, 32_768, 1_000_000].map(class), [0, 0, 1, 1, 2, 4, 5, 5]);
    }

    #[test]
    fn a_run_without_a_pair_is_of_no_entry() {
        let run = Run::new(TenantId::default(), 3, Vec::new());
        assert!(run.pages.is_empty() && run.entries.0 > run.entries.1);
    }
}
