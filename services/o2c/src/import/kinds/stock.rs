//! Stock on hand: what lies in the warehouses on the day of the cut-over.

use futures::future::BoxFuture;
use o2c_kernel::{Quantity, Violations};
use o2c_proto::{
    BatchResponse,
    fulfillment::v1::{BatchReceiveStockRequest, ReceiveStockRequest},
};
use o2c_rpc::wire;

use super::{
    TEXT,
    batch::{batch, taken},
};
use crate::import::{
    column::{Column, optional, required},
    document::Document,
    kind::{Answer, Kind, Mode},
    office::{Office, Undecided, decided, unknown},
    row::Cells,
    totals::Amount,
};

pub struct Stock;

#[derive(Clone, Debug)]
pub struct Item {
    warehouse: String,
    sku: String,
    quantity: Quantity,
    lot: String,
    reference: String,
}

impl Kind for Stock {
    const COLUMNS: &'static [Column] = &[
        required("warehouse", "MAIN"),
        required("sku", "KETTLE"),
        required("quantity", "120"),
        optional("lot", ""),
        optional("reference", "count of 2025-12-31"),
    ];

    type Item = Item;

    fn read(cells: &mut Cells<'_>) -> Option<Item> {
        let warehouse = cells.text("warehouse", TEXT);
        let sku = cells.text("sku", TEXT);
        let quantity = cells.quantity("quantity");
        let lot = cells.text("lot", TEXT);
        let reference = cells.text("reference", TEXT);
        Some(Item { warehouse: warehouse?, sku: sku?, quantity: quantity?, lot: lot?, reference: reference? })
    }

    fn key(items: &[Item]) -> String {
        items.iter().map(|item| format!("{} of {}, lot `{}`", item.sku, item.warehouse, item.lot)).collect()
    }

    fn amount(item: &Item) -> Option<Amount> {
        Some(Amount { unit: "quantity".to_owned(), value: item.quantity.to_decimal() })
    }

    fn send<'a>(
        office: &'a Office,
        documents: &'a [Document<Item>],
        mode: Mode,
    ) -> BoxFuture<'a, Result<Vec<Answer>, Undecided>> {
        Box::pin(async move {
            let items = || documents.iter().flat_map(|document| document.items());
            let products = office.products(items().map(|item| item.sku.as_str()).collect()).await?;
            let warehouses = office.warehouses().await?;
            let request = |document: &Document<Item>| {
                let mut violations = Violations::default();
                let Some(item) = document.items().first() else { return Err(violations) };
                let (product, warehouse) = (products.get(&item.sku), warehouses.get(&item.warehouse));
                if product.is_none() {
                    unknown(&mut violations, "sku", &item.sku);
                }
                if warehouse.is_none() {
                    unknown(&mut violations, "warehouse", &item.warehouse);
                }
                let (Some(product), Some(warehouse)) = (product, warehouse) else { return Err(violations) };
                Ok(ReceiveStockRequest {
                    request_id: office.row_id(document.number()),
                    warehouse_id: warehouse.clone(),
                    product_id: product.product_id.clone(),
                    quantity: Some(wire::decimal_quantity(item.quantity)),
                    lot: item.lot.clone(),
                    reference: item.reference.clone(),
                })
            };
            let send = |requests| async move {
                let message = BatchReceiveStockRequest { requests, validate_only: mode == Mode::Check };
                let answer = office.desk.fulfillment.clone().batch_receive_stock(office.caller.ask(message)).await?;
                decided(answer.into_inner().into_results(), Self::COLUMNS)
            };
            batch(documents, request, send, taken::<Self, _>).await
        })
    }
}
