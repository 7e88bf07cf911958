//! The benchmarks measure what they say: every order comes to its end, the book is clean, and the ceiling is of the same
//! rows. No time is asserted.

#![expect(clippy::unwrap_used, reason = "a run that fails is the failure")]

mod cycle;
mod others;

use o2c::{
    bench::{Engine, GroundOptions},
    config::Config,
};

fn ground(engine: Engine) -> GroundOptions {
    GroundOptions { engine, postgres_url: None, processes: false, data_dir: None }
}

fn config() -> Config {
    Config::load(None).unwrap()
}
