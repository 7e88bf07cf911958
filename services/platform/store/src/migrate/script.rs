//! From the portable text of a migration to statements of one engine.

use crate::engine::Engine;

/// The statements of a migration, in order.
pub(super) fn statements(sql: &str, engine: Engine) -> Vec<String> {
    let mut statements = Vec::new();
    let mut statement = String::new();
    for line in sql.lines() {
        let line = line.split("--").next().unwrap_or_default().trim_end();
        if line.is_empty() {
            continue;
        }
        match line.strip_suffix(';') {
            Some(line) => {
                translate(line, engine, &mut statement);
                statements.push(std::mem::take(&mut statement));
            }
            None => {
                translate(line, engine, &mut statement);
                statement.push('\n');
            }
        }
    }
    if !statement.trim().is_empty() {
        statements.push(statement);
    }
    statements
}

/// Replaces our words outside of quotes.
fn translate(line: &str, engine: Engine, into: &mut String) {
    let mut rest = line;
    let mut quoted = false;
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|character: char| !is_word(character)).unwrap_or(rest.len());
        let length = if word > 0 { word } else { first.len_utf8() };
        let (token, after) = rest.split_at(length);
        quoted ^= token == "'";
        into.push_str(if quoted { token } else { of_engine(token, engine) });
        rest = after;
    }
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

fn of_engine(word: &str, engine: Engine) -> &str {
    match (word, engine) {
        ("UUID", Engine::Sqlite) | ("BYTES", Engine::Sqlite) => "BLOB",
        ("BYTES", Engine::Postgres) => "BYTEA",
        // Texts sort by their bytes on both engines: pages are merged across databases, and a locale sorts differently.
        ("TEXT", Engine::Postgres) => "TEXT COLLATE \"C\"",
        ("IDENTITY", Engine::Sqlite) => "INTEGER PRIMARY KEY AUTOINCREMENT",
        ("IDENTITY", Engine::Postgres) => "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        ("CLUSTERED", Engine::Sqlite) => "WITHOUT ROWID",
        ("CLUSTERED", Engine::Postgres) => "",
        // A file has one writer, who waits for nobody.
        ("CONCURRENTLY", Engine::Sqlite) => "",
        // Of a text in hexadecimal, the bytes: PostgreSQL reads a UUID from such a text as it is.
        ("HEXADECIMAL", Engine::Sqlite) => "unhex",
        ("HEXADECIMAL", Engine::Postgres) => "",
        // A row that changes is written anew, and if that fits on its own page no index hears of it.
        ("REWRITTEN", Engine::Postgres) => "WITH (fillfactor = 50)",
        ("REWRITTEN", Engine::Sqlite) => "",
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQL: &str = "
-- a remark; with UUID
CREATE TABLE t (
    id UUID NOT NULL, -- the UUID;
    uuid_BYTES BYTES DEFAULT 'UUID',
    position IDENTITY
) CLUSTERED REWRITTEN;
CREATE INDEX i ON t (id);";

    #[test]
    fn our_words_become_those_of_the_engine() {
        let sqlite = statements(SQL, Engine::Sqlite);
        assert_eq!(sqlite.len(), 2);
        assert_eq!(
            sqlite[0],
            "CREATE TABLE t (\n    id BLOB NOT NULL,\n    uuid_BYTES BLOB DEFAULT 'UUID',\n    \
             position INTEGER PRIMARY KEY AUTOINCREMENT\n) WITHOUT ROWID "
        );
        let postgres = statements(SQL, Engine::Postgres);
        assert!(postgres[0].contains("id UUID NOT NULL"));
        assert!(postgres[0].contains("uuid_BYTES BYTEA DEFAULT 'UUID'"));
        assert!(postgres[0].ends_with(")  WITH (fillfactor = 50)"));
        assert_eq!(postgres[1], "CREATE INDEX i ON t (id)");
    }

    #[test]
    fn a_last_statement_needs_no_semicolon() {
        assert_eq!(statements("SELECT 1;\nSELECT 2", Engine::Sqlite).len(), 2);
    }
}
