//! Cutting what is ready into sets: one tenant, one direction, in submission order.

use std::collections::HashMap;

use o2c_kernel::TenantId;

use super::settlement::broken;
use super::{Halted, Member, Runner, Turn};
use crate::storage::{Ready, Settlement};
use crate::{Saga, State};

/// Sagas that are called together.
pub(super) struct MemberSet<S: Saga> {
    pub(super) tenant: TenantId,
    direction: Direction<S>,
}

enum Direction<S: Saga> {
    Forward(Vec<Member<S>>),
    Back(Vec<Member<S>>),
    /// Rows that this program cannot read.
    Nowhere(Box<Settlement>),
}

impl<S: Saga> Runner<S> {
    /// A saga that failed alone last time is a set by itself, and those behind it are behind it still.
    pub(super) fn cut(&self, ready: Ready) -> Vec<MemberSet<S>> {
        let mut sets: Vec<MemberSet<S>> = Vec::new();
        let mut open: HashMap<(String, State), usize> = HashMap::new();
        for row in ready.sagas {
            let member = match Member::read(&row, &ready.to_undo) {
                Ok(member) => member,
                Err(reason) => {
                    tracing::error!(saga = S::NAME, id = %row.id, tenant = row.tenant, reason, "a saga is stuck");
                    let tenant = TenantId::parse(&row.tenant).unwrap_or_default();
                    sets.push(MemberSet { tenant, direction: Direction::Nowhere(Box::new(broken(row, reason))) });
                    continue;
                }
            };
            let state = member.ticket.state;
            let tenant = member.running.tenant.clone();
            let key = (row.tenant, state);
            if self.memory.is_suspect(member.running.id) {
                open.remove(&key);
                sets.push(MemberSet { tenant, direction: Direction::of(state, member) });
                continue;
            }
            match open.get(&key).and_then(|index| sets.get_mut(*index)) {
                Some(MemberSet { direction: Direction::Forward(members) | Direction::Back(members), .. }) => {
                    members.push(member);
                }
                Some(MemberSet { direction: Direction::Nowhere(_), .. }) | None => {
                    open.insert(key, sets.len());
                    sets.push(MemberSet { tenant, direction: Direction::of(state, member) });
                }
            }
        }
        sets
    }

    pub(super) async fn run_set(&mut self, set: MemberSet<S>) -> Result<Turn, Halted> {
        match set.direction {
            Direction::Forward(members) => self.forward(&set.tenant, members).await,
            Direction::Back(members) => self.unwind(&set.tenant, members).await,
            Direction::Nowhere(settlement) => self.settle(&set.tenant, &[*settlement]).await,
        }
    }
}

impl<S: Saga> Direction<S> {
    fn of(state: State, member: Member<S>) -> Self {
        if state == State::Unwinding { Self::Back(vec![member]) } else { Self::Forward(vec![member]) }
    }
}
