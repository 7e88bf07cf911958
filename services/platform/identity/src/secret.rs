//! What nobody can guess. The one place beside the kernel that asks for chance: the kernel's is for jitter alone.

use std::path::Path;

use ring::rand::{SecureRandom, SystemRandom};

use crate::{KeyError, keys::file};

/// Thirty-two bytes of the machine's best.
pub fn fresh_secret() -> Result<[u8; 32], KeyError> {
    let mut secret = [0; 32];
    SystemRandom::new().fill(&mut secret).map_err(|_| KeyError::NoChance)?;
    Ok(secret)
}

/// The secret of a file: 32 bytes in hexadecimal.
pub fn read_secret(file: &Path) -> Result<[u8; 32], KeyError> {
    let text = file::read(file)?;
    let decoded = hex::decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
    decoded.ok_or_else(|| KeyError::NoSecret(file.display().to_string()))
}

/// Makes a file with a new secret, which only its owner may read, if there is none.
pub fn make_secret(file: &Path) -> Result<(), KeyError> {
    if file.exists() {
        return Ok(());
    }
    file::write_private(file, &hex::encode(fresh_secret()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("webhooks.key");
        make_secret(&file).unwrap();
        let made = read_secret(&file).unwrap();
        make_secret(&file).unwrap();
        assert_eq!(read_secret(&file).unwrap(), made);
        for wrong in ["", "00", "zz", &"00".repeat(33)] {
            std::fs::write(&file, wrong).unwrap();
            assert!(matches!(read_secret(&file), Err(KeyError::NoSecret(_))), "{wrong}");
        }
    }
}
