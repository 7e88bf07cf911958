//! What a payer writes, and what comes of it.

use o2c_kernel::{Currency, Date, Id};
use proptest::prelude::*;

use super::*;
use crate::domain::CustomerId;

fn day(number: i64) -> Date {
    Date::parse("2011-01-01").unwrap().add_days(number).unwrap()
}

struct Shop {
    anna: CustomerId,
    bert: CustomerId,
}

impl Shop {
    fn new() -> Self {
        Self { anna: Id::new(), bert: Id::new() }
    }

    fn item(&self, customer: CustomerId, number: &str, available: i64, due: i64) -> Candidate {
        let name = if customer == self.anna { "ANNALTD" } else { "BERTLTD" };
        Candidate {
            item: Id::new(),
            number: number.to_owned(),
            customer,
            name_key: name.to_owned(),
            due_on: day(due),
            available,
        }
    }
}

fn question(amount: i64) -> Question {
    Question {
        amount,
        currency: Currency::GBP,
        payer_key: "ANNALTD".to_owned(),
        referenced: Vec::new(),
        payer: None,
        of_amount: Vec::new(),
        policy: Policy::default(),
    }
}

fn named(amount: i64, referenced: Vec<Candidate>) -> Answer {
    answer(&Question { referenced, ..question(amount) })
}

fn from_payer(amount: i64, customer: CustomerId, items: Vec<Candidate>) -> Answer {
    answer(&Question { payer: Some(Payer { customer, items, crowded: false, spoken_for: false }), ..question(amount) })
}

fn amounts(answer: &Answer) -> Vec<(&str, i64, i64, i64)> {
    answer.items.iter().map(|item| (item.number.as_str(), item.amount, item.write_off, item.deduction)).collect()
}

#[test]
fn the_exact_amount_of_a_named_document_is_automatic() {
    let shop = Shop::new();
    let answer = named(1_999, vec![shop.item(shop.anna, "INV-1", 1_999, 1)]);
    assert_eq!((answer.band, answer.score), (Band::Automatic, 10_000));
    assert_eq!(amounts(&answer), [("INV-1", 1_999, 0, 0)]);
    assert!(answer.missing.is_empty() && answer.reason.is_none());
    assert_eq!(answer.customer, Some(shop.anna));
}

#[test]
fn somebody_else_may_pay_a_named_document() {
    let shop = Shop::new();
    let answer = named(1_999, vec![shop.item(shop.bert, "INV-1", 1_999, 1)]);
    assert_eq!((answer.band, answer.score, answer.customer), (Band::Automatic, 9_500, Some(shop.bert)));
}

#[test]
fn several_named_documents_are_paid_together() {
    let shop = Shop::new();
    let answer = named(3_000, vec![shop.item(shop.anna, "INV-1", 1_000, 1), shop.item(shop.anna, "INV-2", 2_000, 2)]);
    assert_eq!(answer.band, Band::Automatic);
    assert_eq!(amounts(&answer), [("INV-1", 1_000, 0, 0), ("INV-2", 2_000, 0, 0)]);
}

#[test]
fn a_few_pennies_short_are_written_off() {
    let shop = Shop::new();
    let answer = named(9_700, vec![shop.item(shop.anna, "INV-1", 10_000, 1)]);
    assert_eq!(answer.band, Band::Automatic);
    assert_eq!(amounts(&answer), [("INV-1", 9_700, 300, 0)]);
}

#[test]
fn more_than_pennies_short_is_a_deduction_on_the_largest_document() {
    let shop = Shop::new();
    let small = shop.item(shop.anna, "INV-1", 2_000, 1);
    let answer = named(9_000, vec![small, shop.item(shop.anna, "INV-2", 8_000, 2)]);
    assert_eq!(answer.band, Band::Automatic);
    assert_eq!(amounts(&answer), [("INV-1", 2_000, 0, 0), ("INV-2", 7_000, 0, 1_000)]);
}

#[test]
fn a_difference_that_no_document_can_bear_is_for_a_person() {
    let shop = Shop::new();
    let items = vec![shop.item(shop.anna, "INV-1", 4_000, 1), shop.item(shop.anna, "INV-2", 4_000, 2)];
    let answer = named(3_000, items);
    assert_eq!(answer.band, Band::Suggested);
    assert_eq!(amounts(&answer), [("INV-1", 3_000, 0, 0)]);
    assert_eq!(answer.missing, ["a difference that one of the documents can bear"]);
}

#[test]
fn what_is_paid_too_much_rests_on_account() {
    let shop = Shop::new();
    let answer = named(10_500, vec![shop.item(shop.anna, "INV-1", 10_000, 1)]);
    assert_eq!((answer.band, answer.on_account), (Band::Automatic, 500));
    assert_eq!(amounts(&answer), [("INV-1", 10_000, 0, 0)]);
}

#[test]
fn a_document_paid_twice_is_never_applied_by_itself() {
    let shop = Shop::new();
    let answer = named(10_000, vec![shop.item(shop.anna, "INV-1", 0, 1)]);
    assert_eq!((answer.band, answer.on_account, answer.items.len()), (Band::Suggested, 10_000, 0));
    assert_eq!(answer.customer, Some(shop.anna));
}

#[test]
fn documents_of_two_customers_are_for_a_person() {
    let shop = Shop::new();
    let both = |ours| vec![shop.item(shop.anna, "INV-1", ours, 1), shop.item(shop.bert, "INV-2", 2_000, 2)];
    let fits_one = named(1_000, both(1_000));
    assert_eq!((fits_one.band, fits_one.customer), (Band::Suggested, Some(shop.anna)));
    let fits_none = named(3_000, both(1_000));
    assert_eq!((fits_none.band, fits_none.reason), (Band::Exception, Some(Reason::Ambiguous)));
    assert_eq!(fits_none.alternatives.len(), 2);
}

#[test]
fn a_known_payer_with_one_sum_that_fits_is_automatic() {
    let shop = Shop::new();
    let items = vec![
        shop.item(shop.anna, "INV-1", 1_000, 1),
        shop.item(shop.anna, "INV-2", 2_500, 2),
        shop.item(shop.anna, "INV-3", 4_750, 3),
    ];
    let answer = from_payer(7_250, shop.anna, items);
    assert_eq!((answer.band, answer.score), (Band::Automatic, 9_000));
    assert_eq!(amounts(&answer), [("INV-2", 2_500, 0, 0), ("INV-3", 4_750, 0, 0)]);
}

#[test]
fn two_sums_that_fit_are_for_a_person_the_oldest_first() {
    let shop = Shop::new();
    let items = vec![shop.item(shop.anna, "INV-1", 1_000, 1), shop.item(shop.anna, "INV-2", 1_000, 2)];
    let answer = from_payer(1_000, shop.anna, items);
    assert_eq!(answer.band, Band::Suggested);
    assert_eq!(amounts(&answer), [("INV-1", 1_000, 0, 0)]);
    assert_eq!(answer.alternatives[0].numbers, ["INV-2"]);
    assert!(answer.missing.iter().any(|missing| missing.contains("only one way")));
}

#[test]
fn a_sum_among_many_items_may_fit_by_chance() {
    let shop = Shop::new();
    let items: Vec<Candidate> =
        (0..14).map(|index| shop.item(shop.anna, &format!("INV-{index}"), 1_000 << index, index)).collect();
    let answer = from_payer(5_000, shop.anna, items.clone());
    assert_eq!((answer.band, answer.score), (Band::Suggested, 7_500));
    let whole = from_payer(items.iter().map(|item| item.available).sum(), shop.anna, items);
    assert_eq!((whole.band, whole.items.len()), (Band::Automatic, 14), "everything that is open is no chance");
}

#[test]
fn what_guesses_have_left_over_is_no_proof() {
    let shop = Shop::new();
    let left = vec![shop.item(shop.anna, "INV-1", 1_000, 1), shop.item(shop.anna, "INV-2", 300, 2)];
    for (amount, items) in [(1_300, left.clone()), (1_000, left)] {
        let sure = from_payer(amount, shop.anna, items.clone());
        assert_eq!((sure.band, sure.missing.len()), (Band::Automatic, 0), "{amount}");
        let payer = Payer { customer: shop.anna, items, crowded: false, spoken_for: true };
        let guess = answer(&Question { payer: Some(payer), ..question(amount) });
        assert_eq!((guess.band, guess.score), (Band::Suggested, 7_500), "{amount}");
        assert_eq!((guess.items, guess.missing.len()), (sure.items, 2), "the same is proposed, and why not done");
    }
}

#[test]
fn an_amount_that_fits_nothing_pays_the_oldest_after_a_person_has_looked() {
    let shop = Shop::new();
    let items = vec![shop.item(shop.anna, "INV-1", 1_000, 1), shop.item(shop.anna, "INV-2", 5_000, 2)];
    let answer = from_payer(1_700, shop.anna, items);
    assert_eq!((answer.band, answer.score), (Band::Suggested, 4_500));
    assert_eq!(amounts(&answer), [("INV-1", 1_000, 0, 0), ("INV-2", 700, 0, 0)]);
}

#[test]
fn a_known_payer_who_owes_nothing_is_an_exception_with_a_name() {
    let shop = Shop::new();
    let answer = from_payer(1_000, shop.anna, Vec::new());
    assert_eq!((answer.reason, answer.customer), (Some(Reason::NoOpenItem), Some(shop.anna)));
}

#[test]
fn an_unknown_payer_is_never_matched_without_a_person() {
    let shop = Shop::new();
    let of = |of_amount| answer(&Question { of_amount, ..question(1_000) });
    let one = of(vec![shop.item(shop.anna, "INV-1", 1_000, 1)]);
    assert_eq!((one.band, one.customer, one.score), (Band::Suggested, Some(shop.anna), 5_500));
    let two = of(vec![shop.item(shop.anna, "INV-1", 1_000, 1), shop.item(shop.bert, "INV-2", 1_000, 1)]);
    assert_eq!((two.band, two.reason), (Band::Exception, Some(Reason::Ambiguous)));
    assert_eq!((of(Vec::new()).band, of(Vec::new()).reason), (Band::Exception, Some(Reason::UnknownPayer)));
}

proptest! {
    /// Whatever is proposed is money that is there: never more than is open, and the receipt to the cent.
    #[test]
    fn answers_never_lose_or_make_money(
        amount in 1_i64..8_000,
        available in prop::collection::vec(0_i64..2_000, 0..8),
        rule in 0_u8..3,
        two_customers: bool,
    ) {
        let shop = Shop::new();
        let items: Vec<Candidate> = available
            .iter()
            .enumerate()
            .map(|(index, available)| {
                let customer = if two_customers && index % 2 == 1 && rule != 1 { shop.bert } else { shop.anna };
                shop.item(customer, &format!("INV-{index}"), *available, i64::try_from(index).unwrap())
            })
            .collect();
        let question = match rule {
            0 => Question { referenced: items.clone(), ..question(amount) },
            1 => Question {
                payer: Some(Payer { customer: shop.anna, items: items.clone(), crowded: false, spoken_for: false }),
                ..question(amount)
            },
            _ => Question { of_amount: items.clone(), ..question(amount) },
        };
        let first = answer(&question);
        prop_assert_eq!(&first, &answer(&question), "an answer depends on its question alone");
        for item in &first.items {
            let source = items.iter().find(|one| one.item == item.item).unwrap();
            prop_assert!(item.amount > 0 && item.write_off >= 0 && item.deduction >= 0);
            prop_assert!(item.amount + item.write_off + item.deduction <= source.available);
            prop_assert_eq!(Some(source.customer), first.customer);
        }
        let cash: i64 = first.items.iter().map(|item| item.amount).sum();
        prop_assert_eq!(first.reason.is_some(), first.band == Band::Exception);
        if first.band != Band::Exception {
            prop_assert_eq!(cash + first.on_account, amount);
            prop_assert!(first.customer.is_some());
        }
        if first.band == Band::Automatic {
            prop_assert!(first.missing.is_empty() && !first.items.is_empty());
        } else {
            prop_assert!(!first.missing.is_empty());
        }
    }
}
