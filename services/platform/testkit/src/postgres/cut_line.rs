//! A line to a server that breaks at the worst moment.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};

/// Passes everything on, until it is told to lose the reply to the next `COMMIT`.
#[derive(Debug)]
pub struct CutLine {
    home: TempDir,
    armed: Arc<AtomicBool>,
}

impl CutLine {
    /// A line to the server whose socket is in `server`.
    pub async fn to(server: &Path) -> Self {
        let home = tempfile::tempdir().expect("a temporary directory");
        let listener = UnixListener::bind(home.path().join(".s.PGSQL.5432")).expect("a socket");
        let armed = Arc::new(AtomicBool::new(false));
        let (server, cut) = (server.join(".s.PGSQL.5432"), armed.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, server.clone(), cut.clone()));
            }
        });
        Self { home, armed }
    }

    /// How `role` reaches the server through it.
    #[must_use]
    pub fn url(&self, role: &str) -> String {
        format!("postgres://{role}@localhost/postgres?host={}", self.home.path().display())
    }

    /// The next `COMMIT` reaches the server, and the server's answer nobody.
    pub fn lose_the_next_commit_reply(&self) {
        self.armed.store(true, Ordering::SeqCst);
    }
}

async fn pass(client: UnixStream, server: PathBuf, armed: Arc<AtomicBool>) {
    let Ok(server) = UnixStream::connect(server).await else { return };
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let answers = tokio::spawn(async move { tokio::io::copy(&mut from_server, &mut to_client).await });
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from_client.read(&mut buffer).await {
        let sent = buffer.get(..length).unwrap_or_default();
        let cuts = sent.windows(6).any(|word| word == b"COMMIT") && armed.swap(false, Ordering::SeqCst);
        if cuts {
            // from here on no answer gets through
            answers.abort();
        }
        if to_server.write_all(sent).await.is_err() || cuts {
            // the server has committed when it hangs up in its turn
            break;
        }
    }
}
