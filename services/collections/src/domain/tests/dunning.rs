use proptest::prelude::*;

use super::builders::*;
use crate::domain::*;
use o2c_kernel::{Currency, Date, Money};

fn decided(account: &Account, on: &str) -> Decision {
    decide(account, &procedure(), day(on), fresh()).unwrap()
}

fn level_sent(account: &Account, on: &str) -> Option<i32> {
    decided(account, on).notice.map(|notice| notice.level)
}

/// Runs every day and lists what was sent.
fn sent_daily(mut account: Account, from: &str, days: i64) -> Vec<(i64, i32)> {
    let mut sent = Vec::new();
    for offset in 0..days {
        let decision = decide(&account, &procedure(), day(from).add_days(offset).unwrap(), fresh()).unwrap();
        if let Some(notice) = &decision.notice {
            sent.push((offset, notice.level));
        }
        account = carried_out(account, &decision);
    }
    sent
}

#[test]
fn one_invoice_is_reminded_once_and_dunned_once_a_level() {
    let account = account(vec![owed(1, "100.00", "2011-01-10")]);
    // day 0 is 2011-01-01, the due date is day 9
    assert_eq!(sent_daily(account, "2011-01-01", 90), [(6, 0), (16, 1), (30, 2), (54, 3)]);
}

#[test]
fn the_first_run_finds_the_level_that_is_due() {
    for (days, level) in
        [(6, None), (7, Some(1)), (20, Some(1)), (21, Some(2)), (44, Some(2)), (45, Some(3)), (400, Some(3))]
    {
        let account = account(vec![owed(1, "100.00", "2011-01-01")]);
        let on = day("2011-01-01").add_days(days).unwrap().to_string();
        assert_eq!(level_sent(&account, &on), level, "{days} days past due");
    }
}

#[test]
fn a_day_run_twice_sends_nothing_the_second_time() {
    let first = account(vec![owed(1, "100.00", "2011-01-01"), owed(2, "50.00", "2011-01-20")]);
    let decision = decided(&first, "2011-01-17");
    assert!(decision.notice.is_some());
    let again = carried_out(first, &decision);
    assert_eq!(decided(&again, "2011-01-17"), Decision::default());
}

#[test]
fn a_letter_names_what_is_overdue_and_takes_credit_notes_off() {
    let account = account(vec![
        owed(1, "100.00", "2011-01-01"),
        owed(2, "60.00", "2011-01-10"),
        owed(3, "70.00", "2011-01-19"), // one day late: no level yet
        owed(4, "80.00", "2011-02-01"),
        credit(5, "30.00", "2011-01-05"),
        credit(6, "99.00", "2011-03-01"), // not yet given
    ]);
    let notice = decided(&account, "2011-01-22").notice.unwrap();
    assert_eq!(notice.level, 2);
    assert_eq!(notice.total, gbp("130.00"));
    let lines: Vec<_> =
        notice.lines.iter().map(|line| (line.document_number.as_str(), line.open, line.level)).collect();
    assert_eq!(lines, [("IN-1", gbp("100.00"), 2), ("IN-2", gbp("60.00"), 1), ("IN-5", gbp("-30.00"), 0)]);
}

#[test]
fn disputed_and_small_items_are_left_out() {
    let disputed = AccountItem { disputed: true, ..owed(1, "100.00", "2011-01-01") };
    assert_eq!(level_sent(&account(vec![disputed.clone()]), "2011-03-01"), None);
    assert_eq!(level_sent(&account(vec![owed(2, "9.99", "2011-01-01")]), "2011-03-01"), None);
    assert_eq!(level_sent(&account(vec![owed(2, "10.00", "2011-01-01")]), "2011-03-01"), Some(3));
    let both = decided(&account(vec![disputed, owed(2, "20.00", "2011-02-20")]), "2011-03-01").notice.unwrap();
    assert_eq!((both.level, both.total), (1, gbp("20.00")));
}

#[test]
fn credit_notes_that_cover_the_debt_end_it() {
    let owing = account(vec![owed(1, "100.00", "2011-01-01")]);
    let first = decided(&owing, "2011-01-10");
    let mut covered = carried_out(owing, &first);
    covered.items.push(credit(2, "95.00", "2011-01-11"));
    assert_eq!(level_sent(&covered, "2011-02-01"), None, "5.00 are below the minimum");
    assert!(!decided(&covered, "2011-02-01").cured, "but 5.00 are owed");
    covered.items.push(credit(3, "5.00", "2011-01-12"));
    let decision = decided(&covered, "2011-02-01");
    assert!(decision.cured);
    assert_eq!(decision.case.unwrap().state, CaseState::Cured);
}

#[test]
fn a_case_is_cured_when_nothing_is_overdue_and_a_new_one_starts_anew() {
    let owing = account(vec![owed(1, "100.00", "2011-01-01")]);
    let dunned = carried_out(owing.clone(), &decided(&owing, "2011-01-30"));
    assert_eq!(dunned.case.as_ref().map(|case| case.level), Some(2));
    let mut paid = dunned;
    let item = paid.items.remove(0);
    let decision = decided(&paid, "2011-02-01");
    assert!(decision.cured && decision.notice.is_none());
    // the payment is taken back: the next case begins with the level that holds by then
    let mut again = carried_out(paid, &decision);
    again.items.push(item);
    assert_eq!(level_sent(&again, "2011-02-10"), Some(2));
}

#[test]
fn a_disputed_debt_is_neither_dunned_nor_cured() {
    let owing = account(vec![owed(1, "100.00", "2011-01-01")]);
    let mut dunned = carried_out(owing.clone(), &decided(&owing, "2011-01-10"));
    dunned.items[0].disputed = true;
    assert_eq!(decided(&dunned, "2011-03-10"), Decision::default());
}

#[test]
fn nobody_writes_before_a_block_ends() {
    let mut blocked = account(vec![owed(1, "100.00", "2011-01-01")]);
    let mut case = DunningCase::open(fresh().case, customer(), Currency::GBP, day("2011-01-02"));
    case.block(day("2011-02-15"), "talks");
    blocked.case = Some(case);
    assert_eq!(decided(&blocked, "2011-02-14"), Decision::default());
    assert_eq!(level_sent(&blocked, "2011-02-15"), Some(3));
    blocked.items.clear();
    assert!(!decided(&blocked, "2011-02-14").cured, "the block must not be forgotten");
    assert!(decided(&blocked, "2011-02-15").cured);
}

#[test]
fn the_interval_holds_between_any_two_letters() {
    let mut account = account(vec![owed(1, "100.00", "2011-01-01")]);
    account.last_notice_on = Some(day("2011-01-05"));
    assert_eq!(level_sent(&account, "2011-01-11"), None);
    assert_eq!(level_sent(&account, "2011-01-12"), Some(1));
}

#[test]
fn a_fee_is_charged_in_its_own_currency_only() {
    let mut with_fees = procedure();
    with_fees.levels[0].fee = gbp("5.00");
    let owing = account(vec![owed(1, "100.00", "2011-01-01")]);
    let notice = decide(&owing, &with_fees, day("2011-01-08"), fresh()).unwrap().notice.unwrap();
    assert_eq!((notice.fee, notice.total), (gbp("5.00"), gbp("100.00")));
    let mut foreign = owing;
    foreign.currency = Currency::EUR;
    foreign.items[0].open = Money::new(10_000, Currency::EUR);
    let notice = decide(&foreign, &with_fees, day("2011-01-08"), fresh()).unwrap().notice.unwrap();
    assert!(notice.fee.is_zero());
}

proptest! {
    /// COL-1 and the promise of the run, over any account: a letter holds nothing that may not be dunned, its lines
    /// add up, and the same day again changes nothing.
    #[test]
    fn letters_are_lawful(
        items in prop::collection::vec((0_i64..200, 1_i64..5_000, any::<bool>(), prop::bool::weighted(0.8)), 0..12),
        offset in 0_i64..200,
    ) {
        let start = day("2011-01-01");
        let items = items.into_iter().enumerate().map(|(at, (due, minor, disputed, is_owed))| {
            let due: Date = start.add_days(due).unwrap();
            let base = owed(u128::try_from(at).unwrap() + 1, "1", &due.to_string());
            AccountItem { open: Money::new(minor, Currency::GBP), disputed, owed: is_owed, document_date: due, ..base }
        });
        let account = account(items.collect());
        let as_of = start.add_days(offset).unwrap();
        let decision = decide(&account, &procedure(), as_of, fresh()).unwrap();
        if let Some(notice) = &decision.notice {
            let sum = Money::sum(Currency::GBP, notice.lines.iter().map(|line| line.open)).unwrap();
            prop_assert_eq!(sum, notice.total);
            prop_assert!(notice.total.minor() >= 1_000);
            for line in notice.lines.iter().filter(|line| line.open.is_positive()) {
                let item = account.items.iter().find(|item| item.id == line.item).unwrap();
                prop_assert!(item.owed && !item.disputed && item.open.minor() >= 1_000);
                prop_assert_eq!(notice.is_reminder(), item.due_on >= as_of);
            }
        }
        let again = carried_out(account, &decision);
        prop_assert_eq!(decide(&again, &procedure(), as_of, fresh()).unwrap(), Decision::default());
    }
}
