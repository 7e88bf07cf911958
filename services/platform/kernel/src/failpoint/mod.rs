//! Places around each durable step where a test may make a process die, fail or stall.
//!
//! Without the feature `failpoints` nothing of this is compiled: [`reach`] is then a constant `Ok`. With it, the variable
//! `FAILPOINTS` says what happens where, in the language of the crate `fail`:
//!
//! ```text
//! FAILPOINTS='store::orders::after_commit=20*off->1*return(abort);relay::billing::after_publish=5%return(error)'
//! ```
//!
//! `return(abort)` ends the process as `kill -9` would, without a destructor or a flush, and says on standard error where
//! that was ([`last_words`]); `return(error)` fails the step, where a step can fail; `sleep(50)` stalls the thread, as a
//! disk that does not answer would.
//!
//! With the feature a process can have a wrong clock, too: the variable `O2C_WRONG_CLOCK` names a file that says how many
//! milliseconds it is ahead.

mod point;
#[cfg(feature = "failpoints")]
mod wrong_clock;

#[cfg(feature = "failpoints")]
use std::io::Write;

pub use point::Failpoint;

/// A failpoint was told to fail here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("made to fail at {point:?} of {service}")]
pub struct Injected {
    pub point: Failpoint,
    pub service: &'static str,
}

/// Passes the point: dies, stalls or fails here if the configuration says so.
///
/// # Errors
/// When the point is told to fail.
#[cfg(feature = "failpoints")]
pub fn reach(point: Failpoint, service: &'static str) -> Result<(), Injected> {
    match configured(&point.name(service)).as_deref() {
        None => Ok(()),
        Some("abort") => {
            // the only thing that is left of it
            let _ = writeln!(std::io::stderr(), "{}", last_words(&point.name(service)));
            std::process::abort()
        }
        Some(_) => Err(Injected { point, service }),
    }
}

/// Passes the point: nothing is compiled that could fail.
///
/// # Errors
/// Never.
#[cfg(not(feature = "failpoints"))]
#[inline(always)]
pub const fn reach(_: Failpoint, _: &'static str) -> Result<(), Injected> {
    Ok(())
}

/// What a process says that dies at a failpoint of this name.
#[must_use]
pub fn last_words(name: &str) -> String {
    format!("aborted at {name}")
}

/// Passes a point behind which there is nobody to tell of an error; only dying and stalling mean anything there.
#[inline]
pub fn pass(point: Failpoint, service: &'static str) {
    let _ = reach(point, service);
}

/// Reads `FAILPOINTS` and `O2C_WRONG_CLOCK`, for as long as the process lives. Called once, first thing in `main`.
#[cfg(feature = "failpoints")]
pub fn configure() {
    wrong_clock::follow();
    // given back, the scenario would take the configuration with it
    std::mem::forget(fail::FailScenario::setup());
}

/// Reads nothing: there are no failpoints in this program.
#[cfg(not(feature = "failpoints"))]
pub const fn configure() {}

/// By how many microseconds this machine's clock is wrong.
#[cfg(feature = "failpoints")]
pub(crate) fn clock_off_by() -> i64 {
    wrong_clock::off_by()
}

/// The clock is as the machine has it.
#[cfg(not(feature = "failpoints"))]
pub(crate) const fn clock_off_by() -> i64 {
    0
}

/// Tells one point what to do from now on, for tests within a process: `3*off->1*return(error)`.
///
/// # Panics
/// When the crate `fail` does not understand it.
#[cfg(feature = "failpoints")]
#[expect(clippy::panic, reason = "a test that says something else than it means must not pass")]
pub fn set(point: Failpoint, service: &'static str, actions: &str) {
    if let Err(error) = fail::cfg(point.name(service), actions) {
        panic!("{actions}: {error}");
    }
}

#[cfg(feature = "failpoints")]
fn configured(name: &str) -> Option<String> {
    fail::fail_point!(name, |argument| Some(argument.unwrap_or_default()));
    None
}

#[cfg(all(test, feature = "failpoints"))]
mod tests {
    use super::*;

    #[test]
    fn a_point_fails_where_and_when_it_is_told_to() {
        let (point, here, elsewhere) = (Failpoint::StoreBeforeCommit, "kernel-test", "kernel-test-2");
        set(point, here, "1*off->1*return(error)->off");
        let passed: Vec<bool> = (0..3).map(|_| reach(point, here).is_ok()).collect();
        assert_eq!(passed, [true, false, true]);
        assert_eq!(reach(point, elsewhere), Ok(()));
    }
}
