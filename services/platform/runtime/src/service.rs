//! What the runtime needs to know of a service.

use std::{error::Error, sync::Arc};

use futures::future::BoxFuture;
use o2c_audit::Audit;
use o2c_messaging::{Consumer, Envelope, Outbox};
use o2c_saga::{Backlog, SagaError, Sagas};
use o2c_store::{GaugeQuery, Store, Tx};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::service::RoutesBuilder;

/// A service of one bounded context.
pub trait Service: Send + Sync + 'static {
    /// Such as `orders`: the name of its database, its facts and its consumer.
    fn name(&self) -> &'static str;

    /// The full names of what it serves, such as `o2c.orders.v1.OrdersService`.
    fn grpc_services(&self) -> &'static [&'static str];

    fn mount(self: Arc<Self>, routes: &mut RoutesBuilder);

    fn store(&self) -> &Store;

    /// The outbox that its use cases publish with.
    fn outbox(&self) -> &Outbox;

    /// Its one consumer, over all producers that concern it.
    fn consumer(self: Arc<Self>) -> Option<Consumer> {
        None
    }

    /// After a restore: does again what its own facts say was done, as far as nobody else causes it once more.
    fn redoing(self: Arc<Self>) -> Option<Consumer> {
        None
    }

    /// After a restore, in the transaction that takes its own facts back: lets no number be given out a second time that
    /// they carry.
    fn taken_back<'a>(&'a self, tx: &'a Tx, facts: &'a [Envelope]) -> BoxFuture<'a, Result<(), OpenError>> {
        let _ = (tx, facts);
        Box::pin(async { Ok(()) })
    }

    /// Starts a runner for each of its sagas.
    fn start_sagas(self: Arc<Self>, stop: CancellationToken) -> Result<Vec<JoinHandle<()>>, OpenError> {
        drop(stop);
        Ok(Vec::new())
    }

    /// Starts what it does by itself beside facts and sagas. Each task ends after the work in hand once it is told to stop.
    fn start_workers(self: Arc<Self>, stop: CancellationToken) -> Vec<JoinHandle<()>> {
        drop(stop);
        Vec::new()
    }

    /// Its sagas that have not ended.
    fn saga_backlog(&self) -> BoxFuture<'_, Result<Backlog, SagaError>> {
        Box::pin(async { Ok(Backlog::default()) })
    }

    /// How its sagas are told apart, for gauges.
    fn sagas(&self) -> Option<&Sagas> {
        None
    }

    /// What of its business is to be seen at any time. Read whenever somebody looks at the metrics, so each reads an index
    /// that holds little.
    fn gauges(&self) -> &'static [GaugeQuery] {
        &[]
    }

    fn audit(&self) -> Box<dyn Audit>;
}

/// Why a service does not start.
pub type OpenError = Box<dyn Error + Send + Sync>;

/// What a crate's `open` answers.
pub type Opened = BoxFuture<'static, Result<Arc<dyn Service>, OpenError>>;
