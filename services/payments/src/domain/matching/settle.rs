//! From chosen items to amounts: what is paid of each, and where a difference goes.

use super::{answer::AnswerItem, question::Candidate};

/// How an amount relates to what was chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Difference {
    None,
    /// So little is missing that it is written off.
    WithinTolerance(i64),
    /// So much is missing, and one document can bear it.
    Short(i64),
    /// So much is missing, and no single document can bear it.
    ShortOfSeveral(i64),
    Over(i64),
}

/// The items paid and what rests on account.
pub struct Settled {
    pub items: Vec<AnswerItem>,
    pub on_account: i64,
    pub difference: Difference,
}

/// What is available of all.
pub fn total(items: &[&Candidate]) -> i128 {
    items.iter().map(|item| i128::from(item.available)).sum()
}

/// Pays the chosen items with an amount. A small difference is written off, a larger one becomes a deduction; either
/// lands on the largest document, which is the one most likely to be disputed. What is left over rests on account.
pub fn settle(chosen: &[&Candidate], amount: i64, tolerance: i64) -> Settled {
    let missing = total(chosen).saturating_sub(i128::from(amount));
    let Ok(missing) = i64::try_from(missing) else {
        // no receipt is short of more than an amount can say: pay the oldest, propose nothing for the rest
        return oldest_first(chosen, amount, i64::MAX);
    };
    if missing <= 0 {
        let difference = if missing == 0 { Difference::None } else { Difference::Over(missing.saturating_neg()) };
        let items = chosen.iter().map(|candidate| paid(candidate, candidate.available, 0, 0)).collect();
        return Settled { items, on_account: missing.saturating_neg(), difference };
    }
    let Some(bearer) = bearer(chosen).filter(|bearer| missing < bearer.available) else {
        return oldest_first(chosen, amount, missing);
    };
    let small = missing <= tolerance && missing <= amount;
    let (write_off, deduction) = if small { (missing, 0) } else { (0, missing) };
    let pay = |candidate: &&Candidate| {
        if candidate.item == bearer.item {
            paid(candidate, candidate.available.saturating_sub(missing), write_off, deduction)
        } else {
            paid(candidate, candidate.available, 0, 0)
        }
    };
    let difference = if small { Difference::WithinTolerance(missing) } else { Difference::Short(missing) };
    Settled { items: chosen.iter().map(pay).collect(), on_account: 0, difference }
}

/// Pays in the order given until nothing is left; what is left over rests on account.
pub fn oldest_first(chosen: &[&Candidate], amount: i64, missing: i64) -> Settled {
    let mut left = amount;
    let mut items = Vec::new();
    for candidate in chosen {
        let part = candidate.available.min(left);
        if part > 0 {
            items.push(paid(candidate, part, 0, 0));
            left = left.saturating_sub(part);
        }
    }
    Settled { items, on_account: left, difference: Difference::ShortOfSeveral(missing) }
}

/// The largest; of equal ones the first.
fn bearer<'a>(chosen: &[&'a Candidate]) -> Option<&'a Candidate> {
    chosen.iter().copied().reduce(|largest, next| if next.available > largest.available { next } else { largest })
}

fn paid(candidate: &Candidate, amount: i64, write_off: i64, deduction: i64) -> AnswerItem {
    AnswerItem {
        item: candidate.item,
        number: candidate.number.clone(),
        open: candidate.available,
        amount,
        write_off,
        deduction,
    }
}
