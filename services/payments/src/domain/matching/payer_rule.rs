//! The payer is known by name and named no document: what adds up, and whether that is the only way.

use super::{
    answer::{Alternative, Answer, Feature, Reason, score_of},
    bands::Band,
    question::{Candidate, Payer, Question},
    reference_rule::numbers,
    settle::{Difference, Settled, oldest_first, settle, total},
    subset_sum::subset_sums,
};

const PAYER_KNOWN: i32 = 3_000;
const AMOUNT_EXACT: i32 = 3_500;
const AMOUNT_WITHIN_TOLERANCE: i32 = 3_200;
const SUM_UNIQUE: i32 = 2_500;
/// Among so many sums one fits by chance; so it may where guesses have changed the amounts.
const SUM_UNIQUE_AMONG_MANY: i32 = 1_000;
const OLDEST_FIRST: i32 = 500;
const OLDEST_FIRST_PART: i32 = 1_500;
/// Up to so many items there are at most 4,096 sums: few enough for one that fits to mean something.
const FEW: usize = 12;

const DECIDED_MISSING: &str = "a decision about the other receipts that wait for a person";
const UNIQUE_MISSING: &str = "only one way in which open items add up to the amount";
const REFERENCE_MISSING: &str = "a document number in the text";

pub fn by_payer(question: &Question, payer: &Payer) -> Answer {
    let open: Vec<&Candidate> = payer.items.iter().filter(|candidate| candidate.available > 0).collect();
    if open.is_empty() {
        return nothing_open(question, payer);
    }
    if !payer.crowded && total(&open) == i128::from(question.amount) {
        // amounts are positive, so no part of them can add up to the same: the proof is free
        let among = if payer.spoken_for { "everything that is left" } else { "everything that is open" };
        return only_way(question, payer, &open, &[], among);
    }
    let amounts: Vec<i64> = open.iter().map(|candidate| candidate.available).collect();
    let sums = subset_sums(&amounts, question.amount, question.policy.search_steps);
    let way = |way: &Vec<usize>| -> Vec<&Candidate> { way.iter().filter_map(|at| open.get(*at).copied()).collect() };
    let Some((first, others)) = sums.ways.split_first() else {
        return nothing_fits(question, payer, &open);
    };
    let (chosen, others) = (way(first), others.iter().map(way).collect::<Vec<_>>());
    if !sums.is_unique() {
        let points = if others.is_empty() { 0 } else { OLDEST_FIRST };
        let why = if others.is_empty() { "search_cut_short" } else { "oldest_first" };
        let feature = Feature::new(why, question.policy.search_steps, points);
        return exact(question, payer, &chosen, &others, feature, &[UNIQUE_MISSING, REFERENCE_MISSING]);
    }
    // Of a crowded customer only single items with the amount are seen, and those all.
    if open.len() <= FEW || payer.crowded {
        return only_way(question, payer, &chosen, &others, open.len());
    }
    let feature = unique(open.len(), SUM_UNIQUE_AMONG_MANY);
    exact(question, payer, &chosen, &others, feature, &["fewer open items to choose from", REFERENCE_MISSING])
}

fn unique(among: impl ToString, points: i32) -> Feature {
    Feature::new("sum_unique", among, points)
}

/// No others add up to the amount, of those that are left. That is a proof only if nothing was taken away from them on
/// suspicion: 10.00 is not "all that is open" of a customer who owes 120.00, of which 110.00 are guesses.
fn only_way(
    question: &Question,
    payer: &Payer,
    chosen: &[&Candidate],
    others: &[Vec<&Candidate>],
    among: impl ToString,
) -> Answer {
    if payer.spoken_for {
        let feature = unique(among, SUM_UNIQUE_AMONG_MANY);
        return exact(question, payer, chosen, others, feature, &[DECIDED_MISSING, REFERENCE_MISSING]);
    }
    exact(question, payer, chosen, others, unique(among, SUM_UNIQUE), &[])
}

/// These add up to the amount exactly.
fn exact(
    question: &Question,
    payer: &Payer,
    chosen: &[&Candidate],
    others: &[Vec<&Candidate>],
    why: Feature,
    missing: &[&str],
) -> Answer {
    let features = vec![known(question), Feature::new("amount_exact", question.amount, AMOUNT_EXACT), why];
    let settled = settle(chosen, question.amount, 0);
    let other = PAYER_KNOWN.saturating_add(AMOUNT_EXACT);
    let alternatives = others.iter().map(|way| Alternative { numbers: numbers(way), score: other }).collect();
    proposed(question, payer, settled, features, alternatives, missing)
}

fn nothing_fits(question: &Question, payer: &Payer, open: &[&Candidate]) -> Answer {
    if payer.crowded {
        return nothing_open(question, payer);
    }
    // Everything, or one document, less a few pennies.
    let near = |chosen: &[&Candidate]| {
        let short = total(chosen).saturating_sub(i128::from(question.amount));
        short > 0 && short <= i128::from(question.policy.tolerance)
    };
    let singles: Vec<[&Candidate; 1]> = open.iter().map(|one| [*one]).filter(|one| near(one)).collect();
    let chosen: &[&Candidate] = match singles.as_slice() {
        [] if near(open) => open,
        [one, ..] => one,
        [] => {
            let missing = i64::try_from(total(open).saturating_sub(i128::from(question.amount))).unwrap_or(i64::MAX);
            let settled = oldest_first(open, question.amount, missing.max(0));
            let features = vec![known(question), Feature::new("oldest_first", open.len(), OLDEST_FIRST_PART)];
            let missing = ["an amount that open items add up to", REFERENCE_MISSING];
            return proposed(question, payer, settled, features, Vec::new(), &missing);
        }
    };
    let settled = settle(chosen, question.amount, question.policy.tolerance);
    let by = match settled.difference {
        Difference::WithinTolerance(by) | Difference::Short(by) | Difference::ShortOfSeveral(by) => by,
        Difference::None | Difference::Over(_) => 0,
    };
    let mut features = vec![known(question), Feature::new("amount_within_tolerance", by, AMOUNT_WITHIN_TOLERANCE)];
    if singles.len() <= 1 {
        features.push(unique(open.len(), SUM_UNIQUE_AMONG_MANY));
    }
    let rest = singles.iter().skip(1);
    let alternatives = rest.map(|one| Alternative { numbers: numbers(one), score: PAYER_KNOWN }).collect();
    proposed(question, payer, settled, features, alternatives, &["the exact amount", REFERENCE_MISSING])
}

fn nothing_open(question: &Question, payer: &Payer) -> Answer {
    let features = vec![known(question)];
    Answer {
        customer: Some(payer.customer),
        items: Vec::new(),
        on_account: 0,
        score: score_of(&features),
        band: Band::Exception,
        features,
        alternatives: Vec::new(),
        missing: vec!["an open item of the payer that fits".to_owned(), REFERENCE_MISSING.to_owned()],
        reason: Some(Reason::NoOpenItem),
    }
}

fn known(question: &Question) -> Feature {
    Feature::new("payer_known", &question.payer_key, PAYER_KNOWN)
}

fn proposed(
    question: &Question,
    payer: &Payer,
    settled: Settled,
    features: Vec<Feature>,
    alternatives: Vec<Alternative>,
    missing: &[&str],
) -> Answer {
    let score = score_of(&features);
    let band = question.policy.band(score);
    let missing = if band == Band::Automatic { &[] } else { missing };
    Answer {
        customer: Some(payer.customer),
        items: settled.items,
        on_account: settled.on_account,
        score,
        band,
        features,
        alternatives,
        missing: missing.iter().map(ToString::to_string).collect(),
        reason: (band == Band::Exception).then_some(Reason::Ambiguous),
    }
}
