//! An issuer on this machine: its key set over HTTP, and an RSA key of openssl's.

use std::{
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Who issues tokens to people.
pub(super) struct People {
    address: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    keys: Mutex<Value>,
    fails: AtomicBool,
    times: AtomicUsize,
}

impl People {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/keys", listener.local_addr().unwrap());
        let state = Arc::new(State::default());
        let serving = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                answer(stream, &serving).await;
            }
        });
        Self { address, state }
    }

    pub(super) fn name(&self) -> String {
        "https://people.example".to_owned()
    }

    pub(super) fn address(&self) -> String {
        self.address.clone()
    }

    pub(super) fn publish(&self, keys: Value) {
        *self.state.keys.lock().unwrap() = keys;
    }

    pub(super) fn fail(&self, fails: bool) {
        self.state.fails.store(fails, Ordering::SeqCst);
    }

    /// How often it was asked.
    pub(super) fn times(&self) -> usize {
        self.state.times.load(Ordering::SeqCst)
    }
}

async fn answer(mut stream: TcpStream, state: &State) {
    let mut asked = [0; 1_024];
    let read = stream.read(&mut asked).await.unwrap();
    assert!(asked[..read].starts_with(b"GET /keys HTTP/1.1\r\n"));
    state.times.fetch_add(1, Ordering::SeqCst);
    let status = if state.fails.load(Ordering::SeqCst) { "503 Service Unavailable" } else { "200 OK" };
    let body = json!({ "keys": *state.keys.lock().unwrap() }).to_string();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
}

/// A key of openssl's, so that another program has signed what is verified.
pub(super) struct Rsa {
    id: &'static str,
    place: TempDir,
}

impl Rsa {
    pub(super) fn generate(id: &'static str) -> Self {
        let rsa = Self { id, place: tempfile::tempdir().unwrap() };
        rsa.openssl(&["genrsa", "-out", "key.pem", "2048"]);
        rsa
    }

    pub(super) fn jwk(&self) -> Value {
        let text = String::from_utf8(self.openssl(&["rsa", "-in", "key.pem", "-noout", "-modulus"])).unwrap();
        let modulus = hex::decode(text.trim().strip_prefix("Modulus=").unwrap()).unwrap();
        json!({ "kty": "RSA", "kid": self.id, "use": "sig", "n": URL_SAFE_NO_PAD.encode(modulus), "e": "AQAB" })
    }

    /// A token whose header names one algorithm, signed with a hash.
    pub(super) fn sign(&self, algorithm: &str, hash: &str, claims: &Value) -> String {
        let signed = head(&json!({ "alg": algorithm, "typ": "at+jwt", "kid": self.id }), claims);
        std::fs::write(self.place.path().join("text"), &signed).unwrap();
        let signature = self.openssl(&["dgst", &format!("-{hash}"), "-sign", "key.pem", "text"]);
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// A token with the public key as the secret of an HMAC.
    pub(super) fn confused(&self, claims: &Value) -> String {
        self.openssl(&["rsa", "-in", "key.pem", "-pubout", "-out", "key.pub"]);
        let secret = std::fs::read(self.place.path().join("key.pub")).unwrap();
        let signed = head(&json!({ "alg": "HS256", "typ": "at+jwt", "kid": self.id }), claims);
        std::fs::write(self.place.path().join("text"), &signed).unwrap();
        let key = format!("hexkey:{}", hex::encode(secret));
        let mac = self.openssl(&["dgst", "-sha256", "-mac", "HMAC", "-macopt", &key, "-binary", "text"]);
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac))
    }

    fn openssl(&self, arguments: &[&str]) -> Vec<u8> {
        let done = Command::new("openssl").args(arguments).current_dir(self.place.path()).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        done.stdout
    }
}

pub(super) fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.", head(header, claims))
}

fn head(header: &Value, claims: &Value) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()))
}
