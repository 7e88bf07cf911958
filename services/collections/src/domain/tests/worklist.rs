use proptest::prelude::*;

use super::builders::*;
use crate::domain::*;
use o2c_kernel::{Currency, Id, Money};
use uuid::Uuid;

const WEIGHTS: Weights =
    Weights { value: 5_000, age: 3_000, level: 2_000, full_value_units: 10_000, full_age_days: 90 };

fn debtor(number: u128, overdue: &str, disputed: &str, due: &str, level: i32) -> Debtor {
    Debtor {
        customer: Id::from_uuid(Uuid::from_u128(number)),
        name: "Anna".to_owned(),
        overdue: gbp(overdue),
        disputed: gbp(disputed),
        oldest_due: day(due),
        items: 1,
        level,
        blocked_until: None,
    }
}

#[test]
fn the_points_add_up_and_say_why() {
    let ranked = rank(debtor(1, "1200.00", "200.00", "2011-01-01", 1), WEIGHTS, 3, day("2011-01-31"));
    // 1,000 of 10,000 → 500; 30 of 90 days → 1,000; level 1 of 3 → 667
    assert_eq!(ranked.priority, 2_167);
    assert_eq!(ranked.reasons[0], "VALUE 500 of 5000: 1000.00 GBP overdue and not disputed");
    assert_eq!(ranked.reasons[1], "AGE 1000 of 3000: 30 days past due");
    assert_eq!(ranked.reasons[2], "LEVEL 667 of 2000: dunning level 1 of 3");
    assert_eq!(ranked.reasons[3], "DISPUTED: 200.00 GBP wait for a decision");
}

#[test]
fn the_worst_debtor_has_all_points_and_none_has_more() {
    let worst = rank(debtor(1, "99999999.00", "0", "2001-01-01", 3), WEIGHTS, 3, day("2011-01-31"));
    assert_eq!(worst.priority, 10_000);
    let none = rank(debtor(1, "0", "0", "2011-01-31", 0), WEIGHTS, 0, day("2011-01-31"));
    assert_eq!(none.priority, 0);
}

proptest! {
    /// Page by page, the whole worklist comes by once, in order, whatever the size of a page.
    #[test]
    fn pages_of_the_top_are_the_whole_in_order(values in prop::collection::vec(0_i64..50, 0..60), room in 1_usize..9) {
        let ranked: Vec<Ranked> = values.iter().enumerate().map(|(at, value)| {
            let mut debtor = debtor(u128::try_from(at).unwrap(), "0", "0", "2011-01-01", 0);
            debtor.overdue = Money::new(value * 10_000, Currency::GBP);
            rank(debtor, WEIGHTS, 3, day("2011-01-31"))
        }).collect();
        let mut whole = ranked.clone();
        whole.sort_by_key(Ranked::key);
        let (mut pages, mut after) = (Vec::new(), None);
        loop {
            let mut top = Top::new(room, after);
            ranked.iter().cloned().for_each(|one| top.offer(one));
            let page = top.into_ordered();
            let Some(last) = page.last() else { break };
            after = Some(last.key());
            pages.extend(page);
        }
        prop_assert_eq!(pages, whole);
    }
}
