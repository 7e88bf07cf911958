//! Pages of the index: documents, each with the entries that name it, both in order.

use uuid::Uuid;

/// A document and an entry that names it.
pub type Pair = (Uuid, Uuid);

/// Bytes of a page at most: so much stays within its row on PostgreSQL, and two rows fit on a page of SQLite.
const PAGE: usize = 1_800;
const ID: usize = 16;
/// The document and the number of its entries.
const HEAD: usize = ID + 2;

/// Pairs that are next to each other in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub first: Pair,
    pub packed: Vec<u8>,
}

/// Packs pairs that are in order and come once each.
pub fn pack(pairs: &[Pair]) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut groups: Vec<&[Pair]> = Vec::new();
    let mut size = 0;
    for mut group in pairs.chunk_by(|left, right| left.0 == right.0) {
        while !group.is_empty() {
            let fitting = PAGE.saturating_sub(size + HEAD) / ID;
            if fitting == 0 {
                pages.extend(page(&groups));
                groups.clear();
                size = 0;
                continue;
            }
            let (now, later) = group.split_at(fitting.min(group.len()));
            groups.push(now);
            size += HEAD + ID * now.len();
            group = later;
        }
    }
    pages.extend(page(&groups));
    pages
}

fn page(groups: &[&[Pair]]) -> Option<Page> {
    let first = *groups.first()?.first()?;
    let mut packed = Vec::with_capacity(PAGE);
    for group in groups {
        // a page holds fewer than so many
        let (Some((document, _)), Ok(count)) = (group.first(), u16::try_from(group.len())) else { continue };
        packed.extend(document.as_bytes());
        packed.extend(count.to_be_bytes());
        packed.extend(group.iter().flat_map(|(_, entry)| entry.as_bytes()));
    }
    Some(Page { first, packed })
}

/// None where the bytes are no page.
pub fn unpack(packed: &[u8]) -> Option<Vec<Pair>> {
    let mut pairs = Vec::with_capacity(packed.len() / ID);
    let mut rest = packed;
    while let Some((document, behind)) = rest.split_first_chunk::<ID>() {
        let (count, behind) = behind.split_first_chunk::<2>()?;
        let (entries, behind) = behind.split_at_checked(ID * usize::from(u16::from_be_bytes(*count)))?;
        let (entries, _) = entries.as_chunks::<ID>();
        let document = Uuid::from_bytes(*document);
        pairs.extend(entries.iter().map(|entry| (document, Uuid::from_bytes(*entry))));
        rest = behind;
    }
    rest.is_empty().then_some(pairs)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::{collection::btree_set, prelude::*};

    use super::*;

    fn pairs() -> impl Strategy<Value = BTreeSet<Pair>> {
        // few documents with many entries and many with few
        let document = prop_oneof![0..3_u128, any::<u128>()].prop_map(Uuid::from_u128);
        btree_set((document, any::<u128>().prop_map(Uuid::from_u128)), 0..900)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn pairs_come_back_from_pages_that_are_full_and_in_order(pairs in pairs()) {
            let pairs: Vec<Pair> = pairs.into_iter().collect();
            let pages = pack(&pairs);
            let back: Vec<Pair> = pages.iter().flat_map(|page| unpack(&page.packed).unwrap()).collect();
            prop_assert_eq!(back, pairs);
            prop_assert!(pages.iter().all(|page| page.packed.len() <= PAGE));
            prop_assert!(pages.iter().all(|page| unpack(&page.packed).unwrap().first() == Some(&page.first)));
            let full = pages.iter().rev().skip(1);
            prop_assert!(full.into_iter().all(|page| page.packed.len() > PAGE - HEAD - ID));
        }
    }

    #[test]
    fn what_is_cut_off_is_no_page() {
        let packed = pack(&[(Uuid::nil(), Uuid::nil()), (Uuid::nil(), Uuid::max())]).remove(0).packed;
        assert_eq!(packed.len(), HEAD + 2 * ID);
        assert!((1..packed.len()).all(|length| unpack(&packed[..length]).is_none()));
        assert_eq!(unpack(&[]), Some(Vec::new()));
    }
}
