//! Whose trail is asked for.

use o2c_kernel::Violations;
use o2c_proto::analytics::v1::GetOrderTrailRequest;
use o2c_rpc::parse;

use crate::domain::OrderId;

pub fn parse(message: GetOrderTrailRequest) -> Result<OrderId, Violations> {
    let mut v = Violations::default();
    let order = parse::id(&mut v, "order_id", &message.order_id);
    parse::finish(v, || order)
}
