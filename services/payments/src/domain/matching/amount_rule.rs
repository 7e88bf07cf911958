//! Nothing is known but the amount.

use super::{
    answer::{Alternative, Answer, Feature, Reason, score_of},
    bands::Band,
    question::{Candidate, Question},
    reference_rule::numbers,
    settle::settle,
};

const AMOUNT_EXACT: i32 = 3_500;
const SUM_UNIQUE: i32 = 2_000;
/// Alternatives that are shown.
const SHOWN: usize = 5;

pub fn by_amount(question: &Question) -> Answer {
    let fits = |candidate: &&Candidate| candidate.available == question.amount;
    let fitting: Vec<&Candidate> = question.of_amount.iter().filter(fits).collect();
    let missing = vec!["a payer name that is known".to_owned(), "a document number in the text".to_owned()];
    let [only] = fitting.as_slice() else {
        let features =
            vec![Feature::new("amount_exact", fitting.len(), if fitting.is_empty() { 0 } else { AMOUNT_EXACT })];
        let shown = fitting.iter().take(SHOWN);
        return Answer {
            customer: None,
            items: Vec::new(),
            on_account: 0,
            score: score_of(&features),
            band: Band::Exception,
            features,
            alternatives: shown.map(|one| Alternative { numbers: numbers(&[*one]), score: AMOUNT_EXACT }).collect(),
            missing,
            reason: Some(if fitting.is_empty() { Reason::UnknownPayer } else { Reason::Ambiguous }),
        };
    };
    let features = vec![
        Feature::new("amount_exact", question.amount, AMOUNT_EXACT),
        Feature::new("sum_unique", "everybody", SUM_UNIQUE),
    ];
    let score = score_of(&features);
    let band = question.policy.band(score).min(Band::Suggested);
    let settled = settle(&[*only], question.amount, 0);
    Answer {
        customer: Some(only.customer),
        items: settled.items,
        on_account: 0,
        score,
        band,
        features,
        alternatives: Vec::new(),
        missing,
        reason: (band == Band::Exception).then_some(Reason::UnknownPayer),
    }
}
