//! Whatever comes in whatever order: the laws hold, and an error has changed nothing.

use o2c_kernel::Money;
use proptest::prelude::*;

use super::build::{anna, now, order_in, units};
use crate::domain::{Cancellation, LineQuantity, Order, OrderFact, OrderState, Refusal};

#[derive(Clone, Debug)]
enum Step {
    Ship(i32, i64),
    Deliver(i32, i64),
    Cancel(i32, i64),
    CancelAll,
    Allocate(i32, i64),
}

fn step() -> impl Strategy<Value = Step> {
    let part = || (0..4_i32, 0..7_i64);
    prop_oneof![
        part().prop_map(|(line, n)| Step::Ship(line, n)),
        part().prop_map(|(line, n)| Step::Deliver(line, n)),
        part().prop_map(|(line, n)| Step::Cancel(line, n)),
        Just(Step::CancelAll),
        part().prop_map(|(line, n)| Step::Allocate(line, n)),
    ]
}

fn one(line: i32, n: i64) -> Vec<LineQuantity> {
    vec![LineQuantity { line, quantity: units(n) }]
}

/// Others ship no more than is open and deliver no more than is shipped: that much is their word.
fn take(order: &mut Order, step: &Step) -> Result<Vec<OrderFact>, Refusal> {
    match step {
        Step::Ship(line, n) => {
            let open = order.line(*line)?.cancellable()?;
            let quantity = units(*n).min(open);
            order.shipped(&[LineQuantity { line: *line, quantity }]).map(|fact| fact.into_iter().collect())
        }
        Step::Deliver(line, n) => {
            let progress = order.line(*line)?.progress;
            let quantity = units(*n).min(progress.shipped.checked_sub(progress.delivered)?);
            order.delivered(&[LineQuantity { line: *line, quantity }]).map(|fact| fact.into_iter().collect())
        }
        Step::Cancel(line, n) => cancel(order, &one(*line, *n)),
        Step::CancelAll => cancel(order, &[]),
        Step::Allocate(line, n) => order.allocated(&one(*line, *n)).map(|fact| fact.into_iter().collect()),
    }
}

fn cancel(order: &mut Order, lines: &[LineQuantity]) -> Result<Vec<OrderFact>, Refusal> {
    match order.cancel(lines, "NOT_WANTED", &anna(), now())? {
        Cancellation::Done(facts) => Ok(facts),
        Cancellation::Asked(asked) => order.apply_cancellation(&asked, "NOT_WANTED"),
    }
}

proptest! {
    #[test]
    fn the_laws_hold_and_shares_add_up(steps in proptest::collection::vec(step(), 1..30)) {
        let mut order = order_in(OrderState::Confirmed);
        let (mut net, mut gross) = (Money::zero(order.currency), Money::zero(order.currency));
        for step in &steps {
            let before = order.clone();
            match take(&mut order, step) {
                Err(_) => prop_assert_eq!(&order, &before, "a refused command changed something"),
                Ok(facts) => {
                    for fact in facts {
                        if let OrderFact::LinesCancelled { lines, .. } = fact {
                            for line in lines {
                                net = net.checked_add(line.net_amount).unwrap();
                                gross = gross.checked_add(line.gross_estimate).unwrap();
                            }
                        }
                    }
                }
            }
            for line in &order.lines {
                prop_assert_eq!(line.breach().unwrap(), None);
            }
            prop_assert_eq!(order.recomputed().unwrap(), (order.statuses, order.state));
        }
        let cancelled = Money::sum(order.currency, order.lines.iter().map(|line| line.progress.cancelled_net)).unwrap();
        prop_assert_eq!(cancelled, net);
        // What credit holds, what was given back and what was shipped are the whole estimate.
        let shipped = order.lines.iter().map(|line| {
            let zero = units(0);
            o2c_kernel::cumulative_share(line.progress.gross_estimate, line.terms.quantity, zero, line.progress.shipped).unwrap()
        });
        let shipped = Money::sum(order.currency, shipped.collect::<Vec<_>>()).unwrap();
        let whole = order.open_estimate().unwrap().checked_add(gross).unwrap().checked_add(shipped).unwrap();
        prop_assert_eq!(Some(whole), order.gross_estimate);
    }
}
