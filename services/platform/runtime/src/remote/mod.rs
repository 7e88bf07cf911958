//! Services that run in other processes, as this one sees them.

mod backlog;
mod clock;
mod front;
mod heads;

use o2c_rpc::Transport;

pub use front::front;
pub use heads::RemoteHeads;

/// A process of the mesh, under the name of a service that it runs.
#[derive(Clone, Debug)]
pub struct Peer {
    pub service: String,
    /// Through the client stack.
    pub transport: Transport,
}
