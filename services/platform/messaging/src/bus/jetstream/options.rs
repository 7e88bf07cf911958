//! Settings of the broker. They hold no secret: secrets are files, read when the connection is made.

use std::{path::PathBuf, time::Duration};

use async_nats::ServerAddr;
use o2c_kernel::KEPT;

use super::{
    cut::{HEADER_BYTES, MESSAGE_BYTES},
    error::JetStreamError,
};

/// The most partitions: each is a subject, and a filter of a consumer.
const MOST_PARTITIONS: u16 = 256;

/// Settings of the broker; the defaults are those of production. Processes that share a broker share them too: what
/// the subjects and the names of consumers are made of must be the same in all.
#[derive(Debug, Clone)]
pub struct JetStreamOptions {
    pub servers: Servers,
    pub credentials: Credentials,
    /// Certificates of those who may vouch for the servers, as PEM; without it, the machine's own.
    pub tls_roots: Option<PathBuf>,
    /// Whether a server that speaks no TLS is refused.
    pub tls_required: bool,
    pub connect_timeout: Duration,
    /// How long the broker may take to acknowledge a message or to answer a question.
    pub answer_timeout: Duration,
    /// Into how many partitions the aggregates of a producer fall.
    pub partitions: u16,
    /// Into how many groups a consumer deals the partitions: as many processes can share its work.
    pub groups: u16,
    /// Servers that keep each stream: 1, 3 or 5.
    pub replicas: usize,
    /// What a stream keeps at most. Where it is full, its producer waits.
    pub max_bytes: i64,
    /// How long a message is kept for consumers that do not take it.
    pub max_age: Duration,
    /// The largest message. Only a fact that is larger than a set may be makes one larger than 256 KiB.
    pub max_message_bytes: i32,
    /// For how long a repeated message is recognized.
    pub duplicate_window: Duration,
    /// Messages that may be out with one group of a consumer, those that are to come again among them.
    pub max_ack_pending: i64,
    /// After so long without a word from its taker a message is delivered again.
    pub ack_wait: Duration,
    /// For how long a group of partitions stays with a process that has died.
    pub lease: Duration,
}

impl JetStreamOptions {
    pub fn new(servers: Servers) -> JetStreamOptions {
        JetStreamOptions {
            servers,
            credentials: Credentials::None,
            tls_roots: None,
            tls_required: false,
            connect_timeout: Duration::from_secs(5),
            answer_timeout: Duration::from_secs(5),
            partitions: 16,
            groups: 4,
            replicas: 1,
            max_bytes: 8 << 30,
            max_age: Duration::from_secs(7 * 24 * 60 * 60),
            max_message_bytes: 1 << 20,
            duplicate_window: Duration::from_secs(120),
            max_ack_pending: 1024,
            ack_wait: Duration::from_secs(10),
            lease: Duration::from_secs(10),
        }
    }

    /// Refuses what the broker would refuse later, or never.
    pub(super) fn validate(&self) -> Result<(), JetStreamError> {
        let refused = |setting, reason| Err(JetStreamError::Setting { setting, reason });
        if !(1..=MOST_PARTITIONS).contains(&self.partitions) {
            return refused("partitions", "is from 1 to 256");
        }
        if !(1..=self.partitions).contains(&self.groups) {
            return refused("groups", "is from 1 to the number of partitions");
        }
        if ![1, 3, 5].contains(&self.replicas) {
            return refused("replicas", "is 1, 3 or 5");
        }
        if usize::try_from(self.max_message_bytes).unwrap_or_default() < MESSAGE_BYTES + HEADER_BYTES {
            return refused("max_message_bytes", "has room for a set of 256 KiB and its headers");
        }
        if self.max_bytes < i64::from(self.max_message_bytes) {
            return refused("max_bytes", "holds at least one message");
        }
        if self.max_age > KEPT {
            return refused("max_age", "is at most as long as facts are kept elsewhere");
        }
        if self.duplicate_window > self.max_age {
            return refused("duplicate_window", "is at most max_age");
        }
        if self.max_ack_pending < 1 {
            return refused("max_ack_pending", "is at least 1");
        }
        for (setting, duration) in [
            ("connect_timeout", self.connect_timeout),
            ("answer_timeout", self.answer_timeout),
            ("duplicate_window", self.duplicate_window),
            ("ack_wait", self.ack_wait),
            ("lease", self.lease),
        ] {
            if duration < Duration::from_millis(100) {
                return refused(setting, "is at least 100 ms");
            }
        }
        Ok(())
    }
}

/// Where the broker is: any server of a cluster leads to the others.
#[derive(Debug, Clone)]
pub struct Servers(pub(super) Vec<ServerAddr>);

impl Servers {
    /// Parses URLs with commas between them, such as `nats://broker-1:4222,nats://broker-2:4222`. A user or a password
    /// in one is refused: it would show wherever the setting does.
    pub fn parse(urls: &str) -> Result<Servers, JetStreamError> {
        let refused = |reason| JetStreamError::Setting { setting: "servers", reason };
        let mut servers = Vec::new();
        for url in urls.split(',') {
            let server: ServerAddr = url.trim().parse().map_err(|_| refused("are URLs with commas between them"))?;
            if server.username().is_some() || server.password().is_some() {
                return Err(refused("name no user: credentials come from files"));
            }
            if server.host().is_empty() {
                return Err(refused("name their host"));
            }
            servers.push(server);
        }
        Ok(Servers(servers))
    }
}

/// Who we are to the broker. Secrets are read from files and kept nowhere else; white space around them is left out.
#[derive(Debug, Clone)]
pub enum Credentials {
    None,
    Password {
        user: String,
        password_file: PathBuf,
    },
    Token {
        token_file: PathBuf,
    },
    Nkey {
        seed_file: PathBuf,
    },
    /// A file with a JWT and its key, as `nsc` writes it.
    Creds {
        creds_file: PathBuf,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_parsed_and_a_secret_among_them_is_refused() {
        let servers = Servers::parse("nats://one:4222, tls://two").unwrap();
        assert_eq!(servers.0.iter().map(ServerAddr::host).collect::<Vec<_>>(), ["one", "two"]);
        for urls in ["nats://joe:secret@one", "nats://token@one", "http://one", ""] {
            let error = Servers::parse(urls).unwrap_err();
            assert!(!format!("{error:?} {error}").contains("secret"), "{error:?}");
        }
    }

    #[test]
    fn the_defaults_are_valid_and_what_the_broker_would_refuse_is_not() {
        let servers = Servers::parse("nats://one").unwrap();
        let options = JetStreamOptions::new(servers);
        assert!(options.validate().is_ok());
        let wrong: [fn(&mut JetStreamOptions); 8] = [
            |options| options.partitions = 0,
            |options| options.groups = options.partitions + 1,
            |options| options.replicas = 2,
            |options| options.max_message_bytes = 1024,
            |options| options.max_bytes = 0,
            |options| options.max_age = Duration::from_secs(1),
            |options| options.max_age = KEPT + Duration::from_secs(1),
            |options| options.ack_wait = Duration::ZERO,
        ];
        for make_wrong in wrong {
            let mut options = options.clone();
            make_wrong(&mut options);
            assert!(matches!(options.validate(), Err(JetStreamError::Setting { .. })), "{options:?}");
        }
    }
}
