//! PAY-6: every automatic application can be done again from its explanation: the same question under the same rules
//! gives the same score, items and amounts.

use o2c_audit::{Checking, Law, LawReport};
use o2c_store::Store;

use super::pages::{PAGE, snapshot};
use crate::{
    domain::{
        Decision, Proposal,
        matching::{Answer, AnswerItem, Band, RULE_VERSION, answer},
    },
    storage::proposals,
};

pub const LAW: Law =
    Law { id: "PAY-6", title: "automatic applications can be reproduced from their explanation", check };

fn check(store: &Store) -> Checking<'_> {
    Box::pin(async move {
        let mut report = LawReport::default();
        let mut after = None;
        loop {
            let tx = snapshot(store).await?;
            let page = proposals::page_of_all(&tx, after.as_ref(), PAGE).await?;
            tx.rollback().await;
            let Some((tenant, last)) = page.last() else { return Ok(report) };
            after = Some((tenant.clone(), last.id.uuid()));
            // an answer of older rules is done again by the program that knew them
            let ours = |proposal: &&Proposal| {
                proposal.decision == Some(Decision::Machine) && proposal.rule_version == RULE_VERSION
            };
            for proposal in page.iter().map(|(_, proposal)| proposal).filter(ours) {
                match &proposal.explanation.question {
                    None => {
                        report.row();
                        report.fail(proposal.id, "applied by itself without an explanation");
                    }
                    Some(question) => {
                        let again = answer(question);
                        report.expect(is_same(proposal, &again), proposal.id, || {
                            format!("the rules would now answer {} with score {}", again.band.as_str(), again.score)
                        });
                    }
                }
            }
        }
    })
}

fn is_same(proposal: &Proposal, again: &Answer) -> bool {
    let items: Vec<AnswerItem> = proposal
        .items
        .iter()
        .map(|item| AnswerItem {
            item: item.item,
            number: item.number.clone(),
            open: item.open,
            amount: item.amount,
            write_off: item.write_off,
            deduction: item.deduction,
        })
        .collect();
    again.band == Band::Automatic
        && proposal.band == Band::Automatic
        && proposal.score == again.score
        && proposal.explanation.features == again.features
        && proposal.customer == again.customer
        && proposal.on_account == again.on_account
        && items == again.items
}
