//! Where a test may make the runner fail. A runner that serves has none and asks nobody.

use o2c_kernel::Kind;

use crate::Saga;

/// A place a runner passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// A step's action.
    Action(&'static str),
    /// A step's undo.
    Undo(&'static str),
    /// The local transaction that ends refused sagas.
    End,
    /// A commit of the runner.
    Commit,
}

/// On which side of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moment {
    /// It has had no effect yet.
    Before,
    /// It has had its effect, and nobody knows yet.
    After,
}

/// What happens there.
pub enum Injection<S: Saga> {
    /// Nothing unusual.
    Nothing,
    /// The call fails with this kind of error. Without meaning at a commit.
    Fail(Kind),
    /// Every saga of the call is refused. Only before an action.
    Refuse(S::Refusal),
    /// The call is made twice in a row and the second answer counts. Only before a remote or reading call.
    Twice,
    /// The process ends here.
    Crash,
}

/// Decides what happens at each place a runner passes.
pub trait Faults<S: Saga>: Send + Sync {
    /// Asked at every place.
    fn at(&self, place: Place, moment: Moment) -> Injection<S>;
}
