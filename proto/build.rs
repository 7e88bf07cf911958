//! Compiles the contract without protoc; nothing generated is kept in the repository.

use std::{env, error::Error, fs, path::PathBuf};

use protox::Compiler;

#[path = "build/conventions.rs"]
mod conventions;

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo:rerun-if-changed=o2c");
    println!("cargo:rerun-if-changed=google");
    println!("cargo:rerun-if-changed=build");

    let mut files = Vec::new();
    for package in fs::read_dir("o2c")? {
        for file in fs::read_dir(package?.path().join("v1"))? {
            files.push(file?.path());
        }
    }
    files.sort();
    // Nothing imports it: it is what the `Any`s of a status hold, and JSON shows them by their descriptors.
    files.push(PathBuf::from("google/rpc/error_details.proto"));

    let mut compiler = Compiler::new(["."])?;
    compiler.include_imports(true).include_source_info(true).open_files(&files)?;
    // Encoded by the compiler itself, the set keeps the method options: prost would drop them.
    fs::write(out.join("o2c.descriptors"), compiler.encode_file_descriptor_set())?;

    let descriptors = compiler.file_descriptor_set();
    fs::write(out.join("conventions.rs"), conventions::implementations(&descriptors)?)?;
    tonic_prost_build::configure()
        .include_file("o2c.rs")
        .extern_path(".google.rpc.Status", "::tonic_types::Status")
        .extern_path(".google.rpc.ErrorInfo", "::tonic_types::pb::ErrorInfo")
        .extern_path(".google.rpc.RetryInfo", "::tonic_types::pb::RetryInfo")
        .extern_path(".google.rpc.PreconditionFailure", "::tonic_types::pb::PreconditionFailure")
        .extern_path(".google.rpc.BadRequest", "::tonic_types::pb::BadRequest")
        .extern_path(".google.rpc.RequestInfo", "::tonic_types::pb::RequestInfo")
        .compile_fds(descriptors)?;
    Ok(())
}
