//! Write-offs: one asks, somebody else decides.

use o2c_kernel::{Actor, Date, Money, Principal};

use super::{OpenItemId, Refusal, WriteOffId, shelf::Versioned};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WriteOffState {
    Requested,
    Approved,
    Rejected,
}

impl WriteOffState {
    pub const ALL: [Self; 3] = [Self::Requested, Self::Approved, Self::Rejected];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Requested => "REQUESTED",
            Self::Approved => "APPROVED",
            Self::Rejected => "REJECTED",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The legal moves, all of them: a decision is taken once.
    const fn may_become(self, next: Self) -> bool {
        match (self, next) {
            (Self::Requested, Self::Approved | Self::Rejected) => true,
            (Self::Requested | Self::Approved | Self::Rejected, _) => false,
        }
    }
}

/// A write-off, asked for or decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WriteOff {
    pub id: WriteOffId,
    pub item: OpenItemId,
    pub amount: Money,
    pub reason: String,
    pub state: WriteOffState,
    /// Who answers for it that it was asked for.
    pub requested_by: Principal,
    pub requested_on: Date,
    pub decided_by: Option<Principal>,
    pub decision_reason: String,
    /// What the rule granted it under; none where a person decides, and of what was granted before this was kept.
    pub tolerance: Option<Money>,
    pub version: i64,
}

/// What somebody says to a write-off.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    pub by: Actor,
    pub approve: bool,
    pub reason: String,
}

impl WriteOff {
    /// The write-off as somebody decides it.
    pub fn decided(&self, verdict: Verdict) -> Result<Self, Refusal> {
        let state = if verdict.approve { WriteOffState::Approved } else { WriteOffState::Rejected };
        if !self.state.may_become(state) {
            return Err(Refusal::WriteOffDecided(self.id));
        }
        if verdict.by.is_requester(&self.requested_by) {
            return Err(Refusal::RequesterIsApprover(self.id));
        }
        let decided_by = Some(verdict.by.responsible().clone());
        Ok(Self { state, decided_by, decision_reason: verdict.reason, ..self.clone() })
    }

    /// The write-off as the rule of tolerance decides it: nobody is asked for so little.
    pub fn tolerated(self, tolerance: Option<Money>) -> Self {
        Self {
            state: WriteOffState::Approved,
            decided_by: Some(Self::rule()),
            decision_reason: "within the tolerance".to_owned(),
            tolerance,
            ..self
        }
    }

    /// Who decides by the tolerance.
    pub fn rule() -> Principal {
        Principal::of_service("receivables")
    }

    pub fn is_by_rule(&self) -> bool {
        self.decided_by == Some(Self::rule())
    }
}

impl Versioned for WriteOff {
    fn version_mut(&mut self) -> &mut i64 {
        &mut self.version
    }
}

#[cfg(test)]
mod tests {
    use o2c_kernel::{Currency, Id};
    use uuid::Uuid;

    use super::*;

    fn asked(state: WriteOffState) -> WriteOff {
        WriteOff {
            id: Id::from_uuid(Uuid::nil()),
            item: Id::from_uuid(Uuid::nil()),
            amount: Money::new(5, Currency::GBP),
            reason: "gone".into(),
            state,
            requested_by: Principal::parse("anna").unwrap(),
            requested_on: Date::parse("2026-01-01").unwrap(),
            decided_by: None,
            decision_reason: String::new(),
            tolerance: None,
            version: 1,
        }
    }

    #[test]
    fn every_state_against_every_decision_and_both_persons() {
        for state in WriteOffState::ALL {
            for approve in [true, false] {
                for by in ["anna", "bert"] {
                    let verdict = Verdict { by: Principal::parse(by).unwrap().into(), approve, reason: String::new() };
                    let decided = asked(state).decided(verdict);
                    match (state, by) {
                        (WriteOffState::Requested, "bert") => {
                            let wanted = if approve { WriteOffState::Approved } else { WriteOffState::Rejected };
                            assert_eq!(decided.unwrap().state, wanted);
                        }
                        (WriteOffState::Requested, _) => {
                            assert!(matches!(decided, Err(Refusal::RequesterIsApprover(_))));
                        }
                        _ => assert!(matches!(decided, Err(Refusal::WriteOffDecided(_)))),
                    }
                }
            }
        }
    }
}
