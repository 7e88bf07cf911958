//! Goods come in.

use o2c_kernel::Quantity;

use super::Floor;
use crate::domain::{
    ids::{ProductId, StockLevelId, StockMoveId, WarehouseId},
    refusal::Refusal,
    stock_level::StockLevel,
    stock_move::{Location, MoveKind, StockMove},
};

impl Floor {
    /// The level of a product in a warehouse, made where there is none yet.
    pub fn level(&mut self, warehouse: WarehouseId, product: ProductId) -> StockLevelId {
        let empty = StockLevel::empty(warehouse, product);
        let id = empty.id;
        if self.levels.get(id).is_none() {
            self.levels.add(id, empty);
        }
        id
    }

    /// From a supplier; those who wait get theirs first.
    pub fn receive(&mut self, id: StockLevelId, quantity: Quantity, lot: &str, reference: &str) -> Result<(), Refusal> {
        let Some(level) = self.levels.get(id) else { return Ok(()) };
        level.on_hand.checked_add(quantity)?;
        let (warehouse, product) = (level.warehouse, level.product);

        self.bring_in(id, quantity)?;
        let id_of_move = self.next_move();
        self.moves.push(StockMove {
            id: id_of_move,
            product,
            quantity,
            from: Location::Supplier,
            to: Location::Warehouse(warehouse),
            kind: MoveKind::Receipt,
            document: reference.to_owned(),
            lot: lot.to_owned(),
            moved_on: self.today,
        });
        Ok(())
    }

    /// Puts goods on the shelf and gives them to those who wait.
    pub(super) fn bring_in(&mut self, id: StockLevelId, quantity: Quantity) -> Result<(), Refusal> {
        if let Some(level) = self.levels.change(id) {
            level.bring_in(quantity)?;
        }
        self.serve(id);
        Ok(())
    }

    pub(super) fn next_move(&self) -> StockMoveId {
        (self.fresh.stock_move)()
    }
}
