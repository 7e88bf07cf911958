use std::process::Command;

use super::*;

#[test]
fn a_key_is_made_once_and_read_again_by_its_owner_alone() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("gateway.key");
    let made = SigningKey::read_or_create(&file).unwrap();
    let again = SigningKey::read_or_create(&file).unwrap();
    assert_eq!(made.public(), again.public());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let public = place.path().join("gateway.pub");
    made.public().write(&public).unwrap();
    let read = PublicKey::read(&public).unwrap();
    assert_eq!(&read, made.public());
    assert!(read.verifies(b"text", &again.sign(b"text")));
    assert!(!read.verifies(b"another", &again.sign(b"text")));
}

#[test]
fn what_openssl_writes_is_read_and_the_other_way_round() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name);
    let openssl = |arguments: &[&str]| {
        let done = Command::new("openssl").args(arguments).current_dir(place.path()).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    openssl(&["genpkey", "-algorithm", "ed25519", "-out", "theirs.key"]);
    openssl(&["pkey", "-in", "theirs.key", "-pubout", "-out", "theirs.pub"]);
    let theirs = SigningKey::read(&path("theirs.key")).unwrap();
    assert_eq!(theirs.public(), &PublicKey::read(&path("theirs.pub")).unwrap());
    let ours = SigningKey::read_or_create(&path("ours.key")).unwrap();
    openssl(&["pkey", "-in", "ours.key", "-pubout", "-out", "ours.pub"]);
    assert_eq!(ours.public(), &PublicKey::read(&path("ours.pub")).unwrap());
}

#[test]
fn what_is_no_key_is_named_and_nothing_of_it_is_shown() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("broken.key");
    std::fs::write(&file, "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----").unwrap();
    let error = SigningKey::read(&file).unwrap_err().to_string();
    assert!(error.contains("broken.key") && !error.contains("c2VjcmV0"), "{error}");
    assert!(PublicKey::read(&file).is_err());
    assert!(SigningKey::read(&place.path().join("absent")).is_err());
    let key = SigningKey::generate().unwrap();
    assert_eq!(format!("{key:?}"), format!("SigningKey({})", key.public().id()));
}
