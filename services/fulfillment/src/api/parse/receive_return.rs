//! `ReceiveReturnRequest`.

use o2c_kernel::Violations;
use o2c_proto::fulfillment::v1 as proto;
use o2c_rpc::parse;

use super::{MAX_LINES, unique_lines};
use crate::{
    app::receive_returns::ReceiveReturn,
    domain::{ReturnedGoods, goods_return::Disposition},
};

pub(in crate::api) fn receive_return(message: proto::ReceiveReturnRequest) -> Result<ReceiveReturn, Violations> {
    let mut v = Violations::default();
    let return_id = parse::id(&mut v, "return_id", &message.return_id);
    let warehouse = parse::id(&mut v, "warehouse_id", &message.warehouse_id);
    let lines = parse::list(&mut v, "lines", message.lines, 0..=MAX_LINES, |v, line| {
        let number = parse::in_range(v, "return_line_number", line.return_line_number, 1..=i32::MAX);
        let quantity = parse::positive_quantity(v, "quantity", line.quantity);
        let disposition =
            match parse::known_enum::<proto::InspectionResult>(v, "inspection_result", line.inspection_result)? {
                proto::InspectionResult::Scrap => Disposition::Scrap,
                proto::InspectionResult::Restock | proto::InspectionResult::Unspecified => Disposition::Restock,
            };
        Some((number?, quantity?, disposition))
    });
    if let Some(lines) = &lines {
        unique_lines(&mut v, "lines", lines, |line| line.0);
    }
    parse::finish(v, || {
        Some(ReceiveReturn { return_id: return_id?, warehouse: warehouse?, goods: ReturnedGoods { lines: lines? } })
    })
}
