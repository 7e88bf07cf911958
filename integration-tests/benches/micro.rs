//! What is ours and runs for every line: money, prices, tax, allocation, matching, envelopes.
//!
//! `cargo bench -p o2c-integration-tests` measures; a number says something only beside another of the same machine.

#![expect(clippy::unwrap_used, reason = "what is measured has valid input")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use o2c_billing::domain::tax::{Rules, Supply};
use o2c_fulfillment::domain::{
    Floor, FreshIds,
    allocation::{Allocate, WantedLine},
    order::Order,
};
use o2c_kernel::{CountryCode, Currency, Date, Id, Instant, Money, Quantity, TenantId, UnitPrice};
use o2c_messaging::Envelope;
use o2c_orders::domain::{Price, PriceList, price_of};
use o2c_payments::domain::matching::{Candidate, Payer, Policy, Question, answer, subset_sums};

const LINES: i32 = 5;

fn day() -> Date {
    Date::parse("2011-06-01").unwrap()
}

fn money(criterion: &mut Criterion) {
    let price = UnitPrice::parse("19.955", Currency::GBP).unwrap();
    let quantity = Quantity::from_units(7).unwrap();
    criterion.bench_function("money/price_times_quantity", |bench| {
        bench.iter(|| black_box(price).extend(black_box(quantity)).unwrap());
    });
    let amounts: Vec<Money> = (0..100).map(|minor| Money::new(minor * 1_995, Currency::GBP)).collect();
    criterion.bench_function("money/sum_of_100", |bench| {
        bench.iter(|| Money::sum(Currency::GBP, black_box(&amounts).iter().copied()).unwrap());
    });
}

fn pricing(criterion: &mut Criterion) {
    let customer = Id::new();
    let list = |own| PriceList {
        id: Id::new(),
        name: "list".to_owned(),
        currency: Currency::GBP,
        valid_from: Date::parse("2011-01-01").unwrap(),
        valid_to: None,
        customer: own,
        version: 1,
    };
    let lists = [list(None), list(Some(customer))];
    let product = Id::new();
    let prices: Vec<(&PriceList, Price)> = lists
        .iter()
        .flat_map(|list| {
            (1..=5).map(move |step| {
                let unit_price = UnitPrice::parse("19.95", Currency::GBP).unwrap();
                (list, Price { product, from_quantity: Quantity::from_units(step * 10).unwrap(), unit_price })
            })
        })
        .collect();
    let quantity = Quantity::from_units(35).unwrap();
    criterion.bench_function("pricing/two_lists_of_five_breaks", |bench| {
        bench.iter(|| {
            let prices = prices.iter().map(|(list, price)| (*list, price));
            price_of(black_box(prices), product, quantity, customer, Currency::GBP, day()).unwrap()
        });
    });
}

fn tax(criterion: &mut Criterion) {
    let gb = CountryCode::parse("GB").unwrap();
    let supply = Supply { from: gb, to: gb, business: false, on: day() };
    let rules = Rules::default();
    criterion.bench_function("tax/domestic_line", |bench| {
        bench.iter(|| black_box(&supply).determine(&rules, black_box("STANDARD")).unwrap());
    });
}

fn allocation(criterion: &mut Criterion) {
    let warehouse = Id::new();
    let products: Vec<_> = (0..LINES).map(|_| Id::new()).collect();
    let order = Id::new();
    let mut floor = Floor::new(
        day(),
        Instant::from_micros(1),
        FreshIds { shipment: Id::new, stock_move: Id::new, goods_return: Id::new },
    );
    floor.load_order(Order::unknown(order));
    for product in &products {
        floor.level(warehouse, *product);
    }
    let lines = (1..).zip(&products).map(|(line_number, product)| WantedLine {
        line_number,
        product: *product,
        quantity: Quantity::from_units(3).unwrap(),
        service: false,
    });
    let command = Allocate { allocation: Id::new(), order, lines: lines.collect() };
    criterion.bench_function("allocation/order_of_five_lines", |bench| {
        bench.iter_batched(
            || floor.clone(),
            |mut floor| floor.allocate(black_box(&command), Some(warehouse)).unwrap(),
            BatchSize::SmallInput,
        );
    });
}

fn matching(criterion: &mut Criterion) {
    let customer = Id::new();
    let candidate = |number: i64| Candidate {
        item: Id::new(),
        number: format!("INV-{number:06}"),
        customer,
        name_key: "ANNALTD".to_owned(),
        due_on: day(),
        available: 10_000 + number * 37,
    };
    let question = |amount, referenced, payer| Question {
        amount,
        currency: Currency::GBP,
        payer_key: "ANNALTD".to_owned(),
        referenced,
        payer,
        of_amount: Vec::new(),
        policy: Policy::default(),
    };
    let by_number = question(10_037, vec![candidate(1)], None);
    criterion.bench_function("matching/by_document_number", |bench| bench.iter(|| answer(black_box(&by_number))));
    let items: Vec<Candidate> = (0..100).map(candidate).collect();
    let by_payer =
        question(10_000 + 99 * 37, Vec::new(), Some(Payer { customer, items, crowded: false, spoken_for: false }));
    criterion.bench_function("matching/payer_with_100_items", |bench| bench.iter(|| answer(black_box(&by_payer))));
    let amounts: Vec<i64> = (0..40).map(|number| 10_000 + number * 37).collect();
    let target = amounts.iter().take(4).sum();
    criterion.bench_function("matching/sum_of_four_of_40", |bench| {
        bench.iter(|| subset_sums(black_box(&amounts), target, 100_000));
    });
}

fn envelope(criterion: &mut Criterion) {
    let envelope = Envelope {
        event_id: Id::<()>::new().uuid(),
        tenant: TenantId::default(),
        producer: "orders".into(),
        aggregate_type: "order".into(),
        aggregate_id: Id::<()>::new().uuid(),
        sequence: 3,
        type_name: "o2c.orders.v1.OrderConfirmed".into(),
        payload: vec![7; 700].into(),
        occurred_at: Instant::from_micros(1),
        traceparent: Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".into()),
        incarnation: Id::<()>::new().uuid(),
    };
    criterion.bench_function("envelope/encode", |bench| bench.iter(|| black_box(&envelope).encode()));
    let bytes = envelope.encode();
    criterion.bench_function("envelope/decode", |bench| bench.iter(|| Envelope::decode(black_box(&bytes)).unwrap()));
}

criterion_group!(micro, money, pricing, tax, allocation, matching, envelope);
criterion_main!(micro);
