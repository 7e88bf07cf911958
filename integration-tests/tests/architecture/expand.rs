//! What a migration may say, so that the version before goes on beside it: new tables with their indexes, new columns
//! that it need not know, an index of an old table that is made beside who writes to it, and that an index goes, without
//! which it is slower and no less right. Everything else is a question of its own, and has its answer in ADR 20.

use std::collections::BTreeSet;

/// The indexes that go.
pub fn dropped_indexes(sql: &str) -> Vec<String> {
    let index = |words: Vec<String>| match words.as_slice() {
        [drop, index, name] if drop == "DROP" && index == "INDEX" => Some(name.clone()),
        _ => None,
    };
    statements(sql).into_iter().filter_map(index).collect()
}

/// The statements that are not among these, each with why.
pub fn breaking(sql: &str) -> Vec<String> {
    let mut made = BTreeSet::new();
    let statements = statements(sql);
    let alone = statements.len() == 1;
    let refusals = statements.into_iter().filter_map(|words| {
        let why = refusal(&words, alone, &mut made)?;
        Some(format!("{why}: {}", words.join(" ")))
    });
    refusals.collect()
}

/// None: it only expands. `made` are the tables that this migration has made itself; `alone` is its only statement.
fn refusal(words: &[String], alone: bool, made: &mut BTreeSet<String>) -> Option<&'static str> {
    let spoken: Vec<&str> = words.iter().map(String::as_str).collect();
    match spoken.as_slice() {
        ["CREATE", "TABLE", table, ..] => {
            made.insert((*table).to_owned());
            None
        }
        ["CREATE", "INDEX", "CONCURRENTLY", _, "ON", ..] => (!alone)
            .then_some("an index that is made beside who writes is in no transaction, and a migration of its own"),
        ["CREATE", "INDEX", _, "ON", table, ..] | ["CREATE", "UNIQUE", "INDEX", _, "ON", table, ..] => {
            let new = made.contains(*table);
            (!new).then_some(
                "an index on a table with rows holds up all who write to it, a unique one refuses what they write",
            )
        }
        ["DROP", "INDEX", _] => None,
        ["ALTER", "TABLE", _, "ADD", "COLUMN", _, _type, rest @ ..] => match rest {
            [] | ["NULL"] => None,
            ["NOT", "NULL", "DEFAULT", constant] | ["DEFAULT", constant] if is_constant(constant) => None,
            _ => Some("a new column is empty, or NOT NULL with a constant as its default, and nothing else"),
        },
        _ => Some("it does more than add"),
    }
}

/// What needs no row to be written anew.
fn is_constant(word: &str) -> bool {
    let text = word.starts_with('\'') && word.ends_with('\'') && word.len() > 1;
    text || matches!(word, "TRUE" | "FALSE" | "NULL") || word.parse::<i64>().is_ok()
}

/// The words of each statement without remarks; a text in quotes is one word, brackets and commas are words of their own.
fn statements(sql: &str) -> Vec<Vec<String>> {
    let text: Vec<&str> = sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    let (mut all, mut words, mut word, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    for character in text.join("\n").chars().chain([';']) {
        quoted ^= character == '\'';
        if quoted || !(character.is_whitespace() || "(),;".contains(character)) {
            word.push(character);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        match character {
            ';' if !words.is_empty() => all.push(std::mem::take(&mut words)),
            '(' | ')' | ',' => words.push(character.to_string()),
            _ => {}
        }
    }
    all
}
