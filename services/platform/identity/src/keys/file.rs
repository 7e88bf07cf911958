//! Files of keys.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::Path,
};

use super::KeyError;

pub(crate) fn read(file: &Path) -> Result<String, KeyError> {
    fs::read_to_string(file).map_err(|source| KeyError::Unreadable { file: file.display().to_string(), source })
}

pub(super) fn write(file: &Path, text: &str) -> Result<(), KeyError> {
    fs::write(file, text).map_err(|source| KeyError::Unwritable { file: file.display().to_string(), source })
}

/// Never over a file that is there, and from its first moment readable by its owner alone.
pub(crate) fn write_private(file: &Path, text: &str) -> Result<(), KeyError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut opened| {
        opened.write_all(text.as_bytes())?;
        opened.sync_all()
    });
    written.map_err(|source| KeyError::Unwritable { file: file.display().to_string(), source })
}
