//! What goes wrong with the broker.

use std::{error::Error, path::PathBuf};

/// Why the broker did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum JetStreamError {
    #[error("setting {setting}: {reason}")]
    Setting { setting: &'static str, reason: &'static str },
    #[error("the file {path} cannot be read")]
    File { path: PathBuf, source: std::io::Error },
    #[error("there is no connection to the broker")]
    Disconnected,
    #[error("the broker did not answer in time")]
    TimedOut,
    #[error("the stream {0} is not there")]
    NoStream(String),
    #[error("the consumer {consumer} of stream {stream} is not there")]
    NoConsumer { stream: String, consumer: String },
    #[error("the broker refused: {asked}")]
    Refused { asked: &'static str, source: Box<dyn Error + Send + Sync> },
}

impl JetStreamError {
    /// For `map_err`: what was asked of the broker, with its answer.
    pub(super) fn refused<E: Error + Send + Sync + 'static>(asked: &'static str) -> impl FnOnce(E) -> JetStreamError {
        move |error| JetStreamError::Refused { asked, source: Box::new(error) }
    }
}

/// An error with its causes, for the log.
pub(super) fn told(error: &(dyn Error + 'static)) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    told
}
