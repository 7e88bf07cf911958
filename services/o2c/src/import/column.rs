//! A column of a file that can be imported.

/// What a kind of file has in a column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    /// Every file has it, and every row has something in it.
    pub required: bool,
    /// For the template.
    pub example: &'static str,
}

/// A column that has to be there.
pub const fn required(name: &'static str, example: &'static str) -> Column {
    Column { name, required: true, example }
}

/// A column that may be left out, or empty.
pub const fn optional(name: &'static str, example: &'static str) -> Column {
    Column { name, required: false, example }
}
