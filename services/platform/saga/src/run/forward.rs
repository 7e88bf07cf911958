//! Going forward: step by step for the whole set, then one transaction for all that came of it.

use o2c_kernel::TenantId;

use super::attempt::Answer;
use super::close::Ending;
use super::member::{join, part};
use super::settlement::{Verdict, Waiting};
use super::{Halted, Member, Runner, Turn};
use crate::{Place, Saga, SagaError, StepKind, StepOutcome};

/// Sagas that leave the walk, and why.
pub(super) type Leaving<S> = Vec<(Member<S>, Verdict<S>)>;

impl<S: Saga> Runner<S> {
    pub(super) async fn forward(&mut self, tenant: &TenantId, set: Vec<Member<S>>) -> Result<Turn, Halted> {
        let mut standing = set;
        let mut leaving: Leaving<S> = Vec::new();
        let mut held = false;
        for (index, step) in S::STEPS.iter().enumerate() {
            let (StepKind::Read(action) | StepKind::Remote { action, .. }) = step.kind() else {
                let StepKind::Pivot(pivot) = step.kind() else { continue };
                if !held {
                    // Only after a whole walk: that the first step's service is there says nothing about the second's.
                    self.pause.end();
                }
                return self.close(tenant, standing, leaving, Ending::Pivot(step.name(), *pivot)).await;
            };
            // Those that waited at a later step have passed this one already.
            let (here, passing): (Vec<_>, Vec<_>) = standing.into_iter().partition(|member| member.ticket.at <= index);
            standing = passing;
            if here.is_empty() {
                continue;
            }
            let (tickets, running) = part(here);
            let answers = self.attempt(tenant, Place::Action(step.name()), *action, &running).await?;
            if answers.iter().any(|answer| matches!(answer, Answer::Held(_))) {
                held = true;
                self.pause.begin();
            }
            self.take(index, join(tickets, running), answers, &mut standing, &mut leaving);
            standing.sort_by_key(|member| member.ticket.position);
            if step.is_saved() && standing.iter().any(|member| member.ticket.at == index + 1) {
                let turn = self.save(tenant, &mut standing, &mut leaving).await?;
                if turn == Turn::Troubled {
                    return Ok(turn);
                }
            }
        }
        Ok(Turn::Worked)
    }

    /// Takes the answers of a step: who stands, who leaves.
    fn take(
        &mut self,
        index: usize,
        here: Vec<Member<S>>,
        answers: Vec<Answer<S>>,
        standing: &mut Vec<Member<S>>,
        leaving: &mut Leaving<S>,
    ) {
        for (mut member, answer) in here.into_iter().zip(answers) {
            let id = member.running.id;
            if !matches!(answer, Answer::Outcome(StepOutcome::Refused(_))) {
                self.memory.may_have_effect(id, index);
            }
            match answer {
                Answer::Outcome(StepOutcome::Done(progress)) => {
                    self.memory.clear_suspicion(id);
                    member.running.progress = progress;
                    member.ticket.at = index + 1;
                    standing.push(member);
                }
                Answer::Outcome(StepOutcome::Refused(refusal)) => {
                    let started = self.memory.may_have_started(&member, index);
                    leaving.push((member, Verdict::Refused { refusal, started }));
                }
                Answer::Outcome(StepOutcome::Again { after, reason }) => {
                    self.memory.clear_suspicion(id);
                    leaving.push((member, Verdict::Waiting(Waiting { after: Some(after), reason, counts: false })));
                }
                Answer::Failed(error) => {
                    self.memory.suspect(id);
                    leaving.push((member, Verdict::Waiting(Waiting::failed(&error, true))));
                }
                Answer::Held(error) => self.hold(member, &error, leaving),
            }
        }
    }

    /// A saga that the environment holds up stays as it is, so that the order of submission is kept; only what it has passed
    /// since its row was written is saved. But when it is the only one left in its set, it waits and lets others pass.
    fn hold(&self, member: Member<S>, error: &SagaError, leaving: &mut Leaving<S>) {
        if self.pause.is_down_to_one(self.sagas.options().set_size) {
            leaving.push((member, Verdict::Waiting(Waiting::failed(error, false))));
        } else if member.ticket.at > member.ticket.saved_at {
            leaving.push((member, Verdict::Saved));
        }
    }

    /// Makes what was found out durable before the next step carries it away; those that leave are written along.
    async fn save(
        &mut self,
        tenant: &TenantId,
        standing: &mut [Member<S>],
        leaving: &mut Leaving<S>,
    ) -> Result<Turn, Halted> {
        let mut settlements = self.settlements(leaving);
        let saved = standing.iter().filter(|member| member.ticket.at > member.ticket.saved_at);
        settlements.extend(saved.map(|member| self.settlement(member, &Verdict::Saved)));
        let turn = self.settle(tenant, &settlements).await?;
        if turn == Turn::Worked {
            self.left(leaving);
            for member in standing.iter_mut().filter(|member| member.ticket.at > member.ticket.saved_at) {
                member.ticket.saved_at = member.ticket.at;
                member.ticket.version += 1;
            }
        }
        Ok(turn)
    }
}

impl Waiting {
    pub(super) fn failed(error: &SagaError, counts: bool) -> Self {
        Self { after: None, reason: super::describe(error), counts }
    }
}
