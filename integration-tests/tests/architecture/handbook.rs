//! What the handbook prints can be typed: every `o2c` command of it is one that the binary knows.

use std::fs;

use crate::source::{none, root};

/// Files beside the runbooks that print commands.
const PAGES: [&str; 4] = ["README.md", "services/OPERATING.md", "services/o2c/MIGRATING.md", "charts/README.md"];

/// What stands for something else in a command, and what it may stand for.
const PLACEHOLDERS: [(&str, &str); 9] = [
    ("SERVICE", "orders"),
    ("PRODUCER", "orders"),
    ("TENANT", "acme"),
    ("DAY", "2026-11-01"),
    ("POSITION", "17"),
    ("EVENT", "01970000-0000-7000-8000-000000000001"),
    ("ID", "01970000-0000-7000-8000-000000000001"),
    ("DOCUMENT", "01970000-0000-7000-8000-000000000001"),
    ("…", "and so on"),
];

/// The words of a line, as a shell cuts them, up to where the command ends.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for character in line.chars() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (Some(_), inside) => word.get_or_insert_default().push(inside),
            (None, '\'' | '"') => {
                word.get_or_insert_default();
                quote = Some(character);
            }
            (None, '#') if word.is_none() => break,
            (None, '|' | '&' | ';' | '>' | ')' | '`') => break,
            (None, space) if space.is_whitespace() => words.extend(word.take()),
            (None, other) => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

/// The command of ours in a line, with its placeholders filled in; none where there is none.
fn command(line: &str) -> Option<Vec<String>> {
    let starts = ["o2c ", "-- o2c ", "--bin o2c -- ", "$(o2c "];
    let rest = match line.strip_prefix(starts[0]) {
        Some(rest) => rest,
        None => starts[1..].iter().find_map(|start| Some(line.split_once(start)?.1))?,
    };
    let filled = |word: String| match PLACEHOLDERS.iter().find(|(placeholder, _)| *placeholder == word) {
        Some((_, stands_for)) => (*stands_for).to_owned(),
        None => word,
    };
    Some(std::iter::once("o2c".to_owned()).chain(words(rest).into_iter().map(filled)).collect())
}

/// Lines of blocks of a shell, and what is printed within a line with an option of it, numbered from 1.
fn typed(page: &str) -> Vec<(usize, &str)> {
    let (mut typed, mut shell, mut fenced) = (Vec::new(), false, false);
    for (index, line) in page.lines().enumerate() {
        let text = line.trim();
        if let Some(language) = text.strip_prefix("```") {
            fenced = !fenced;
            shell = fenced && language == "sh";
        } else if shell {
            typed.push((index + 1, text));
        } else if !text.starts_with('|') {
            let spans = text.split('`').skip(1).step_by(2);
            typed.extend(spans.filter(|span| span.contains(" --")).map(|span| (index + 1, span)));
        }
    }
    typed
}

fn runbooks() -> Vec<String> {
    let names = fs::read_dir(root().join("k8s/runbooks")).unwrap();
    let mut names: Vec<String> = names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names.iter().map(|name| format!("k8s/runbooks/{name}")).collect()
}

#[test]
fn every_command_of_the_handbook_is_one_of_the_binary() {
    let (mut offences, mut seen) = (Vec::new(), 0);
    for page in PAGES.iter().map(|page| (*page).to_owned()).chain(runbooks()) {
        let text = fs::read_to_string(root().join(&page)).unwrap();
        for (number, line) in typed(&text) {
            let Some(command) = command(line) else { continue };
            seen += 1;
            if let Err(error) = o2c::cli::parses(&command) {
                offences.push(format!("{page}:{number}: {line}\n  {error}"));
            }
        }
    }
    assert!(seen > 50, "the handbook has more commands than {seen}");
    none(offences, seen);
}

#[test]
fn commands_are_found_as_a_shell_would_find_them() {
    let exec =
        "kubectl exec deployment/o2c-SERVICE -- o2c events dead-letters discard SERVICE EVENT --reason 'not twice'";
    let words = command(exec).unwrap();
    assert_eq!(words[..5], ["o2c", "events", "dead-letters", "discard", "orders"]);
    assert_eq!(words[6..], ["--reason", "not twice"]);
    assert_eq!(command("o2c audit   # says so").unwrap(), ["o2c", "audit"]);
    assert_eq!(command("kubectl --namespace o2c get pods"), None);
    assert!(o2c::cli::parses(&["o2c".to_owned(), "audit".to_owned(), "--since".to_owned()]).is_err());
}
