//! `CreateWarehouseRequest`, `GetWarehouseRequest`.

use o2c_kernel::Violations;
use o2c_proto::fulfillment::v1 as proto;
use o2c_rpc::parse;

use super::{MAX_CODE, MAX_TEXT};
use crate::{app::create_warehouses::CreateWarehouse, domain::ids::WarehouseId};

pub(in crate::api) fn create_warehouse(message: proto::CreateWarehouseRequest) -> Result<CreateWarehouse, Violations> {
    let mut v = Violations::default();
    let command = parse::nested(&mut v, "warehouse", message.warehouse, |v, warehouse| {
        let code = parse::text(v, "code", warehouse.code, MAX_CODE);
        let name = parse::optional_text(v, "name", warehouse.name, MAX_TEXT);
        let address = parse::optional_address(v, "address", warehouse.address);
        Some(CreateWarehouse { code: code?, name: name?, address: address? })
    });
    parse::finish(v, || command)
}

pub(in crate::api) fn get_warehouse(message: proto::GetWarehouseRequest) -> Result<WarehouseId, Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "warehouse_id", &message.warehouse_id);
    parse::finish(v, || id)
}
