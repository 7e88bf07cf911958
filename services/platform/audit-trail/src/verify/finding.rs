//! What is wrong with a trail.

use std::fmt;

use o2c_kernel::TenantId;
use uuid::Uuid;

/// What was done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Harm {
    /// An entry says something else than when it was sealed.
    EntryChanged,
    /// An entry that was sealed is not there.
    EntryDeleted,
    /// An entry stands where another one was: the order was changed.
    EntryMoved,
    /// An entry that nobody has sealed and that does not wait for it.
    EntryInserted,
    /// A block says something else than its hash.
    BlockChanged,
    /// A block is not there.
    BlockDeleted,
    /// A block does not follow the one before it.
    ChainBroken,
    /// A checkpoint speaks of a block behind the end.
    TailCut,
    /// A checkpoint speaks of another block at that place: the chain was made anew.
    Rewritten,
    /// A line among the checkpoints that no trusted key has signed.
    CheckpointRefused,
    /// The reason that belongs to an entry is not the one that was given.
    ReasonChanged,
    /// The name that belongs to a pseudonym is not the one of who acted.
    PrincipalChanged,
    /// Nobody knows who acted, and no entry says that they were erased.
    PrincipalDeleted,
}

impl Harm {
    /// For programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::EntryChanged => "ENTRY_CHANGED",
            Self::EntryDeleted => "ENTRY_DELETED",
            Self::EntryMoved => "ENTRY_MOVED",
            Self::EntryInserted => "ENTRY_INSERTED",
            Self::BlockChanged => "BLOCK_CHANGED",
            Self::BlockDeleted => "BLOCK_DELETED",
            Self::ChainBroken => "CHAIN_BROKEN",
            Self::TailCut => "TAIL_CUT",
            Self::Rewritten => "REWRITTEN",
            Self::CheckpointRefused => "CHECKPOINT_REFUSED",
            Self::ReasonChanged => "REASON_CHANGED",
            Self::PrincipalChanged => "PRINCIPAL_CHANGED",
            Self::PrincipalDeleted => "PRINCIPAL_DELETED",
        }
    }
}

/// One place where a trail does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub service: String,
    /// None: not to be told.
    pub tenant: Option<TenantId>,
    pub harm: Harm,
    pub block: Option<i64>,
    pub entry: Option<Uuid>,
    /// For people.
    pub detail: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.harm.code(), self.service)?;
        if let Some(tenant) = &self.tenant {
            write!(formatter, " of {tenant}")?;
        }
        if let Some(block) = self.block {
            write!(formatter, ", block {block}")?;
        }
        if let Some(entry) = self.entry {
            write!(formatter, ", entry {entry}")?;
        }
        write!(formatter, ": {}", self.detail)
    }
}
