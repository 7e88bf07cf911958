//! Stock in: what suppliers bring, and the write-offs of the day. A write-off beyond stock first receives what is missing.

use std::collections::BTreeMap;

use o2c_kernel::{Date, Quantity};
use o2c_proto::fulfillment::v1::{
    AdjustStockRequest, BatchAdjustStockRequest, BatchReceiveStockRequest, ListStockLevelsRequest, ReceiveStockRequest,
};

use super::{World, plan::StockPlan};
use crate::demo::{
    desk::{Person, all_accepted, explained},
    input::ProductIndex,
    wire::{decimal_quantity, quantity},
};

const BATCH: usize = 500;

impl World {
    /// Takes in what the suppliers bring.
    pub async fn receive_supply(&mut self, today: Date) -> anyhow::Result<()> {
        let receipts: Vec<(ProductIndex, Quantity)> = self.supply.on(today).to_vec();
        self.receive(today, "supply", &receipts).await
    }

    /// What the day's write-offs need beyond what is there.
    pub async fn plan_stock(&mut self, today: Date) -> anyhow::Result<StockPlan> {
        let mut wanted: BTreeMap<ProductIndex, i64> = BTreeMap::new();
        for adjustment in self.input.days.get(&today).map_or(&[][..], |day| &day.adjustments) {
            let sum = wanted.entry(adjustment.product).or_default();
            *sum = sum.saturating_add(adjustment.quantity.micros());
        }
        let products: Vec<ProductIndex> = wanted.keys().copied().collect();
        let mut plan = StockPlan::default();
        for batch in products.chunks(BATCH) {
            let on_hand = self.on_hand(batch).await?;
            for product in batch {
                let needed = wanted.get(product).copied().unwrap_or(0);
                let missing = needed.saturating_sub(on_hand.get(product).copied().unwrap_or(0));
                if missing > 0 {
                    plan.missing.push((*product, missing));
                }
            }
        }
        Ok(plan)
    }

    /// Receives what is missing, then writes off.
    pub async fn adjust_stock(&mut self, today: Date, plan: &StockPlan) -> anyhow::Result<()> {
        let missing: Vec<(ProductIndex, Quantity)> =
            plan.missing.iter().map(|(product, micros)| (*product, Quantity::from_micros(*micros))).collect();
        self.receive(today, "missing", &missing).await?;

        let adjustments = self.input.days.get(&today).map_or(&[][..], |day| &day.adjustments);
        let requests: Vec<AdjustStockRequest> = adjustments
            .iter()
            .enumerate()
            .map(|(index, adjustment)| {
                let change = adjustment.quantity.checked_neg()?;
                Ok(AdjustStockRequest {
                    request_id: self.chance.id(&format!("{today}/{}/{index}", adjustment.document), "write-off"),
                    warehouse_id: self.warehouse_id.clone(),
                    product_id: self.products.of(adjustment.product),
                    quantity_change: Some(decimal_quantity(change)),
                    reason: format!("stock adjustment {}", adjustment.document),
                })
            })
            .collect::<anyhow::Result<_>>()?;
        for batch in requests.chunks(BATCH) {
            let request = BatchAdjustStockRequest { requests: batch.to_vec() };
            let request = self.desk.ask(Person::Warehouse, request);
            let response = self.desk.fulfillment.batch_adjust_stock(request).await.map_err(explained)?.into_inner();
            all_accepted("a stock adjustment", o2c_proto::BatchResponse::into_results(response))?;
        }
        Ok(())
    }

    async fn receive(&mut self, today: Date, why: &str, receipts: &[(ProductIndex, Quantity)]) -> anyhow::Result<()> {
        for batch in receipts.chunks(BATCH) {
            let requests = batch.iter().map(|(product, received)| {
                let product_id = self.products.of(*product);
                let code = self.input.products.get(*product).map_or("", |product| product.code.as_str());
                ReceiveStockRequest {
                    request_id: self.chance.id(&format!("{today}/{code}"), why),
                    warehouse_id: self.warehouse_id.clone(),
                    product_id,
                    quantity: Some(decimal_quantity(*received)),
                    lot: String::new(),
                    reference: format!("{why} {today}"),
                }
            });
            let request = BatchReceiveStockRequest { requests: requests.collect(), validate_only: false };
            let request = self.desk.ask(Person::Warehouse, request);
            let response = self.desk.fulfillment.batch_receive_stock(request).await.map_err(explained)?.into_inner();
            all_accepted("a stock receipt", o2c_proto::BatchResponse::into_results(response))?;
        }
        Ok(())
    }

    async fn on_hand(&mut self, products: &[ProductIndex]) -> anyhow::Result<BTreeMap<ProductIndex, i64>> {
        let request = ListStockLevelsRequest {
            warehouse_id: self.warehouse_id.clone(),
            page_size: crate::demo::desk::PAGE,
            page_token: String::new(),
            product_ids: products.iter().map(|product| self.products.of(*product)).collect(),
        };
        let request = self.desk.ask(Person::Warehouse, request);
        let page = self.desk.fulfillment.list_stock_levels(request).await.map_err(explained)?.into_inner();
        let mut levels = BTreeMap::new();
        for level in page.stock_levels {
            if let Some(product) = self.products.index(&level.product_id) {
                levels.insert(product, quantity(level.on_hand.as_ref())?.micros());
            }
        }
        Ok(levels)
    }
}
