//! A row has an end: a quote that is never closed does not bring the rest of the file into memory.

use std::{
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// What a row may weigh, with what was read ahead.
pub const ROW_BYTES: usize = 1024 * 1024;

/// How much may still be read for the row at hand.
#[derive(Clone, Debug, Default)]
pub struct Budget(Arc<AtomicUsize>);

impl Budget {
    /// The next row begins.
    pub fn renew(&self) {
        self.0.store(ROW_BYTES, Ordering::Relaxed);
    }
}

/// A source that ends with an error where a row has none.
pub struct Bounded<R> {
    source: R,
    budget: Budget,
}

impl<R> Bounded<R> {
    pub fn new(source: R) -> (Self, Budget) {
        let budget = Budget::default();
        budget.renew();
        (Self { source, budget: budget.clone() }, budget)
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.budget.0.load(Ordering::Relaxed);
        if left == 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, format!("a row has more than {ROW_BYTES} bytes")));
        }
        let read = self.source.read(buffer)?;
        self.budget.0.store(left.saturating_sub(read), Ordering::Relaxed);
        Ok(read)
    }
}
