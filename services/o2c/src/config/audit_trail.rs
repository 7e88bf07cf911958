//! The audit trail.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuditTrailSection {
    /// Where signed checkpoints are kept: a directory on another disk, or one that is carried away, so that who can change
    /// the database cannot change them. Empty: beside embedded databases in their directory, otherwise in the log.
    pub checkpoint_directory: String,
    /// Public keys of processes that sign no longer, so that what they have signed is still believed.
    pub former_keys: Vec<PathBuf>,
}

impl AuditTrailSection {
    /// The directory; none: checkpoints are in the log.
    #[must_use]
    pub fn directory(&self, embedded: Option<&Path>) -> Option<PathBuf> {
        match self.checkpoint_directory.as_str() {
            "" => embedded.map(|directory| directory.join("audit-checkpoints")),
            directory => Some(PathBuf::from(directory)),
        }
    }
}
