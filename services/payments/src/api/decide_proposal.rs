//! What a person makes of a proposal.

use o2c_kernel::Violations;
use o2c_proto::payments::v1::{DecideMatchProposalRequest, MatchDecision};
use o2c_rpc::parse;

use super::asked_items::items;
use crate::{app::DecideProposal, domain::Choice};

pub fn parse(message: DecideMatchProposalRequest) -> Result<DecideProposal, Violations> {
    let mut v = Violations::default();
    let proposal = parse::id(&mut v, "match_proposal_id", &message.match_proposal_id);
    let decision: Option<MatchDecision> = parse::known_enum(&mut v, "decision", message.decision);
    let named = !message.items.is_empty();
    let items = items(&mut v, message.items, 0);
    if named && matches!(decision, Some(MatchDecision::Accept | MatchDecision::Reject)) {
        v.add("items", "ONLY_FOR_EDIT", "are for EDIT alone");
    }
    parse::finish(v, || {
        let choice = match decision? {
            MatchDecision::Accept => Choice::Accept,
            MatchDecision::Edit => Choice::Edit(items?),
            MatchDecision::Reject => Choice::Reject,
            MatchDecision::Unspecified => return None,
        };
        Some(DecideProposal { proposal: proposal?, choice })
    })
}

pub fn lines(command: &DecideProposal) -> usize {
    match &command.choice {
        Choice::Edit(items) => items.len(),
        Choice::Accept | Choice::Reject => 1,
    }
}
