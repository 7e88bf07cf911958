//! What nobody can guess. The one place beside the kernel that asks for chance: the kernel's is for jitter alone.

use ring::rand::{SecureRandom, SystemRandom};

use crate::KeyError;

/// Thirty-two bytes of the machine's best.
pub fn fresh_secret() -> Result<[u8; 32], KeyError> {
    let mut secret = [0; 32];
    SystemRandom::new().fill(&mut secret).map_err(|_| KeyError::NoChance)?;
    Ok(secret)
}
