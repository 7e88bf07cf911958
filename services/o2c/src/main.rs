//! The binary. Everything is in the library, so that tests run the same code.

use std::process::ExitCode;

// glibc's allocator serves a book in SQLite with a third less memory than this one, as fast. That of musl, on which the
// static image stands, is no choice for many threads.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    o2c_kernel::failpoint::configure();
    o2c::cli::run().await
}
