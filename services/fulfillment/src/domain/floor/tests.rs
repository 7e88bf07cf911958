//! Whatever is done to the floor in whatever order: the laws hold after every command, and a refused command has
//! changed nothing.

use o2c_kernel::{Currency, Date, Id, Instant, Money, Quantity};
use proptest::prelude::*;

use super::{CreditAnswers, Floor, FreshIds, Picked, ReturnedGoods};
use crate::domain::{
    allocation::{Allocate, Release, WantedLine},
    fact::Fact,
    goods_return::{AuthorizedLine, Disposition, ReturnAuthorization},
    ids::{OrderId, ProductId, ShipmentId, WarehouseId, stock_level_id},
    order::{Confirmed, Order, OrderLine},
    quantities::total,
    refusal::Refusal,
    shipment::{Kind, State},
};

fn id<K>(number: u128) -> Id<K> {
    Id::parse(&format!("00000000-0000-0000-0000-{number:012x}")).unwrap()
}

fn units(number: i64) -> Quantity {
    Quantity::from_units(number).unwrap()
}

fn warehouse() -> WarehouseId {
    id(1)
}

/// Two stocked products and a service.
fn product(number: usize) -> ProductId {
    id(10 + number as u128)
}

fn order(number: usize) -> OrderId {
    id(100 + number as u128)
}

fn an_empty_floor() -> Floor {
    let fresh = FreshIds { shipment: Id::new, stock_move: Id::new, goods_return: Id::new };
    let mut floor = Floor::new(Date::parse("2011-01-04").unwrap(), Instant::from_micros(1), fresh);
    for number in 0..3 {
        floor.load_order(Order::unknown(order(number)));
    }
    for number in 0..2 {
        floor.level(warehouse(), product(number));
    }
    floor
}

/// Line 1 and 2 are goods, line 3 is a service.
fn wanted(quantities: &[i64; 3]) -> Vec<WantedLine> {
    let lines = (1..).zip(quantities).filter(|(_, quantity)| **quantity > 0);
    let line = |(line_number, quantity): (i32, &i64)| WantedLine {
        line_number,
        product: product(usize::try_from(line_number).unwrap() - 1),
        quantity: units(*quantity),
        service: line_number == 3,
    };
    lines.map(line).collect()
}

fn confirmed(lines: &[WantedLine], ship_complete: bool) -> Confirmed {
    let lines = lines.iter().map(|line| OrderLine {
        line_number: line.line_number,
        product: line.product,
        sku: "SKU".into(),
        service: line.service,
        quantity: line.quantity,
        gross_estimate: Money::new(1_001, Currency::GBP),
    });
    Confirmed {
        number: "SO-1".into(),
        customer: id(7),
        ship_to: None,
        currency: Currency::GBP,
        ship_complete,
        lines: lines.collect(),
    }
}

#[derive(Clone, Debug)]
enum Command {
    Receive(usize, i64),
    Adjust(usize, i64),
    Allocate { order: usize, attempt: u128, lines: [i64; 3] },
    Confirm(usize, [i64; 3], bool),
    ReleaseAttempt(usize, u128),
    ReleaseLine(usize, i32, i64),
    Hold(usize, bool),
    Release(usize),
    Pick(usize, Option<i64>),
    Pack(usize),
    Ship(usize),
    Deliver(usize),
    Cancel(usize),
}

fn command() -> impl Strategy<Value = Command> {
    let lines = || [0..6_i64, 0..6_i64, 0..3_i64];
    prop_oneof![
        (0..2_usize, 1..10_i64).prop_map(|(product, quantity)| Command::Receive(product, quantity)),
        (0..2_usize, -6..6_i64).prop_map(|(product, change)| Command::Adjust(product, change)),
        (0..3_usize, 0..4_u128, lines()).prop_map(|(order, attempt, lines)| Command::Allocate {
            order,
            attempt,
            lines
        }),
        (0..3_usize, lines(), any::<bool>())
            .prop_map(|(order, lines, complete)| Command::Confirm(order, lines, complete)),
        (0..3_usize, 0..4_u128).prop_map(|(order, attempt)| Command::ReleaseAttempt(order, attempt)),
        (0..3_usize, 1..4_i32, 1..4_i64)
            .prop_map(|(order, line, quantity)| Command::ReleaseLine(order, line, quantity)),
        (0..3_usize, any::<bool>()).prop_map(|(order, placed)| Command::Hold(order, placed)),
        (0..4_usize).prop_map(Command::Release),
        (0..4_usize, prop::option::of(0..4_i64)).prop_map(|(shipment, found)| Command::Pick(shipment, found)),
        (0..4_usize).prop_map(Command::Pack),
        (0..4_usize).prop_map(Command::Ship),
        (0..4_usize).prop_map(Command::Deliver),
        (0..4_usize).prop_map(Command::Cancel),
    ]
}

fn shipment(floor: &Floor, number: usize) -> ShipmentId {
    floor.shipments.keys().nth(number).unwrap_or(id(999))
}

fn credit() -> CreditAnswers {
    let mut answers = CreditAnswers::default();
    (0..3).for_each(|number| answers.approve(order(number)));
    answers
}

fn apply(floor: &mut Floor, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::Receive(number, quantity) => {
            floor.receive(stock_level_id(warehouse(), product(*number)), units(*quantity), "", "PO")
        }
        Command::Adjust(_, 0) => Ok(()),
        Command::Adjust(number, change) => {
            floor.adjust(stock_level_id(warehouse(), product(*number)), units(*change), "count")
        }
        Command::Allocate { order: number, attempt, lines } => {
            let (allocation, order, lines) = (id(1_000 + attempt), order(*number), wanted(lines));
            floor.allocate(&Allocate { allocation, order, lines }, Some(warehouse())).map(|_| ())
        }
        Command::Confirm(number, lines, complete) => {
            let _ = floor.confirm(order(*number), confirmed(&wanted(lines), *complete), &[]);
            Ok(())
        }
        Command::ReleaseAttempt(number, attempt) => {
            let (allocation, order) = (id(1_000 + attempt), order(*number));
            floor.release_stock(&Release { allocation, order, reason: String::new(), lines: Vec::new() }).map(|_| ())
        }
        Command::ReleaseLine(number, line, quantity) => {
            let release = Release {
                allocation: id(5_000),
                order: order(*number),
                reason: String::new(),
                lines: vec![(*line, units(*quantity))],
            };
            floor.release_stock(&release).map(|_| ())
        }
        Command::Hold(number, true) => {
            floor.hold(order(*number));
            Ok(())
        }
        Command::Hold(number, false) => {
            floor.release_hold(order(*number));
            Ok(())
        }
        Command::Release(number) => floor.release_shipment(shipment(floor, *number), "", &credit()).map(|_| ()),
        Command::Pick(number, None) => floor.pick(shipment(floor, *number), &Picked::AsPlanned).map(|_| ()),
        Command::Pick(number, Some(found)) => {
            floor.pick(shipment(floor, *number), &Picked::Lines(vec![(1, units(*found))])).map(|_| ())
        }
        Command::Pack(number) => floor.pack(shipment(floor, *number), &[]).map(|_| ()),
        Command::Ship(number) => floor.ship(shipment(floor, *number), "", "", &credit()).map(|_| ()),
        Command::Deliver(number) => floor.deliver(shipment(floor, *number), "door", None).map(|_| ()),
        Command::Cancel(number) => floor.cancel_shipment(shipment(floor, *number), "wrong").map(|_| ()),
    }
}

fn assert_laws(floor: &Floor) {
    for level in floor.levels.values() {
        let of_level = || floor.reservations.values().filter(|one| one.stock_level() == Some(level.id));
        assert!(level.allocated >= Quantity::ZERO && level.allocated <= level.on_hand, "FUL-1 {level:?}");
        assert_eq!(level.allocated, total(of_level().map(|one| one.allocated)), "FUL-1");
        assert_eq!(level.backordered, total(of_level().map(|one| one.backordered())), "FUL-1");
    }
    for reservation in floor.reservations.values() {
        let lines = |wanted: fn(State) -> bool| {
            let of_state = floor.shipments.values().filter(move |shipment| wanted(shipment.state));
            let lines = of_state.flat_map(|shipment| &shipment.lines);
            total(lines.filter(|line| line.reservation == reservation.id).map(|line| line.going()))
        };
        assert_eq!(reservation.planned, lines(State::is_live), "FUL-3 {reservation:?}");
        assert!(reservation.planned <= reservation.allocated, "FUL-3 {reservation:?}");
        assert_eq!(reservation.consumed, lines(State::is_shipped), "FUL-4 {reservation:?}");
        let parts = [reservation.backordered(), reservation.allocated, reservation.consumed, reservation.released];
        assert!(parts.iter().all(|part| !part.is_negative()), "FUL-4 {reservation:?}");
        assert_eq!(total(parts), reservation.requested, "FUL-4 {reservation:?}");
    }
    for level in floor.levels.values() {
        let moved = floor.moves.iter().filter(|one| one.product == level.product).map(|one| {
            if one.to == crate::domain::stock_move::Location::Warehouse(level.warehouse) {
                one.quantity
            } else {
                one.quantity.checked_neg().unwrap()
            }
        });
        assert_eq!(level.on_hand, total(moved), "FUL-2");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_laws_hold_after_every_command(commands in prop::collection::vec(command(), 1..120)) {
        let mut floor = an_empty_floor();
        let mut facts = Vec::new();
        for command in &commands {
            let before = floor.clone();
            if apply(&mut floor, command).is_err() {
                prop_assert_eq!(&before, &floor, "{:?} was refused and changed something", command);
            }
            facts.extend(floor.finish());
            assert_laws(&floor);
        }
        // FUL-5: each shipped shipment told of each of its lines once, and the estimates are shares of the line's
        for shipment in floor.shipments.values().filter(|shipment| shipment.state.is_shipped()) {
            let told: Vec<_> = facts
                .iter()
                .filter_map(|(_, fact)| match fact {
                    Fact::ShipmentShipped(fact) if fact.shipment == shipment.id => Some(fact),
                    _ => None,
                })
                .collect();
            prop_assert_eq!(told.len(), 1);
            let going = shipment.lines.iter().filter(|line| line.going().is_positive()).count();
            prop_assert_eq!(told[0].lines.len(), going);
            prop_assert!(going > 0);
        }
    }

    #[test]
    fn shares_of_shipments_add_up_to_the_line(cuts in prop::collection::vec(1..4_i64, 1..6)) {
        let mut floor = an_empty_floor();
        let whole: i64 = cuts.iter().sum();
        let lines = wanted(&[whole, 0, 0]);
        floor.allocate(&Allocate { allocation: id(1), order: order(0), lines: lines.clone() }, Some(warehouse())).unwrap();
        let _ = floor.confirm(order(0), confirmed(&lines, false), &[]);
        let mut shipped = 0;
        for cut in cuts {
            floor.receive(stock_level_id(warehouse(), product(0)), units(cut), "", "").unwrap();
            floor.finish();
            let id = floor.shipments.values().find(|shipment| shipment.state == State::Planned).unwrap().id;
            floor.release_shipment(id, "", &credit()).unwrap();
            floor.pick(id, &Picked::AsPlanned).unwrap();
            floor.pack(id, &[]).unwrap();
            floor.ship(id, "", "", &credit()).unwrap();
            shipped += floor.shipments.get(id).unwrap().gross_estimate.unwrap().minor();
        }
        prop_assert_eq!(shipped, 1_001);
    }
}

#[test]
fn services_ride_with_the_first_goods_and_go_alone_when_no_more_goods_are_to_come() {
    let mut floor = an_empty_floor();
    let lines = wanted(&[4, 0, 1]);
    floor.receive(stock_level_id(warehouse(), product(0)), units(1), "", "").unwrap();
    floor.allocate(&Allocate { allocation: id(1), order: order(0), lines: lines.clone() }, Some(warehouse())).unwrap();
    let _ = floor.confirm(order(0), confirmed(&lines, false), &[]);
    let first = floor.shipments.values().next().unwrap();
    assert_eq!((first.kind, first.lines.len()), (Kind::Goods, 2));
    let id_of_first = first.id;
    floor.cancel_shipment(id_of_first, "wrong").unwrap();
    floor.finish();
    assert_eq!(floor.shipments.keys().count(), 1, "the services wait for the goods");
    let release = Release { allocation: id(9), order: order(0), reason: String::new(), lines: vec![(1, units(4))] };
    floor.release_stock(&release).unwrap();
    floor.finish();
    assert_eq!(floor.shipments.values().filter(|shipment| shipment.kind == Kind::Activation).count(), 1);
}

#[test]
fn a_return_in_parts_credits_what_was_authorised_and_no_more() {
    let mut floor = an_empty_floor();
    let mut authorization = ReturnAuthorization {
        id: id(1),
        order: order(0),
        customer: id(7),
        currency: Currency::GBP,
        reason: "faulty".into(),
        lines: vec![AuthorizedLine {
            line_number: 1,
            order_line_number: 1,
            product: product(0),
            service: false,
            quantity: units(3),
            received: Quantity::ZERO,
            credit_net: Money::new(1_000, Currency::GBP),
            at_order_price: false,
            disposition: Disposition::Scrap,
        }],
        version: 1,
    };
    let mut credited = Vec::new();
    for disposition in [Disposition::Restock, Disposition::Scrap, Disposition::Restock] {
        let goods = ReturnedGoods { lines: vec![(1, units(1), disposition)] };
        let back = floor.receive_return(&mut authorization, warehouse(), &goods).unwrap();
        credited.push(back.lines[0].credit_net.minor());
    }
    assert_eq!(credited, [333, 334, 333]);
    let before = floor.clone();
    let refused = floor.receive_return(&mut authorization, warehouse(), &ReturnedGoods { lines: Vec::new() });
    assert!(matches!(refused, Err(Refusal::QuantityNotReturnable { .. })));
    assert_eq!(before, floor);
    assert_eq!(floor.levels.get(stock_level_id(warehouse(), product(0))).unwrap().on_hand, units(2));
}
