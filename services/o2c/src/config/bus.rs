//! How facts travel between services.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BusKind {
    /// Within the process: all services have to run in it.
    Local,
    /// NATS JetStream.
    Nats,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BusSection {
    pub kind: BusKind,
    /// Servers of NATS, such as `nats://127.0.0.1:4222`.
    pub nats_urls: Vec<String>,
    /// A file that holds the user's credentials (`.creds`), where the servers ask for them.
    pub nats_credentials_file: Option<PathBuf>,
    /// A file that holds a token, instead.
    pub nats_token_file: Option<PathBuf>,
    /// Certificates that the servers' are checked against; none = those of the system, where TLS is asked for.
    pub nats_ca_file: Option<PathBuf>,
    /// Copies of each stream: 3 in a cluster.
    pub replicas: usize,
    /// Parts of each producer's stream, among which its aggregates are spread. The same in all processes, and not to be
    /// changed on streams that hold facts.
    pub partitions: u16,
    /// Groups that a consumer deals the partitions into: as many processes of one service can share its work.
    pub groups: u16,
    /// What a stream may hold before producers have to wait.
    pub stream_bytes: u64,
}

impl Default for BusSection {
    fn default() -> Self {
        Self {
            kind: BusKind::Local,
            nats_urls: vec!["nats://127.0.0.1:4222".to_owned()],
            nats_credentials_file: None,
            nats_token_file: None,
            nats_ca_file: None,
            replicas: 1,
            partitions: 16,
            groups: 4,
            stream_bytes: 1024 * 1024 * 1024,
        }
    }
}
