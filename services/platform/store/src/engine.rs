//! The two engines we speak to.

use sea_orm::DbBackend;

/// Which database stands behind a store.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Engine {
    /// One file, one writer at a time: the embedded store.
    Sqlite,
    /// One schema on a server: the store of the cluster.
    Postgres,
}

impl Engine {
    /// The name that sea-orm has for it.
    #[must_use]
    pub fn backend(self) -> DbBackend {
        match self {
            Self::Sqlite => DbBackend::Sqlite,
            Self::Postgres => DbBackend::Postgres,
        }
    }
}
