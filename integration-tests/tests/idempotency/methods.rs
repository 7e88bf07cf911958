//! The methods that change something, as the contract lists them.

use o2c_proto::common::v1::Idempotency;
use o2c_rpc::Contract;
use prost_reflect::{DescriptorPool, MethodDescriptor};

/// One method of the contract.
#[derive(Clone)]
pub struct Method {
    /// Such as `o2c.orders.v1.OrdersService.SubmitOrder`.
    pub name: String,
    /// Such as `/o2c.orders.v1.OrdersService/SubmitOrder`.
    pub path: String,
    pub idempotency: Idempotency,
    pub internal: bool,
    pub descriptor: MethodDescriptor,
}

impl Method {
    /// Whether the request is a list of items, each with a `request_id` of its own.
    pub fn is_batch(&self) -> bool {
        self.descriptor.name().starts_with("Batch")
    }
}

/// Every such method, service by service, in the order in which the contract declares them.
pub fn mutating() -> Vec<Method> {
    all().into_iter().filter(|method| method.idempotency != Idempotency::ReadOnly).collect()
}

/// Every public method that changes nothing.
pub fn reading() -> Vec<Method> {
    let reads = |method: &Method| method.idempotency == Idempotency::ReadOnly && !method.internal;
    all().into_iter().filter(reads).collect()
}

fn all() -> Vec<Method> {
    let contract = Contract::load(o2c_proto::DESCRIPTORS).unwrap();
    let pool = DescriptorPool::decode(o2c_proto::DESCRIPTORS).unwrap();
    let services = pool.services().filter(|service| service.package_name().starts_with("o2c."));
    let methods = services.flat_map(|service| service.methods().collect::<Vec<_>>());
    let all = methods.map(|descriptor| {
        let path = format!("/{}/{}", descriptor.parent_service().full_name(), descriptor.name());
        let access = contract.access(&path).unwrap();
        let (idempotency, internal) = (access.idempotency, access.internal);
        Method { name: descriptor.full_name().to_owned(), path, idempotency, internal, descriptor }
    });
    all.collect()
}
