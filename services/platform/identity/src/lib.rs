//! Who calls: the short-lived identity that processes sign for one another, the keys it is signed with, and what the
//! roles of people and machines allow.
//!
//! Owns: [`Issuer`] and [`Verifier`] of signed identities, [`SigningKey`] and [`PublicKey`] with their files, the
//! verification of compact JWS ([`jws`]), [`Roles`] with their scopes, duties and conflicts, [`Certificates`] of processes.
//!
//! Deliberately absent: how callers from outside prove who they are (the gateway's), metadata and statuses (`o2c-rpc`),
//! configuration files (the binary's).

#![forbid(unsafe_code)]

mod audience;
mod bounded;
mod certificates;
mod claims;
mod issuer;
pub mod jws;
mod keys;
mod roles;
mod secret;
mod trusted;
mod verifier;
pub mod watch;

pub use audience::audience_of;
pub use bounded::Bounded;
pub use certificates::{CertificateError, CertificateFiles, Certificates, trusting};
pub use claims::LIFETIME;
pub use issuer::Issuer;
pub use keys::{KeyError, PublicKey, SigningKey};
pub use roles::{Method, Role, Roles, RolesError, RolesUnfit};
pub use secret::{fresh_secret, make_secret, read_secret};
pub use trusted::TrustedKeys;
pub use verifier::{IdentityError, Verifier, Vouched};
