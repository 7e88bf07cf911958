//! Taking returned goods in.

use o2c_kernel::{Quantity, cumulative_share};

use super::Floor;
use crate::domain::{
    fact::{Fact, Returned, ReturnedLine},
    goods_return::{AuthorizedLine, Disposition, GoodsReturn, GoodsReturnLine, ReturnAuthorization},
    ids::{WarehouseId, stock_level_id},
    quantities::{minus, plus},
    refusal::Refusal,
    stock_move::{Location, MoveKind, StockMove},
};

/// What came back, each with what inspection found; no lines = all that is still to come, as it was authorised.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReturnedGoods {
    pub lines: Vec<(i32, Quantity, Disposition)>,
}

impl Floor {
    /// Restocked goods go to those who wait; scrapped ones never reach the shelf. What is credited is the head share of
    /// the authorised line, so that several deliveries add up to it.
    pub fn receive_return(
        &mut self,
        authorization: &mut ReturnAuthorization,
        warehouse: WarehouseId,
        goods: &ReturnedGoods,
    ) -> Result<GoodsReturn, Refusal> {
        let chosen = chosen(authorization, goods)?;
        let mut returned = Vec::with_capacity(chosen.len());
        for (line, quantity, disposition) in &chosen {
            let with = plus(line.received, *quantity);
            let credit_net = cumulative_share(line.credit_net, line.quantity, line.received, with)?;
            let restocked = *disposition == Disposition::Restock && !line.service;
            if let Some(level) = self.levels.get(stock_level_id(warehouse, line.product)).filter(|_| restocked) {
                level.on_hand.checked_add(*quantity)?;
            }
            returned.push(ReturnedLine {
                return_line_number: line.line_number,
                order_line_number: line.order_line_number,
                product: line.product,
                quantity: *quantity,
                restocked,
                credit_net,
                at_order_price: line.at_order_price,
            });
        }
        let goods_return = GoodsReturn {
            id: (self.fresh.goods_return)(),
            return_id: authorization.id,
            order: authorization.order,
            warehouse,
            received_on: self.today,
            lines: returned.iter().map(line_of).collect(),
        };

        for ((line, quantity, _), back) in chosen.iter().zip(&returned) {
            if !line.service {
                self.come_back(authorization, warehouse, back)?;
            }
            if let Some(line) = authorization.lines.iter_mut().find(|known| known.line_number == line.line_number) {
                line.received = plus(line.received, *quantity);
            }
        }
        self.tell(Fact::GoodsReturned(Box::new(Returned {
            goods_return: goods_return.id,
            return_id: authorization.id,
            order: authorization.order,
            customer: authorization.customer,
            received_on: self.today,
            reason: authorization.reason.clone(),
            lines: returned,
        })));
        Ok(goods_return)
    }

    fn come_back(
        &mut self,
        authorization: &ReturnAuthorization,
        warehouse: WarehouseId,
        back: &ReturnedLine,
    ) -> Result<(), Refusal> {
        let (to, kind) = if back.restocked {
            (Location::Warehouse(warehouse), MoveKind::Return)
        } else {
            (Location::Loss, MoveKind::Scrap)
        };
        let id_of_move = self.next_move();
        self.moves.push(StockMove {
            id: id_of_move,
            product: back.product,
            quantity: back.quantity,
            from: Location::Customer,
            to,
            kind,
            document: authorization.id.to_string(),
            lot: String::new(),
            moved_on: self.today,
        });
        if back.restocked {
            let level = self.level(warehouse, back.product);
            self.bring_in(level, back.quantity)?;
        }
        Ok(())
    }
}

fn line_of(line: &ReturnedLine) -> GoodsReturnLine {
    GoodsReturnLine {
        return_line_number: line.return_line_number,
        order_line_number: line.order_line_number,
        quantity: line.quantity,
        restocked: line.restocked,
        credit_net: line.credit_net,
    }
}

/// The lines that came back, each within what is still to come.
fn chosen(
    authorization: &ReturnAuthorization,
    goods: &ReturnedGoods,
) -> Result<Vec<(AuthorizedLine, Quantity, Disposition)>, Refusal> {
    let rest = |line: &AuthorizedLine| minus(line.quantity, line.received);
    if goods.lines.is_empty() {
        let all = authorization.lines.iter().filter(|line| rest(line).is_positive());
        let all: Vec<_> = all.map(|line| (line.clone(), rest(line), line.disposition)).collect();
        return match authorization.lines.first() {
            Some(line) if all.is_empty() => Err(not_returnable(line.line_number, Quantity::ZERO, line.quantity)),
            _ => Ok(all),
        };
    }
    let mut chosen = Vec::with_capacity(goods.lines.len());
    for (line_number, quantity, disposition) in &goods.lines {
        let line = authorization.lines.iter().find(|line| line.line_number == *line_number);
        let returnable = line.map_or(Quantity::ZERO, rest);
        match line {
            Some(line) if *quantity <= returnable => chosen.push((line.clone(), *quantity, *disposition)),
            _ => return Err(not_returnable(*line_number, returnable, *quantity)),
        }
    }
    Ok(chosen)
}

fn not_returnable(line_number: i32, returnable: Quantity, quantity: Quantity) -> Refusal {
    Refusal::QuantityNotReturnable { line_number, returnable, quantity }
}
