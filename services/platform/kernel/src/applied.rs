//! What a command did to an aggregate.

/// It took effect now, or it had before: never a silent no-op.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Applied<T> {
    Now(T),
    Already,
}

impl<T> Applied<T> {
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Applied<U> {
        match self {
            Self::Now(value) => Applied::Now(f(value)),
            Self::Already => Applied::Already,
        }
    }

    /// The fact, if there is a new one.
    pub fn now(self) -> Option<T> {
        match self {
            Self::Now(value) => Some(value),
            Self::Already => None,
        }
    }
}
