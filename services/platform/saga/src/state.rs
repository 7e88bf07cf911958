//! The states of a saga and of its steps, as the rows spell them.

use std::fmt;

/// Where a saga stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Going forward.
    Running,
    /// Refused, and taking back what it did.
    Unwinding,
    /// Ended with its pivot.
    Done,
    /// Ended with everything undone.
    Refused,
    /// Failed too often: a person has to look and retry it.
    Stuck,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Running, Self::Unwinding, Self::Done, Self::Refused, Self::Stuck];

    /// How rows spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Unwinding => "unwinding",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Stuck => "stuck",
        }
    }

    /// Reads a row's spelling.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether nothing will happen to it any more.
    #[must_use]
    pub const fn is_ended(self) -> bool {
        matches!(self, Self::Done | Self::Refused)
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Where a step with an effect elsewhere stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StepStatus {
    /// It will be called, and perhaps has been: until the saga ends or unwinds nothing more is written.
    Intent,
    /// Its saga is done, and so is it.
    Done,
    /// Its saga was refused and it may have had an effect: it has to be undone.
    Started,
    /// Taken back.
    Undone,
}

impl StepStatus {
    /// How rows spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::Done => "done",
            Self::Started => "started",
            Self::Undone => "undone",
        }
    }
}
