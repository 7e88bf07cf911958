//! Secrets of local servers, in files that only their owner reads.

use std::{fs::OpenOptions, io::Write, os::unix::fs::OpenOptionsExt, path::Path};

use crate::LocalError;

/// The secret in the file; made now, if there is none yet.
pub fn secret_file(path: &Path) -> Result<String, LocalError> {
    let unwritten = |source| LocalError::File { path: path.to_owned(), source };
    if let Ok(text) = std::fs::read_to_string(path) {
        return Ok(text.trim_end().to_owned());
    }
    let secret = format!("{}{}", o2c_kernel::new_uuid().simple(), o2c_kernel::new_uuid().simple());
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.and_then(|mut file| file.write_all(secret.as_bytes())).map_err(unwritten)?;
    Ok(secret)
}
