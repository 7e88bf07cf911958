use super::*;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn entry() -> Entry {
    let item = |number: u128, refusal: &'static str| EntryItem {
        request_id: Some(id(number)),
        hash: Some([7; 32]),
        documents: vec![("order_id".into(), id(number + 1)), ("customer_id".into(), id(9))],
        refusal: refusal.into(),
        note: (number == 1).then_some([1; 32]),
    };
    Entry {
        id: id(42),
        tenant: "default".to_owned(),
        recorded_at: -5,
        kind: EntryKind::Call,
        subject: id(77),
        principal: String::new(),
        process: "gateway".to_owned(),
        method: "o2c.orders.v1.OrdersService/CreateOrder".to_owned(),
        request_id: "r".repeat(300),
        trace: String::new(),
        calls: u64::MAX,
        items: vec![item(1, ""), item(2, "orders.o2c/NO"), EntryItem::default()],
        changes: vec![
            Change { kind: "sales_order".into(), id: id(2), before: None, after: Some(0) },
            Change { kind: "sales_order".into(), id: id(3), before: Some(i64::MAX - 1), after: None },
        ],
    }
}

#[test]
fn an_entry_comes_back_from_its_form() {
    let entry = entry();
    assert_eq!(Entry::decode(&entry.encode()), Some(entry));
}

#[test]
fn a_form_that_is_cut_or_goes_on_is_none() {
    let form = entry().encode();
    for length in 0..form.len() {
        assert_eq!(Entry::decode(&form[..length]), None, "cut at {length}");
    }
    assert_eq!(Entry::decode(&[form.as_slice(), &[0]].concat()), None);
    assert_eq!(Entry::decode(&[&[9], &form[1..]].concat()), None, "a form of another program");
}

#[test]
fn names_are_written_once() {
    let text = entry().encode();
    let written = |name: &[u8]| text.windows(name.len()).filter(|window| *window == name).count();
    assert_eq!((written(b"customer_id"), written(b"sales_order")), (1, 1));
}
