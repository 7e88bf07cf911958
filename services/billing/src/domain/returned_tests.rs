use super::*;
use crate::domain::testing::{draft_line, gbp, head, rules, source_line, source_order, units};

fn invoice_at(position: i64, lines: &[(i32, i64)]) -> Document {
    let head = Head { kind: Kind::Invoice, ..head() };
    let lines = lines
        .iter()
        .map(|(order_line, net)| DraftLine { order_line: *order_line, ..draft_line(*net, "0.15") })
        .collect();
    Document::issue(Draft::of_lines(head, lines).unwrap(), position, position)
}

fn goods(order: &SourceOrder, lines: &[(i32, i64, i64)]) -> GoodsReturn {
    GoodsReturn {
        id: Id::new(),
        order: order.id,
        received_on: Date::parse("2011-06-01").unwrap(),
        reason: "damaged".to_owned(),
        lines: lines
            .iter()
            .map(|(order_line, quantity, net)| ReturnedLine {
                order_line: *order_line,
                product: None,
                quantity: units(*quantity),
                net: gbp(*net),
                at_order_price: false,
            })
            .collect(),
        occurred_at: Instant::from_micros(0),
    }
}

fn billed(quantity: i64, net: i64) -> BTreeMap<i32, SourceLine> {
    let mut line = source_line(1, quantity, net);
    line.bill(units(quantity)).unwrap();
    BTreeMap::from([(1, line)])
}

fn none() -> BTreeSet<DocumentId> {
    BTreeSet::new()
}

fn gb() -> CountryCode {
    CountryCode::parse("GB").unwrap()
}

#[test]
fn the_newest_invoice_is_credited_first_and_the_rest_without_reference() {
    let order = source_order();
    let (older, newer) = (invoice_at(1, &[(1, 300), (2, 900)]), invoice_at(2, &[(1, 500)]));
    let goods = goods(&order, &[(1, 10, 1_000)]);
    let crediting = goods.credit(&order, &billed(10, 1_000), [&older, &newer], &none(), &rules(), gb()).unwrap();
    let amounts: Vec<_> = crediting.credits.iter().map(|(id, credit)| (*id, credit.draft.net)).collect();
    assert_eq!(amounts, vec![(newer.draft.head.id, gbp(500)), (older.draft.head.id, gbp(300))]);
    let unreferenced = crediting.unreferenced.unwrap();
    // 2.00 that no invoice has, at the 20 % of the day; what the invoices have, at their 15 %.
    assert_eq!((unreferenced.net, unreferenced.tax), (gbp(200), gbp(40)));
    assert_eq!(crediting.credits[0].1.draft.tax, gbp(75));
    assert_eq!(crediting.credits[0].1.draft.lines[0].quantity, units(5));
    assert_eq!(crediting.credits[1].1.draft.lines[0].quantity, units(3));
}

#[test]
fn two_returned_lines_of_one_order_line_share_what_is_left() {
    let order = source_order();
    let invoice = invoice_at(1, &[(1, 500)]);
    let goods = goods(&order, &[(1, 3, 300), (1, 3, 300)]);
    let crediting = goods.credit(&order, &billed(10, 1_000), [&invoice], &none(), &rules(), gb()).unwrap();
    assert_eq!(crediting.credits[0].1.draft.net, gbp(500));
    assert_eq!(crediting.unreferenced.unwrap().net, gbp(100));
    assert_eq!(crediting.source[0].returned_quantity, units(6));
}

#[test]
fn goods_without_value_make_no_note_and_unbilled_ones_are_a_contradiction() {
    let order = source_order();
    let free = goods(&order, &[(1, 1, 0)]).credit(&order, &billed(10, 0), [], &none(), &rules(), gb()).unwrap();
    assert!(free.credits.is_empty() && free.unreferenced.is_none());
    for lines in [vec![(1, 11, 100)], vec![(2, 1, 100)]] {
        let refused = goods(&order, &lines).credit(&order, &billed(10, 1_000), [], &none(), &rules(), gb());
        assert!(matches!(refused, Err(Refusal::Contradiction(_))));
    }
}

#[test]
fn a_return_is_early_while_what_it_brings_back_may_still_be_billed() {
    let order = source_order();
    let mut lines = billed(10, 1_000);
    let early =
        |lines: &BTreeMap<i32, SourceLine>, back: &[(i32, i64, i64)]| goods(&order, back).is_early(lines).unwrap();
    assert!(!early(&lines, &[(1, 10, 100)]));
    let mut half = source_line(1, 10, 1_000);
    half.bill(units(5)).unwrap();
    lines.insert(1, half);
    assert!(early(&lines, &[(1, 6, 100)]));
    assert!(early(&lines, &[(1, 3, 50), (1, 3, 50)]), "its lines count together");
    assert!(!early(&lines, &[(1, 11, 100)]), "so many were never ordered");
    assert!(!early(&lines, &[(1, 6, 100), (2, 1, 100)]), "nor was the other line");
    lines.get_mut(&1).unwrap().cancel(units(5), gbp(500)).unwrap();
    assert!(!early(&lines, &[(1, 6, 100)]), "what was cancelled is not billed any more");
}

#[test]
fn at_the_order_s_price_no_more_is_credited_than_the_invoices_have_left() {
    let order = source_order();
    let invoice = invoice_at(1, &[(1, 500)]);
    let mut goods = goods(&order, &[(1, 10, 800), (1, 10, 800)]);
    goods.lines.iter_mut().for_each(|line| line.at_order_price = true);
    let crediting = goods.credit(&order, &billed(20, 1_600), [&invoice], &none(), &rules(), gb()).unwrap();
    assert_eq!(crediting.credits[0].1.draft.net, gbp(500));
    assert_eq!(crediting.unreferenced, None);
    let parts = |line: &LineOutcome| (line.on_invoices.minor(), line.unreferenced.minor(), line.not_credited.minor());
    assert_eq!(crediting.lines.iter().map(parts).collect::<Vec<_>>(), vec![(500, 0, 300), (0, 0, 800)]);
}

/// It may be of the voided invoice: then it was credited with it, whatever was agreed since.
#[test]
fn beyond_the_invoices_nothing_is_credited_where_one_was_voided() {
    let order = source_order();
    let (kept, voided) = (invoice_at(1, &[(1, 300), (2, 100)]), invoice_at(2, &[(1, 700)]));
    let ids = BTreeSet::from([voided.draft.head.id]);
    let mut taken = voided.clone();
    let note = goods(&order, &[]).note(voided.draft.head.id);
    let credit = voided.credit_rest(&note).unwrap();
    taken.apply(&credit);
    let agreed = goods(&order, &[(1, 10, 1_000)]);
    let crediting = agreed.credit(&order, &billed(10, 1_000), [&kept, &taken], &ids, &rules(), gb()).unwrap();
    assert_eq!(crediting.credits[0].1.draft.net, gbp(300));
    assert_eq!((crediting.unreferenced, crediting.lines[0].not_credited), (None, gbp(700)));
    let other = goods(&order, &[(2, 1, 150)]);
    let mut source = billed(10, 1_000);
    let mut second = source_line(2, 1, 100);
    second.bill(units(1)).unwrap();
    source.insert(2, second);
    let crediting = other.credit(&order, &source, [&kept, &taken], &ids, &rules(), gb()).unwrap();
    assert_eq!(crediting.unreferenced.unwrap().net, gbp(50), "no invoice of that line was voided");
    assert_eq!((crediting.lines[0].on_invoices, crediting.lines[0].unreferenced), (gbp(100), gbp(50)));
}
