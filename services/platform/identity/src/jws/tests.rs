use super::*;
use crate::SigningKey;

/// RFC 8037, appendix A.4: signed by others.
const THEIRS: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
const THEIR_KEY: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

fn their_key() -> VerifyingKey {
    VerifyingKey::ed25519(&decoded(THEIR_KEY).unwrap()).unwrap()
}

#[test]
fn what_others_have_signed_is_verified() {
    let token = Unverified::parse(THEIRS).unwrap();
    assert_eq!(token.verified_by(&their_key()).unwrap(), b"Example of Ed25519 signing");
}

#[test]
fn rfc_7515_signatures_with_elliptic_curves_are_verified() {
    // RFC 7515, appendix A.3.
    let token = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    let x = decoded("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU").unwrap();
    let y = decoded("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0").unwrap();
    let key = VerifyingKey::p256(&x, &y).unwrap();
    assert!(Unverified::parse(token).unwrap().verified_by(&key).is_some());
    assert!(Unverified::parse(token).unwrap().verified_by(&their_key()).is_none());
}

#[test]
fn nothing_that_was_changed_is_believed() {
    let key = SigningKey::generate().unwrap();
    let token = sign(&key, "t", &serde_json::json!({ "sub": "ann" }));
    let believed = |token: &str| {
        let unverified = Unverified::parse(token).ok()?;
        unverified.verified(|message, signature| key.public().verifies(message, signature))
    };
    assert_eq!(believed(&token).unwrap(), br#"{"sub":"ann"}"#);
    for at in 0..token.len() {
        let mut changed = token.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        if let Ok(changed) = String::from_utf8(changed) {
            assert!(believed(&changed).is_none(), "a change at {at} went unseen");
        }
    }
}

#[test]
fn what_is_no_token_or_asks_for_too_much_is_refused() {
    let long = "a".repeat(MOST_BYTES + 1);
    assert_eq!(Unverified::parse(&long).err(), Some(JwsError::TooLong));
    for text in ["", ".", "..", "a.b", "a.b.c.d", "e30.e30.e30", "eyJhbGciOjF9.e30.", "not base64.e30.e30"] {
        assert_eq!(Unverified::parse(text).err(), Some(JwsError::Malformed), "{text}");
    }
    let of = |header: &str| format!("{}.e30.", URL_SAFE_NO_PAD.encode(header));
    for header in [r#"{"alg":"EdDSA","crit":["exp"]}"#, r#"{"alg":"EdDSA","b64":false}"#] {
        assert_eq!(Unverified::parse(&of(header)).err(), Some(JwsError::Unsupported), "{header}");
    }
}

#[test]
fn there_is_no_algorithm_without_a_key_pair() {
    for name in ["none", "None", "HS256", "HS384", "HS512", "RS1", ""] {
        assert!(name.parse::<Algorithm>().is_err(), "{name}");
    }
    assert!(VerifyingKey::rsa(Algorithm::EdDsa, &[1; 256], &[1, 0, 1]).is_none());
    assert!(VerifyingKey::rsa(Algorithm::Rs256, &[1; 128], &[1, 0, 1]).is_none(), "1,024 bits are too few");
}
