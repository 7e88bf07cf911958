//! The address of an endpoint, taken apart. What different programs read differently is refused rather than guessed.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Uri;

use crate::domain::is_public;

/// What an address may weigh.
const LONGEST: usize = 2_048;
/// Names that lead into a network, whatever a resolver says.
const INWARD: [&str; 5] = ["localhost", "local", "internal", "localdomain", "home.arpa"];
/// The first port that is nobody's by convention: below it, an endpoint is at the one of https.
const UNPRIVILEGED: u16 = 1_024;

/// Where to send to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    pub secure: bool,
    /// In small letters.
    pub host: Host,
    pub port: u16,
    pub path: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Host {
    Address(IpAddr),
    Name(String),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TargetError {
    #[error("is no URL of at most 2048 characters")]
    Malformed,
    #[error("is not https")]
    NotSecure,
    #[error("names a user: an endpoint knows us by our signature")]
    User,
    #[error("has a fragment, which is never sent")]
    Fragment,
    #[error("has a host that is no name and no address in its usual form")]
    Host,
    #[error("is not of the public internet")]
    NotPublic,
    #[error("has a port below 1024 other than 443")]
    Port,
}

impl Target {
    /// `insecure` lets it be in the clear and within a network.
    pub fn parse(text: &str, insecure: bool) -> Result<Self, TargetError> {
        let plain = text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic());
        if !plain || text.contains(['\\', '"', '<', '>', '`', '{', '}', '|', '^']) {
            return Err(TargetError::Malformed);
        }
        // `http` drops it in silence
        if text.contains('#') {
            return Err(TargetError::Fragment);
        }
        let uri: Uri = text.parse().map_err(|_| TargetError::Malformed)?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") if insecure => false,
            Some(_) => return Err(TargetError::NotSecure),
            None => return Err(TargetError::Malformed),
        };
        let authority = uri.authority().ok_or(TargetError::Malformed)?;
        if authority.as_str().contains('@') {
            return Err(TargetError::User);
        }
        let host = Host::parse(authority.host())?;
        let port = authority.port_u16();
        // a port that is none, such as `:` or `:0443`, is written otherwise than it is read
        let written = port.map_or_else(|| authority.host().to_owned(), |port| format!("{}:{port}", authority.host()));
        if written != authority.as_str() || port == Some(0) {
            return Err(TargetError::Malformed);
        }
        let port = port.unwrap_or(if secure { 443 } else { 80 });
        if !insecure {
            host.check_public()?;
            if port != 443 && port < UNPRIVILEGED {
                return Err(TargetError::Port);
            }
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Ok(Self { secure, host, port, path })
    }

    /// As the header has it.
    #[must_use]
    pub fn authority(&self) -> String {
        let host = match &self.host {
            Host::Address(IpAddr::V6(address)) => format!("[{address}]"),
            Host::Address(address) => address.to_string(),
            Host::Name(name) => name.clone(),
        };
        let usual = if self.secure { 443 } else { 80 };
        if self.port == usual { host } else { format!("{host}:{}", self.port) }
    }
}

impl Host {
    fn parse(text: &str) -> Result<Self, TargetError> {
        if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let address: Ipv6Addr = inner.parse().map_err(|_| TargetError::Host)?;
            return Ok(Self::Address(address.into()));
        }
        let name = text.to_ascii_lowercase();
        let last = name.rsplit('.').next().unwrap_or_default();
        // 127.1, 0x7f000001, 017700000001 and 2130706433 are addresses to some resolvers: to us only the usual form is
        let number = last.bytes().all(|byte| byte.is_ascii_digit())
            || last.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if number {
            let address: Ipv4Addr = name.parse().map_err(|_| TargetError::Host)?;
            return Ok(Self::Address(address.into()));
        }
        let label = |label: &str| {
            let clean = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
            clean && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
        };
        if name.len() > 253 || !name.split('.').all(label) {
            return Err(TargetError::Host);
        }
        Ok(Self::Name(name))
    }

    fn check_public(&self) -> Result<(), TargetError> {
        let public = match self {
            Self::Address(address) => is_public(*address),
            Self::Name(name) => {
                let inward = |suffix: &str| *name == *suffix || name.ends_with(&format!(".{suffix}"));
                name.contains('.') && !INWARD.iter().any(|suffix| inward(suffix))
            }
        };
        if public { Ok(()) } else { Err(TargetError::NotPublic) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usual_address_is_taken_apart() {
        let target = Target::parse("https://Hooks.Example.com:8443/in?token=1", false).unwrap();
        assert_eq!((target.host.clone(), target.port), (Host::Name("hooks.example.com".to_owned()), 8443));
        assert_eq!((target.authority(), target.path), ("hooks.example.com:8443".to_owned(), "/in?token=1".to_owned()));
        assert_eq!(Target::parse("https://a.example", false).unwrap().path, "/");
        assert_eq!(Target::parse("https://[2606:4700::1111]/", false).unwrap().authority(), "[2606:4700::1111]");
    }

    #[test]
    fn development_may_have_its_own_machine() {
        let target = Target::parse("http://127.0.0.1:8080/hook", true).unwrap();
        assert_eq!((target.secure, target.authority()), (false, "127.0.0.1:8080".to_owned()));
        assert!(Target::parse("http://localhost:8080/hook", true).is_ok());
        assert!(Target::parse("http://0x7f000001/", true).is_err());
    }
}
