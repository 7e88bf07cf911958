//! How a receipt could be applied, and why: pure rules over what the remittance says and what is open.
//!
//! In this order: document numbers in the text; then a payer whose name is known, by amount, by the one sum that
//! fits, oldest first; then, with an unknown payer, an amount that only one open item has. Whatever is decided is a
//! function of the [`Question`] alone, so that an automatic application can be done again from its record (PAY-6).

mod amount_rule;
mod answer;
mod bands;
mod payer_rule;
mod question;
mod reference_rule;
mod settle;
mod subset_sum;
mod text;

pub use answer::{Alternative, Answer, AnswerItem, Feature, Reason};
pub use bands::{Band, Policy, RULE_VERSION};
pub use question::{Candidate, Payer, Question};
pub use subset_sum::{Sums, subset_sums};
pub use text::{document_keys, key_of};

/// Answers a question.
#[must_use]
pub fn answer(question: &Question) -> Answer {
    if !question.referenced.is_empty() {
        return reference_rule::by_reference(question);
    }
    match &question.payer {
        Some(payer) => payer_rule::by_payer(question, payer),
        None => amount_rule::by_amount(question),
    }
}

#[cfg(test)]
mod tests;
