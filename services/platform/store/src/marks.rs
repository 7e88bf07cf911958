//! Marks of bound values, in the form that SQLite takes fastest.
//!
//! `$1` is a name to SQLite. Reading a text and binding its values looks each name up among all before it: with some
//! hundred values that was the costliest function of the bulk cycle. Where marks stand in their order, each once, a `?`
//! says the same and has no name.

/// The text with nameless marks, if so many of them stand in their order; else as it was.
pub(crate) fn nameless(sql: String, values: usize) -> String {
    let mut plain = String::with_capacity(sql.len());
    let mut marks = 0;
    let mut rest = sql.as_str();
    while let Some((before, after)) = rest.split_once('$') {
        plain.push_str(before);
        rest = after.trim_start_matches(|character: char| character.is_ascii_digit());
        let number = after.strip_suffix(rest).unwrap_or_default();
        if number.is_empty() {
            // a path into JSON
            plain.push('$');
            continue;
        }
        marks += 1;
        if number.parse() != Ok(marks) {
            return sql;
        }
        plain.push('?');
    }
    if marks != values {
        return sql;
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::nameless;

    #[test]
    fn marks_in_their_order_lose_their_names() {
        let sql = "SELECT a -> '$.b' FROM t WHERE c IN ($1, $2) AND d = $3".to_owned();
        assert_eq!(nameless(sql, 3), "SELECT a -> '$.b' FROM t WHERE c IN (?, ?) AND d = ?");
    }

    #[test]
    fn a_mark_that_is_not_in_its_order_keeps_them_all() {
        for (sql, values) in
            [("a = $2 AND b = $1", 2), ("a = $1 AND b = $1", 1), ("a = $1 AND b = '$2'", 1), ("a = ?", 1)]
        {
            assert_eq!(nameless(sql.to_owned(), values), sql);
        }
    }
}
