//! In and out over TLS, as somebody with a token.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use crate::{
    files::CUSTOMERS,
    server::{Server, o2c, told},
};

/// A certificate of `localhost` that has signed itself, with its key.
fn certificate(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
    let (key, shown) = (folder.join(format!("{name}.key")), folder.join(format!("{name}.crt")));
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]);
    openssl.args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]);
    openssl.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
    let done = openssl.arg("-keyout").arg(&key).arg("-out").arg(&shown).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    (shown, key)
}

fn token(data: &Path, role: &str) -> String {
    let output = o2c(&["token", "--role", role, "--data-dir", data.to_str().unwrap()]).output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn customers_come_in_and_go_out_over_tls_with_a_token() {
    let server = Server::secured(|folder| {
        let (shown, key) = certificate(folder, "server");
        format!("[tls]\ncertificate_file = {shown:?}\nkey_file = {key:?}\nauthorities_file = {shown:?}\n")
    });
    let customers = server.write("customers.csv", CUSTOMERS);
    let token = server.write("token", &token(&server.file("data"), "order-clerk"));
    let (trusted, (other, _)) = (server.file("server.crt"), certificate(customers.parent().unwrap(), "other"));
    let port = server.address.rsplit(':').next().unwrap();
    let run = |words: &[&str], authority: &Path, token: Option<&Path>| -> Output {
        let mut command = o2c(words);
        command.arg("--target").arg(format!("localhost:{port}")).arg("--ca-file").arg(authority);
        if let Some(token) = token {
            command.arg("--token-file").arg(token);
        }
        command.output().unwrap()
    };
    let import = ["import", "customers", customers.to_str().unwrap()];
    let export = ["export", "customers", "--format", "ndjson"];

    let untrusted = run(&export, &other, Some(&token));
    assert!(!untrusted.status.success() && told(&untrusted).contains("certificate"), "{}", told(&untrusted));
    let unknown = run(&import, &trusted, None);
    assert!(!unknown.status.success() && told(&unknown).contains("CALLER_UNKNOWN"), "{}", told(&unknown));

    let imported = run(&import, &trusted, Some(&token));
    assert!(imported.status.success(), "{}", told(&imported));
    let exported = run(&export, &trusted, Some(&token));
    assert!(exported.status.success(), "{}", told(&exported));
    assert_eq!(String::from_utf8(exported.stdout).unwrap().lines().count(), 2);
    let said = fs::read_to_string(customers.with_added_extension("certificate.json")).unwrap();
    assert!(!said.contains(fs::read_to_string(&token).unwrap().trim()), "the token is kept nowhere");
}
