//! Migrations expand: while one version replaces another, both run on one schema, and the way back stays open.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::PathBuf,
};

use o2c::definitions;
use o2c_store::Migration;

use crate::{
    expand::{breaking, dropped_indexes},
    source::root,
};

/// What was released, a folder a version.
fn released() -> PathBuf {
    root().join("integration-tests/released")
}

const LIST: &str = "migrations.txt";

/// Every migration of every service once, by its name.
fn all() -> BTreeMap<&'static str, Migration> {
    let definitions = definitions::ALL.iter().chain([&definitions::EDGE]);
    definitions.flat_map(definitions::migrations).map(|migration| (migration.name, migration)).collect()
}

/// The names of what was released, with the checksums that databases out there hold.
fn kept() -> BTreeMap<String, String> {
    let mut kept = BTreeMap::new();
    for version in fs::read_dir(released()).unwrap() {
        let list = fs::read_to_string(version.unwrap().path().join(LIST)).unwrap();
        kept.extend(
            list.lines().filter_map(|line| line.split_once(' ')).map(|(checksum, name)| (name.into(), checksum.into())),
        );
    }
    kept
}

#[test]
fn what_was_released_is_never_edited() {
    let (all, kept) = (all(), kept());
    assert!(kept.len() > 40, "hardly a migration is kept: {kept:?}");
    for (name, checksum) in &kept {
        let migration = all.get(name.as_str()).unwrap_or_else(|| panic!("{name} was released and is gone"));
        assert_eq!(migration.checksum(), *checksum, "{name} was released and has another text now: write a new one");
    }
}

#[test]
fn what_came_since_only_expands() {
    let kept: BTreeSet<String> = kept().into_keys().collect();
    let new = all().into_values().filter(|migration| !kept.contains(migration.name));
    let offences: Vec<String> = new
        .flat_map(|migration| breaking(migration.sql).into_iter().map(move |why| format!("{}: {why}", migration.name)))
        .collect();
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

/// An index that refuses rows is no mere index: without it the version before would let two of them in.
#[test]
fn no_index_goes_that_refused_rows() {
    let all = all();
    let dropped: Vec<String> = all.values().flat_map(|migration| dropped_indexes(migration.sql)).collect();
    assert!(!dropped.is_empty(), "then nothing needs this test");
    for index in dropped {
        let refuses = format!("CREATE UNIQUE INDEX {index} ");
        assert!(all.values().all(|migration| !migration.sql.contains(&refuses)), "{index} is unique");
    }
}

/// A migration is one text for two engines: what only waits, or breaks, on one of them is written nowhere but here.
#[test]
fn what_would_break_the_version_before_is_refused() {
    let made = "CREATE TABLE t (\n    id UUID NOT NULL\n) CLUSTERED;\n";
    for expands in [
        made.to_owned(),
        format!("{made}CREATE UNIQUE INDEX t_by_id ON t (id) WHERE id > 0;"),
        "ALTER TABLE old ADD COLUMN a TEXT;".to_owned(),
        "ALTER TABLE old ADD COLUMN a TEXT NULL;".to_owned(),
        "-- a remark\nALTER TABLE old\n    ADD COLUMN a BIGINT NOT NULL DEFAULT 0;".to_owned(),
        "ALTER TABLE old ADD COLUMN a TEXT NOT NULL DEFAULT 'drop table, later';".to_owned(),
        "ALTER TABLE old ADD COLUMN a BOOLEAN NOT NULL DEFAULT FALSE;".to_owned(),
        "DROP INDEX old_by_a;".to_owned(),
        "-- a remark\nCREATE INDEX CONCURRENTLY i ON old (a, lower(b));".to_owned(),
    ] {
        assert_eq!(breaking(&expands), Vec::<String>::new(), "{expands}");
    }
    for breaks in [
        "DROP TABLE old;",
        "DROP INDEX old_by_a, old_by_b;",
        "ALTER TABLE old DROP COLUMN a;",
        "ALTER TABLE old RENAME COLUMN a TO b;",
        "ALTER TABLE old RENAME TO new;",
        "ALTER TABLE old ALTER COLUMN a TYPE BIGINT;",
        "ALTER TABLE old ADD COLUMN a BIGINT NOT NULL;",
        "ALTER TABLE old ADD COLUMN a BIGINT NOT NULL DEFAULT random();",
        "ALTER TABLE old ADD COLUMN a BIGINT UNIQUE;",
        "ALTER TABLE old ADD COLUMN a BIGINT REFERENCES other (id);",
        "ALTER TABLE old ADD COLUMN a BIGINT CHECK (a > 0);",
        "ALTER TABLE old ADD COLUMN a BIGINT, DROP COLUMN b;",
        "ALTER TABLE old ADD CONSTRAINT c CHECK (a > 0);",
        "CREATE INDEX i ON old (a);",
        "CREATE UNIQUE INDEX i ON old (a);",
        "CREATE TABLE t (\n    id UUID\n);\nCREATE INDEX i ON old (a);",
        "CREATE UNIQUE INDEX CONCURRENTLY i ON old (a);",
        "CREATE INDEX CONCURRENTLY i ON old (a);\nCREATE INDEX CONCURRENTLY j ON old (b);",
        "UPDATE old SET a = 1;",
        "DELETE FROM old;",
        "INSERT INTO old SELECT 1;",
        "CREATE TRIGGER t AFTER INSERT ON old BEGIN SELECT 1; END;",
    ] {
        assert!(!breaking(breaks).is_empty(), "{breaks}");
    }
}

/// For a release: what its databases hold.
#[test]
#[ignore = "writes into the repository: run it once, for a release"]
fn keep_this_release_of_the_migrations() {
    let folder = released().join(concat!("v", env!("CARGO_PKG_VERSION")));
    fs::create_dir_all(&folder).unwrap();
    let mut list = String::new();
    for (name, migration) in all() {
        writeln!(list, "{} {name}", migration.checksum()).unwrap();
    }
    fs::write(folder.join(LIST), list).unwrap();
}
