//! The binary. Everything is in the library, so that tests run the same code.

use std::process::ExitCode;

// The default allocator keeps what a day of the demo has freed; this one gives it back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    o2c_kernel::failpoint::configure();
    o2c::cli::run().await
}
