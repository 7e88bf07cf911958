//! The service under test: `o2c.runtime.v1.RuntimeService`, answering whatever a test wants, behind the server stack.

use std::sync::Arc;

use futures::future::BoxFuture;
use o2c_kernel::{Call, Clock, Zone};
use o2c_proto::runtime::v1::{
    Backlog, GetBacklogRequest,
    runtime_service_client::RuntimeServiceClient,
    runtime_service_server::{RuntimeService, RuntimeServiceServer},
};
use o2c_rpc::{
    Contract, Transport, call,
    server::{ServerConfig, stack},
};
use tonic::{Request, Response, Status, service::Routes};

/// What the handler does.
type Answer = Arc<dyn Fn(Call) -> BoxFuture<'static, Result<Backlog, Status>> + Send + Sync>;

struct Subject(Answer);

#[tonic::async_trait]
impl RuntimeService for Subject {
    async fn get_backlog(&self, request: Request<GetBacklogRequest>) -> Result<Response<Backlog>, Status> {
        let call = call(&request, &Clock::system(), &Zone::UTC)?;
        (self.0)(call).await.map(Response::new)
    }
}

pub fn contract() -> Arc<Contract> {
    Arc::new(Contract::load(o2c_proto::DESCRIPTORS).unwrap())
}

/// A server with its stack, in this process.
pub fn server<F>(config: &ServerConfig, answer: impl Fn(Call) -> F + Send + Sync + 'static) -> Transport
where
    F: Future<Output = Result<Backlog, Status>> + Send + 'static,
{
    server_under(config, contract(), answer)
}

/// The same, under another contract.
pub fn server_under<F>(
    config: &ServerConfig,
    contract: Arc<Contract>,
    answer: impl Fn(Call) -> F + Send + Sync + 'static,
) -> Transport
where
    F: Future<Output = Result<Backlog, Status>> + Send + 'static,
{
    stack(Routes::new(RuntimeServiceServer::new(subject(answer))), config, contract)
}

/// The service by itself, for a stack of the test's own.
pub fn subject<F>(answer: impl Fn(Call) -> F + Send + Sync + 'static) -> impl RuntimeService
where
    F: Future<Output = Result<Backlog, Status>> + Send + 'static,
{
    Subject(Arc::new(move |call| Box::pin(answer(call))))
}

/// Asks once, without metadata.
pub async fn ask(transport: &Transport) -> Result<Response<Backlog>, Status> {
    ask_with(transport, |_| {}).await
}

/// Asks once, with what `prepare` puts into the request.
pub async fn ask_with(
    transport: &Transport,
    prepare: impl FnOnce(&mut Request<GetBacklogRequest>),
) -> Result<Response<Backlog>, Status> {
    let mut request = Request::new(GetBacklogRequest { wait_milliseconds: 0 });
    prepare(&mut request);
    RuntimeServiceClient::new(transport.clone()).get_backlog(request).await
}

/// A contract in which the runtime service's options read otherwise.
pub fn contract_where(from: &str, to: &str) -> Contract {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../proto");
    let file = "o2c/runtime/v1/runtime_service.proto";
    let original = std::fs::read_to_string(format!("{root}/{file}")).unwrap();
    assert!(original.contains(from), "the text to replace is not there");

    let changed = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(changed.path().join("o2c/runtime/v1")).unwrap();
    std::fs::write(changed.path().join(file), original.replace(from, to)).unwrap();
    let include = changed.path().to_str().unwrap();
    let mut compiler = protox::Compiler::new([include, root]).unwrap();
    compiler.include_imports(true).open_file(file).unwrap();
    Contract::load(&compiler.encode_file_descriptor_set()).unwrap()
}

/// A request as a handler gets it, with everything that the layers put there, but with a message of the test's own.
pub async fn through_the_stack<M>(message: M) -> Request<M> {
    struct Catch(tokio::sync::mpsc::UnboundedSender<Request<GetBacklogRequest>>);

    #[tonic::async_trait]
    impl RuntimeService for Catch {
        async fn get_backlog(&self, request: Request<GetBacklogRequest>) -> Result<Response<Backlog>, Status> {
            self.0.send(request).unwrap();
            Ok(Response::new(Backlog::default()))
        }
    }

    let (sender, mut requests) = tokio::sync::mpsc::unbounded_channel();
    let routes = Routes::new(RuntimeServiceServer::new(Catch(sender)));
    ask(&stack(routes, &ServerConfig::default(), contract())).await.unwrap();
    requests.recv().await.unwrap().map(|_| message)
}
