use super::*;

fn checkpoint(number: i64) -> Checkpoint {
    Checkpoint {
        service: "orders".to_owned(),
        tenant: "default".to_owned(),
        number,
        hash: [7; 32],
        signed_at: 1_700_000_000_000_000,
    }
}

#[test]
fn a_line_is_believed_if_a_trusted_key_has_signed_it() {
    let (ours, theirs) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
    let trusted = TrustedKeys::of("orders", ours.public());
    let line = checkpoint(3).sign(&ours);
    assert_eq!(Checkpoint::verify(&line, &trusted), Ok(checkpoint(3)));
    assert_eq!(Checkpoint::verify(&checkpoint(3).sign(&theirs), &trusted), Err(CheckpointError::UnknownKey));
    assert_eq!(Checkpoint::verify("nonsense", &trusted), Err(CheckpointError::Malformed));

    let other = checkpoint(4).sign(&ours);
    let (signed, _) = line.rsplit_once('.').unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    assert_eq!(Checkpoint::verify(&format!("{signed}.{signature}"), &trusted), Err(CheckpointError::Forged));
    let identity = jws::sign(&ours, "o2c-identity+jwt", &checkpoint(3));
    assert_eq!(Checkpoint::verify(&identity, &trusted), Err(CheckpointError::Malformed), "signed for something else");
}

#[test]
fn lines_are_added_and_come_back_in_their_order() {
    let place = tempfile::tempdir().unwrap();
    let checkpoints = Checkpoints::in_directory(&place.path().join("made/if/absent")).unwrap();
    assert_eq!(checkpoints.lines("orders").unwrap().count(), 0);
    checkpoints.append("orders", &["one".to_owned(), "two".to_owned()]).unwrap();
    checkpoints.append("orders", &["three".to_owned()]).unwrap();
    checkpoints.append("credit", &["another".to_owned()]).unwrap();
    let lines: Vec<String> = checkpoints.lines("orders").unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(lines, ["one", "two", "three"]);
}
