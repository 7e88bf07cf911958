//! The benchmarks measure what they say: every order comes to its end, the book is clean, and the ceiling is of the same
//! rows. No time is asserted.

#![expect(clippy::unwrap_used, reason = "a run that fails is the failure")]

mod cycle;
mod others;

use o2c::{
    bench::{Engine, GroundOptions},
    config::Config,
    local_mesh::Program,
};

fn ground(engine: Engine) -> GroundOptions {
    GroundOptions {
        engine,
        postgres_url: None,
        processes: false,
        signed: false,
        program: Some(program()),
        data_dir: None,
    }
}

/// The product, as the binary of the chaos tests has it.
fn program() -> Program {
    let path = env!("CARGO_BIN_EXE_chaos").into();
    Program { path, arguments: vec!["o2c".into()], variables: Vec::new() }
}

fn config() -> Config {
    Config::load(None).unwrap()
}
