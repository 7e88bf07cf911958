//! What the role that a service runs as may do with its tables.

/// A table of which the running role may not do everything. It may read and add rows of every table; what is not said
/// here it may change and delete as well.
///
/// `SELECT … FOR UPDATE` needs the right to change something: an append-only table cannot be locked by its rows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TablePrivileges {
    table: &'static str,
    /// None: every column.
    changing: Option<&'static [&'static str]>,
    deleting: bool,
}

impl TablePrivileges {
    /// Rows are added and read, never changed and never deleted.
    #[must_use]
    pub const fn append_only(table: &'static str) -> Self {
        Self::changing(table, &[])
    }

    /// Of a row only these columns change, and it is never deleted. A row with a version changes that, too.
    #[must_use]
    pub const fn changing(table: &'static str, columns: &'static [&'static str]) -> Self {
        Self { table, changing: Some(columns), deleting: false }
    }

    /// Rows change, and are never deleted.
    #[must_use]
    pub const fn never_deleted(table: &'static str) -> Self {
        Self { table, changing: None, deleting: false }
    }

    /// Rows may be deleted, too: what is kept for a while only.
    #[must_use]
    pub const fn and_deleting(self) -> Self {
        Self { deleting: true, ..self }
    }

    /// The table.
    #[must_use]
    pub const fn table(&self) -> &'static str {
        self.table
    }

    /// The columns that change; none = every column.
    #[must_use]
    pub const fn columns(&self) -> Option<&'static [&'static str]> {
        self.changing
    }

    /// Whether rows may be deleted.
    #[must_use]
    pub const fn deletes(&self) -> bool {
        self.deleting
    }
}

/// What the running role may do with the store's own tables: a number that was given out is never given out again, an
/// answer that was given is the answer until its key is let go, and what stands in the audit trail stays there.
pub const PRIVILEGES: &[TablePrivileges] = &{
    let [subject, entry, note, block, run, page, unsealed] = crate::trail::PRIVILEGES;
    let number_series = TablePrivileges::changing("number_series", &["next"]);
    let idempotency_key = TablePrivileges::append_only("idempotency_key").and_deleting();
    [number_series, idempotency_key, subject, entry, note, block, run, page, unsealed]
};
