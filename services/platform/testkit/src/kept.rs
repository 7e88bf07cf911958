//! What was written, kept to be read: a sink for logs under test.

use std::{
    io::Write,
    string::FromUtf8Error,
    sync::{Arc, Mutex, PoisonError},
};

/// Cheap to clone; all clones keep the same.
#[derive(Clone, Debug, Default)]
pub struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    /// All of it so far, if it is text.
    pub fn text(&self) -> Result<String, FromUtf8Error> {
        String::from_utf8(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
