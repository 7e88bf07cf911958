//! From names to replicas, again and again.

use std::{fmt, net::SocketAddr, str::FromStr, time::Duration};

use super::Known;

/// How often names are resolved. An address that is a number is resolved once, but the task is the same.
const AGAIN: Duration = Duration::from_secs(5);
/// After nothing could be resolved.
const SOON: Duration = Duration::from_millis(200);

/// Where a service listens: `host:port`, optionally behind `http://`. The host may be a name that stands for several
/// replicas, such as that of a headless service of Kubernetes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Address {
    host: String,
    port: u16,
}

/// Why a text is no address.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{0}` is no address: host:port is wanted, such as orders.o2c.svc:7070")]
pub struct AddressError(String);

impl Address {
    /// As a certificate names it.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || AddressError(text.to_owned());
        let bare = text.strip_prefix("http://").unwrap_or(text).trim_end_matches('/');
        let (host, port) = bare.rsplit_once(':').ok_or_else(wrong)?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | ':');
        if host.is_empty() || !host.chars().all(plain) {
            return Err(wrong());
        }
        match port.parse() {
            Ok(port) if port > 0 => Ok(Self { host: host.to_owned(), port }),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.host, self.port)
    }
}

/// Resolves until nobody holds the replicas any more. What cannot be resolved now keeps what it last was.
pub(super) async fn keep_resolved(replicas: Known, addresses: Vec<Address>) {
    let mut last: Vec<Vec<SocketAddr>> = vec![Vec::new(); addresses.len()];
    loop {
        for (address, last) in addresses.iter().zip(&mut last) {
            match tokio::net::lookup_host((address.host.as_str(), address.port)).await {
                Ok(found) => *last = found.collect(),
                Err(error) => tracing::warn!(%address, %error, "an address cannot be resolved"),
            }
        }
        let mut all: Vec<SocketAddr> = last.iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        match replicas.upgrade() {
            Some(replicas) => replicas.update(&all),
            None => return,
        }
        tokio::time::sleep(if all.is_empty() { SOON } else { AGAIN }).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_and_a_port() {
        for (text, shown) in [
            ("127.0.0.1:7070", "127.0.0.1:7070"),
            ("http://orders.o2c.svc:7070/", "orders.o2c.svc:7070"),
            ("[::1]:80", "::1:80"),
        ] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), shown);
        }
        for text in ["", "orders", "orders:", ":7070", "orders:0", "orders:70700", "https://orders:1", "a b:1"] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
