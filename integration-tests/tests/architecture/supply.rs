//! What must not be in the tree: code that the compiler does not look at, and secrets.

use std::{
    fs,
    path::{Path, PathBuf},
};

use toml::Table;

use crate::source::root;

/// Folders of what was built or is somebody's own.
const NOT_OURS: [&str; 3] = ["target", ".git", "o2c-data"];

fn files(folder: &Path, named: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_symlink() || NOT_OURS.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            found.extend(files(&path, named));
        } else if named(&path) {
            found.push(path);
        }
    }
    found
}

#[test]
fn nothing_of_ours_is_unsafe() {
    let manifests = files(&root(), &|path| path.ends_with("Cargo.toml"));
    let read = |path: &Path| fs::read_to_string(path).unwrap().parse::<Table>().unwrap();
    let workspace = read(&root().join("Cargo.toml"));
    assert_eq!(workspace["workspace"]["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    let mut members = 0;
    for manifest in &manifests {
        let table = read(manifest);
        if table.contains_key("package") {
            members += 1;
            let lints = table.get("lints").unwrap_or_else(|| panic!("{} has no lints", manifest.display()));
            let inherited = lints.get("workspace").and_then(toml::Value::as_bool) == Some(true);
            let own = lints.get("rust").and_then(|rust| rust.get("unsafe_code")).and_then(toml::Value::as_str);
            assert!(inherited || own == Some("forbid"), "{} lets unsafe code in", manifest.display());
        }
    }
    assert!(members > 20, "hardly a crate was looked at: {members}");
}

/// What secrets begin with that say what they are, and how much of one has to follow. Not one of them is whole here.
const FORMS: [(&str, usize); 8] = [
    ("PRIVATE KEY-----", 40),
    ("AKIA", 16),
    ("ASIA", 16),
    ("ghp_", 36),
    ("github_pat_", 22),
    ("glpat-", 20),
    ("xoxb-", 20),
    ("sk_live_", 16),
];

/// The lines in which something begins that only a secret looks like.
fn secrets(text: &str) -> Vec<usize> {
    let mut lines = Vec::new();
    for (form, length) in FORMS {
        for (at, _) in text.match_indices(form) {
            let rest = text[at + form.len()..].trim_start();
            let secret = rest.chars().take_while(|letter| letter.is_ascii_alphanumeric() || "_-+/".contains(*letter));
            if secret.count() >= length {
                lines.push(text[..at].lines().count());
            }
        }
    }
    lines
}

#[test]
fn there_is_no_secret_in_the_tree() {
    let texts = files(&root(), &|_| true);
    let (mut seen, mut offences) = (0, Vec::new());
    for path in texts {
        // what is no text holds none that anybody could read
        let Ok(text) = fs::read_to_string(&path) else { continue };
        seen += 1;
        offences.extend(secrets(&text).into_iter().map(|line| format!("{}:{line}", path.display())));
    }
    assert!(seen > 500, "hardly a file was looked at: {seen}");
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

#[test]
fn a_secret_would_be_found() {
    let long = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0";
    for (form, _) in FORMS {
        assert_eq!(secrets(&format!("first\nkey = {form}\n{long}")), [2], "{form}");
        assert!(secrets(&format!("{form} is how they begin")).is_empty(), "{form}");
    }
    assert!(secrets("-----BEGIN PUBLIC KEY-----").is_empty());
}
