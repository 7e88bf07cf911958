//! All failpoints, in one list: a chaos run goes through it, and a test holds it against the source.

/// A place beside a durable step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Failpoint {
    /// Everything is written, nothing is committed.
    StoreBeforeCommit,
    /// Committed, and nobody has been told.
    StoreAfterCommit,
    /// A request is decided, and its key is written with the answer.
    IdempotencyAfterAnswer,
    /// Facts are read from the outbox and not handed over.
    RelayBeforePublish,
    /// Every subscriber has dealt with them, and they are not marked.
    RelayAfterPublish,
    /// They are marked.
    RelayAfterMark,
    /// A set is taken in, and the bus does not know it.
    ConsumerBeforeAck,
    /// The bus knows.
    ConsumerAfterAck,
    /// A step is about to be called.
    SagaBeforeCall,
    /// It has answered, and the answer is in memory only.
    SagaAfterCall,
    /// What became of sagas is about to be written to the log.
    SagaBeforeWrite,
    /// It is written.
    SagaAfterWrite,
    /// A step is about to be undone.
    SagaBeforeUndo,
    /// It is undone, and the log does not know it.
    SagaAfterUndo,
    /// A runner has just taken over what another one left.
    SagaAtRecovery,
}

impl Failpoint {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::StoreBeforeCommit,
        Self::StoreAfterCommit,
        Self::IdempotencyAfterAnswer,
        Self::RelayBeforePublish,
        Self::RelayAfterPublish,
        Self::RelayAfterMark,
        Self::ConsumerBeforeAck,
        Self::ConsumerAfterAck,
        Self::SagaBeforeCall,
        Self::SagaAfterCall,
        Self::SagaBeforeWrite,
        Self::SagaAfterWrite,
        Self::SagaBeforeUndo,
        Self::SagaAfterUndo,
        Self::SagaAtRecovery,
    ];

    /// Its name at one service, such as `store::orders::before_commit`: one process of many can be hit.
    #[must_use]
    pub fn name(self, service: &str) -> String {
        let (layer, moment) = self.parts();
        format!("{layer}::{service}::{moment}")
    }

    /// Whether an error can be returned there. Elsewhere only dying and stalling mean anything.
    #[must_use]
    pub const fn can_fail(self) -> bool {
        !matches!(self, Self::ConsumerAfterAck)
    }

    const fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::StoreBeforeCommit => ("store", "before_commit"),
            Self::StoreAfterCommit => ("store", "after_commit"),
            Self::IdempotencyAfterAnswer => ("idempotency", "after_answer"),
            Self::RelayBeforePublish => ("relay", "before_publish"),
            Self::RelayAfterPublish => ("relay", "after_publish"),
            Self::RelayAfterMark => ("relay", "after_mark"),
            Self::ConsumerBeforeAck => ("consumer", "before_ack"),
            Self::ConsumerAfterAck => ("consumer", "after_ack"),
            Self::SagaBeforeCall => ("saga", "before_call"),
            Self::SagaAfterCall => ("saga", "after_call"),
            Self::SagaBeforeWrite => ("saga", "before_write"),
            Self::SagaAfterWrite => ("saga", "after_write"),
            Self::SagaBeforeUndo => ("saga", "before_undo"),
            Self::SagaAfterUndo => ("saga", "after_undo"),
            Self::SagaAtRecovery => ("saga", "at_recovery"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_has_a_name_of_its_own() {
        let names: BTreeSet<String> = Failpoint::ALL.iter().map(|point| point.name("orders")).collect();
        assert_eq!(names.len(), Failpoint::ALL.len());
        assert!(names.contains("store::orders::before_commit"));
    }
}
