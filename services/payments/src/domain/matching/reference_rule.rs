//! The payer named documents: what they say goes first.

use super::{
    answer::{Alternative, Answer, Feature, Reason, score_of},
    bands::Band,
    question::{Candidate, Question},
    settle::{Difference, settle, total},
};
use crate::domain::CustomerId;

const REFERENCE: i32 = 6_000;
const AMOUNT_EXACT: i32 = 3_500;
const AMOUNT_WITHIN_TOLERANCE: i32 = 3_200;
const AMOUNT_SHORT: i32 = 3_000;
const AMOUNT_OVER: i32 = 3_000;
const PAYER_KNOWN: i32 = 500;
/// Named documents that are paid already: whose money it is is known, but not what for.
const REFERENCE_CLOSED: i32 = 5_000;

pub fn by_reference(question: &Question) -> Answer {
    let customers = customers(&question.referenced);
    let [customer] = customers.as_slice() else { return of_several_customers(question, &customers) };
    let chosen: Vec<&Candidate> = question.referenced.iter().filter(|candidate| candidate.available > 0).collect();
    if chosen.is_empty() { closed(question, *customer) } else { pays(question, *customer, &chosen) }
}

/// In the order in which they are named.
fn customers(candidates: &[Candidate]) -> Vec<CustomerId> {
    let mut customers: Vec<CustomerId> = Vec::new();
    for candidate in candidates {
        if !customers.contains(&candidate.customer) {
            customers.push(candidate.customer);
        }
    }
    customers
}

fn pays(question: &Question, customer: CustomerId, chosen: &[&Candidate]) -> Answer {
    let policy = &question.policy;
    let settled = settle(chosen, question.amount, policy.tolerance);
    let mut features = vec![Feature::new("reference_exact", numbers(chosen).join(" "), REFERENCE)];
    let mut missing = Vec::new();
    let amount = match settled.difference {
        Difference::None => Feature::new("amount_exact", question.amount, AMOUNT_EXACT),
        Difference::WithinTolerance(by) => Feature::new("amount_within_tolerance", by, AMOUNT_WITHIN_TOLERANCE),
        Difference::Short(by) => Feature::new("amount_short", by, AMOUNT_SHORT),
        Difference::Over(by) => Feature::new("amount_over", by, AMOUNT_OVER),
        Difference::ShortOfSeveral(by) => {
            missing.push("a difference that one of the documents can bear".to_owned());
            Feature::new("amount_short_of_several", by, 0)
        }
    };
    features.push(amount);
    if chosen.iter().all(|candidate| candidate.name_key == question.payer_key) {
        features.push(Feature::new("payer_known", &question.payer_key, PAYER_KNOWN));
    }
    let score = score_of(&features);
    let band = policy.band(score);
    if band != Band::Automatic && missing.is_empty() {
        missing.push("a higher score, or a lower threshold".to_owned());
    }
    Answer {
        customer: Some(customer),
        items: settled.items,
        on_account: settled.on_account,
        score,
        band,
        features,
        alternatives: Vec::new(),
        missing: if band == Band::Automatic { Vec::new() } else { missing },
        reason: (band == Band::Exception).then_some(Reason::Ambiguous),
    }
}

/// All that was named is paid, or on its way: most likely paid twice.
fn closed(question: &Question, customer: CustomerId) -> Answer {
    let named: Vec<&Candidate> = question.referenced.iter().collect();
    let features = vec![Feature::new("reference_closed", numbers(&named).join(" "), REFERENCE_CLOSED)];
    let score = score_of(&features);
    let band = question.policy.band(score).min(Band::Suggested);
    Answer {
        customer: Some(customer),
        items: Vec::new(),
        on_account: question.amount,
        score,
        band,
        features,
        alternatives: Vec::new(),
        missing: vec!["a named document with something open".to_owned()],
        reason: (band == Band::Exception).then_some(Reason::NoOpenItem),
    }
}

/// A receipt belongs to one customer: if the amount fits one of them alone, a person may confirm that.
fn of_several_customers(question: &Question, customers: &[CustomerId]) -> Answer {
    let of = |customer: &CustomerId| -> Vec<&Candidate> {
        let theirs = |candidate: &&Candidate| candidate.customer == *customer && candidate.available > 0;
        question.referenced.iter().filter(theirs).collect()
    };
    let fits = |customer: &&CustomerId| total(&of(customer)) == i128::from(question.amount);
    let fitting: Vec<&CustomerId> = customers.iter().filter(fits).collect();
    let alternatives = customers
        .iter()
        .map(|customer| Alternative { numbers: numbers(&of(customer)), score: REFERENCE / 2 })
        .filter(|alternative| !alternative.numbers.is_empty());
    let missing = vec!["documents of one customer alone".to_owned()];
    if let [customer] = fitting.as_slice() {
        let chosen = of(customer);
        let features = vec![
            Feature::new("reference_of_several_customers", customers.len(), REFERENCE / 2),
            Feature::new("amount_exact", question.amount, AMOUNT_EXACT),
        ];
        let score = score_of(&features);
        let band = question.policy.band(score).min(Band::Suggested);
        let settled = settle(&chosen, question.amount, 0);
        return Answer {
            customer: Some(**customer),
            items: settled.items,
            on_account: settled.on_account,
            score,
            band,
            features,
            alternatives: alternatives.filter(|other| other.numbers != numbers(&chosen)).collect(),
            missing,
            reason: (band == Band::Exception).then_some(Reason::Ambiguous),
        };
    }
    let features = vec![Feature::new("reference_of_several_customers", customers.len(), REFERENCE / 2)];
    Answer {
        customer: None,
        items: Vec::new(),
        on_account: 0,
        score: score_of(&features),
        band: Band::Exception,
        features,
        alternatives: alternatives.collect(),
        missing,
        reason: Some(Reason::Ambiguous),
    }
}

pub(super) fn numbers(candidates: &[&Candidate]) -> Vec<String> {
    candidates.iter().map(|candidate| candidate.number.clone()).collect()
}
