//! Bugs that are put in on purpose, to show that the tests can fail.
//!
//! Each is one `if` at the place it would be made at. Without the feature `planted` that is a constant `false` and costs
//! nothing; with it, at most one of them is switched on, by the variable `O2C_PLANTED` or by [`plant`]. A program for
//! customers is never built with the feature.

mod float;

pub use float::float_share;

/// A mistake that somebody could make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Planted {
    /// The inbox does not keep the cursor with the effect: a fact that comes twice is taken into effect twice.
    InboxRowDropped,
    /// A consumer acknowledges before its effect is committed: a crash between loses the fact.
    AckBeforeCommit,
    /// The relay goes by position instead of by state: what was not dealt with, or committed late, is never sent.
    CursorByPosition,
    /// Orders are reserved without a look at the limit.
    CreditCounterUnguarded,
    /// A step that is called again has another call id: its effect happens twice.
    CallIdUnstable,
    /// A refused saga says that it has undone what it has not.
    UndoSkipped,
    /// A change is taken though its author has seen an older version: the change in between is lost.
    VersionUnchecked,
    /// An undo that overtakes what it undoes leaves no tombstone: the late call holds credit for ever.
    TombstoneLost,
    /// A consumer takes facts as they come instead of in the order of their aggregate.
    SequenceIgnored,
    /// Nobody compares heads: the last facts of an aggregate that the bus lost are never missed.
    HeadsUncompared,
    /// Tax is computed in binary floating point and cut off.
    FloatTax,
    /// Undoing an application adds what it should take away.
    ReversalSignWrong,
    /// An order is looked up by its id alone: another tenant can read it.
    TenantUnchecked,
}

impl Planted {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::InboxRowDropped,
        Self::AckBeforeCommit,
        Self::CursorByPosition,
        Self::CreditCounterUnguarded,
        Self::CallIdUnstable,
        Self::UndoSkipped,
        Self::VersionUnchecked,
        Self::TombstoneLost,
        Self::SequenceIgnored,
        Self::HeadsUncompared,
        Self::FloatTax,
        Self::ReversalSignWrong,
        Self::TenantUnchecked,
    ];

    /// How `O2C_PLANTED` spells it: as in the source.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|planted| format!("{planted:?}") == name)
    }
}

/// Whether this bug is switched on. Not compiled in: never.
#[cfg(not(feature = "planted"))]
#[inline(always)]
#[must_use]
pub const fn is(_: Planted) -> bool {
    false
}

#[cfg(feature = "planted")]
pub use switched::{is, plant};

#[cfg(feature = "planted")]
mod switched {
    use std::sync::{PoisonError, RwLock};

    use super::Planted;

    /// None until somebody asks: then what the environment says.
    static SWITCHED: RwLock<Option<Option<Planted>>> = RwLock::new(None);

    /// Whether this bug is switched on.
    #[must_use]
    pub fn is(planted: Planted) -> bool {
        let switched = *SWITCHED.read().unwrap_or_else(PoisonError::into_inner);
        switched.unwrap_or_else(from_environment) == Some(planted)
    }

    /// Switches one on for the whole process, and whatever was on before off.
    pub fn plant(planted: Option<Planted>) {
        *SWITCHED.write().unwrap_or_else(PoisonError::into_inner) = Some(planted);
    }

    #[expect(clippy::panic, reason = "a run that plants something else than it means must not pass")]
    fn from_environment() -> Option<Planted> {
        let named = std::env::var("O2C_PLANTED").ok().map(|name| match Planted::parse(&name) {
            Some(planted) => planted,
            None => panic!("O2C_PLANTED names no planted bug: {name}"),
        });
        plant(named);
        named
    }
}

#[cfg(all(test, feature = "planted"))]
mod tests {
    use super::*;

    #[test]
    fn one_is_on_at_a_time() {
        plant(Planted::parse("UndoSkipped"));
        assert!(is(Planted::UndoSkipped) && !is(Planted::FloatTax));
        plant(None);
        assert!(Planted::ALL.into_iter().all(|planted| !is(planted)));
    }
}
