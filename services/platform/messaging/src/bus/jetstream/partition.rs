//! Which facts stay in order with each other, and who takes them.

use uuid::Uuid;

/// The partition of an aggregate: FNV-1a of its id. Written out because it must stay what it is: with another function
/// facts of one aggregate would lie in two partitions, and come in the order of neither.
pub(super) fn of(aggregate: Uuid, partitions: u16) -> u16 {
    let hash = aggregate
        .as_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
    u16::try_from(hash % u64::from(partitions.max(1))).unwrap_or_default()
}

/// The partitions of a group.
pub(super) fn of_group(group: u16, groups: u16, partitions: u16) -> impl Iterator<Item = u16> {
    (group..partitions).step_by(usize::from(groups.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aggregate_stays_where_it_is() {
        let places = [0_u128, 1, u128::MAX, 0x0197_0000_0000_7000_8000_0000_0000_0001].map(Uuid::from_u128);
        assert_eq!(places.map(|id| of(id, 16)), [5, 2, 5, 6]);
    }

    #[test]
    fn aggregates_spread_over_all_partitions() {
        let mut counts = [0_u32; 16];
        for id in 0..16_000 {
            counts[usize::from(of(Uuid::from_u128(id), 16))] += 1;
        }
        assert!(counts.iter().all(|count| (700..1_300).contains(count)), "{counts:?}");
    }

    #[test]
    fn each_partition_has_one_group() {
        for (groups, partitions) in [(1, 1), (4, 16), (3, 16), (16, 16)] {
            let mut all: Vec<u16> = (0..groups).flat_map(|group| of_group(group, groups, partitions)).collect();
            all.sort_unstable();
            assert_eq!(all, (0..partitions).collect::<Vec<_>>());
        }
    }
}
