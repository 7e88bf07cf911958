//! Where a reading is and what it has found.

use o2c_kernel::Violations;
use serde::de::Error;

use super::super::{MAX_DEPTH, MAX_VALUES, MAX_VIOLATIONS, reason as ours, scalar::Bad};

/// The state of one reading.
pub(super) struct Reading<'v> {
    violations: &'v mut Violations,
    found: usize,
    /// Of the field that is being read, such as `order.lines[2].quantity`.
    path: String,
    depth: usize,
    values: usize,
    ended: bool,
}

impl<'v> Reading<'v> {
    pub(super) fn new(violations: &'v mut Violations) -> Self {
        Self { violations, found: 0, path: String::new(), depth: 0, values: 0, ended: false }
    }

    /// Whether it was ended with all that a caller is told; what is left of the text was not looked at.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// Records what is wrong with the value at hand.
    pub(super) fn note(&mut self, (reason, description): Bad) {
        let field = if self.path.is_empty() { "body" } else { &self.path };
        self.violations.add(field, reason, description);
        self.found += 1;
    }

    /// The same. Fails when enough is recorded.
    pub(super) fn bad<E: Error>(&mut self, bad: Bad) -> Result<(), E> {
        self.note(bad);
        if self.found >= MAX_VIOLATIONS { Err(self.end()) } else { Ok(()) }
    }

    /// Counts a value. Fails when the text holds more than is read.
    pub(super) fn count<E: Error>(&mut self) -> Result<(), E> {
        self.values += 1;
        if self.values > MAX_VALUES {
            self.violations.add("body", "TOO_MANY", format!("holds more than {MAX_VALUES} values"));
            return Err(self.end());
        }
        Ok(())
    }

    /// Goes into an object or a list. Fails when the text is nested too deeply.
    pub(super) fn deeper<T, E: Error>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        if self.depth >= MAX_DEPTH {
            self.bad::<E>((ours::TOO_DEEP, format!("is nested more than {MAX_DEPTH} levels deep")))?;
            return Err(self.end());
        }
        self.depth += 1;
        let done = read(self);
        self.depth -= 1;
        done
    }

    /// Reads a field.
    pub(super) fn within<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        let done = read(self);
        self.path.truncate(length);
        done
    }

    /// Reads an entry of a list or a map.
    pub(super) fn at<T>(&mut self, entry: impl std::fmt::Display, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        self.path.push_str(&format!("[{entry}]"));
        let done = read(self);
        self.path.truncate(length);
        done
    }

    fn end<E: Error>(&mut self) -> E {
        self.ended = true;
        E::custom("reading has ended")
    }
}

/// A key of JSON as a violation shows it: never longer than a line.
pub(super) fn shown(key: &str) -> String {
    key.chars().take(64).collect()
}
