//! A process of its own, as far as a test needs one: a runtime that can be stopped in the middle of whatever it does,
//! and go on later or never.

use std::sync::mpsc;

use tokio::runtime::{Builder, Runtime};

#[derive(Debug)]
pub struct Process {
    runtime: Option<Runtime>,
}

/// A process that stands still while this is held.
#[derive(Debug)]
pub struct Paused(#[expect(dead_code, reason = "the process goes on when it is dropped")] mpsc::Sender<()>);

impl Process {
    /// One thread: whatever stops it stops everything.
    pub fn start() -> Process {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        Process { runtime: Some(runtime) }
    }

    /// Runs something in it to its end.
    pub async fn run<T: Send + 'static>(&self, task: impl Future<Output = T> + Send + 'static) -> T {
        let runtime = self.runtime.as_ref().expect("a process that lives");
        runtime.spawn(task).await.expect("a task that ends")
    }

    /// Stops it where it stands: its timers, its connections, its leases' renewal.
    pub async fn pause(&self) -> Paused {
        let (resume, wait) = mpsc::channel::<()>();
        let (stands, standing) = tokio::sync::oneshot::channel();
        let runtime = self.runtime.as_ref().expect("a process that lives");
        runtime.spawn(async move {
            let _ = stands.send(());
            let _ = wait.recv();
        });
        standing.await.expect("a process that stands");
        Paused(resume)
    }

    /// Ends it where it stands: nothing of it is run any more.
    pub fn kill(mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
