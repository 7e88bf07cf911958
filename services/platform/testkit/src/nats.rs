//! A NATS server of a test's own, with JetStream on disk: it can be killed, started again on what it had stored, and
//! robbed of that.
//!
//! One per test and not one per run, as PostgreSQL is: the tests that need it are those that kill it.

#![expect(clippy::expect_used, reason = "without its server a test can only fail, and should say what is missing")]

use std::time::Duration;

use o2c_kernel::Deadline;
use o2c_local::Nats;
use tempfile::TempDir;

/// How long the server may take until it listens.
const START: Duration = Duration::from_secs(20);
/// How often that is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// A server with a port and a store that stay the same when it is started again; gone when the test is.
#[derive(Debug)]
pub struct NatsServer {
    nats: Nats,
    _home: TempDir,
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
        let nats = Nats::launch(home.path(), settings).expect("the server starts");
        let server = Self { nats, _home: home };
        server.wait();
        server
    }

    /// Where clients find it.
    #[must_use]
    pub fn url(&self) -> String {
        self.nats.url()
    }

    /// Kills it as a crash would.
    pub fn kill(&mut self) {
        self.nats.kill();
    }

    /// Starts it again on what it had stored.
    ///
    /// # Panics
    /// When it does not start.
    pub fn restart(&mut self) {
        self.nats.relaunch().expect("the server starts");
        self.wait();
    }

    /// Kills it and removes all that it had stored: streams, consumers, messages.
    pub fn wipe(&mut self) {
        self.nats.wipe();
    }

    fn wait(&self) {
        let deadline = Deadline::after(START);
        while !self.nats.listens() {
            let told = || std::fs::read_to_string(self.nats.log()).unwrap_or_default();
            assert!(!deadline.expired(), "the server does not listen; its log:\n{}", told());
            std::thread::sleep(LOOK);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_back_at_its_port_and_is_gone_when_killed() {
        let mut server = NatsServer::start();
        let url = server.url();
        assert!(server.nats.listens());
        server.kill();
        assert!(!server.nats.listens());
        server.restart();
        assert!(server.nats.listens());
        assert_eq!(server.url(), url);
        server.wipe();
        assert!(!server.nats.listens());
    }
}
