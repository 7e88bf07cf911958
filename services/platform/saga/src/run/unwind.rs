//! Going back: what may have happened is undone, newest first, until it is; then the refused end, in one transaction.

use o2c_kernel::TenantId;
use o2c_kernel::planted::{self, Planted};

use super::attempt::Answer;
use super::close::Ending;
use super::forward::Leaving;
use super::member::{join, part};
use super::settlement::{Verdict, Waiting};
use super::{Halted, Member, Runner, Turn};
use crate::{Place, Saga, StepOutcome};

impl<S: Saga> Runner<S> {
    /// That these are to be undone, and which steps, has been durable since before this was called.
    pub(super) async fn unwind(&mut self, tenant: &TenantId, set: Vec<Member<S>>) -> Result<Turn, Halted> {
        let mut standing = set;
        let mut leaving: Leaving<S> = Vec::new();
        for step in S::STEPS.iter().rev() {
            let Some(undo) = step.undo_action() else { continue };
            let (here, passing): (Vec<_>, Vec<_>) =
                standing.into_iter().partition(|member| member.ticket.to_undo.contains(&step.name()));
            standing = passing;
            if here.is_empty() {
                continue;
            }
            let (tickets, running) = part(here);
            let answers = if planted::is(Planted::UndoSkipped) {
                running.iter().map(|running| Answer::Outcome(StepOutcome::Done(running.progress.clone()))).collect()
            } else {
                self.attempt(tenant, Place::Undo(step.name()), undo, &running).await?
            };
            for (member, answer) in join(tickets, running).into_iter().zip(answers) {
                self.take_undone(step.name(), member, answer, &mut standing, &mut leaving);
            }
            standing.sort_by_key(|member| member.ticket.position);
        }
        self.close(tenant, standing, leaving, Ending::Refused).await
    }

    /// An undo that must wait holds its saga back: what is older is not undone before what is newer.
    fn take_undone(
        &mut self,
        step: &'static str,
        mut member: Member<S>,
        answer: Answer<S>,
        standing: &mut Vec<Member<S>>,
        leaving: &mut Leaving<S>,
    ) {
        let id = member.running.id;
        let waiting = match answer {
            Answer::Outcome(StepOutcome::Done(progress)) => {
                self.memory.clear_suspicion(id);
                member.running.progress = progress;
                member.ticket.to_undo.retain(|name| *name != step);
                member.ticket.undone.push(step);
                standing.push(member);
                return;
            }
            Answer::Outcome(StepOutcome::Again { after, reason }) => {
                Waiting { after: Some(after), reason, counts: false }
            }
            Answer::Outcome(StepOutcome::Refused(_)) => {
                Waiting { after: None, reason: format!("the undo of {step} was refused"), counts: true }
            }
            Answer::Failed(error) => {
                self.memory.suspect(id);
                Waiting::failed(&error, true)
            }
            Answer::Held(error) => Waiting::failed(&error, false),
        };
        leaving.push((member, Verdict::Waiting(waiting)));
    }
}
