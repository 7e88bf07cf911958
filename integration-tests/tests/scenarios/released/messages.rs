//! Facts, requests and answers between two versions, in both directions.

use std::{
    collections::BTreeSet,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, FieldDescriptor, MessageDescriptor, ReflectMessage, Value};
use prost_types::{FieldDescriptorProto, FileDescriptorSet, field_descriptor_proto::Type};

use super::{example::examples, kept, this};

/// A line is the type and the bytes, in hex.
const MESSAGES: &str = "messages.txt";

fn today() -> DescriptorPool {
    DescriptorPool::decode(o2c_proto::DESCRIPTORS).unwrap()
}

/// The contract that a release has kept.
fn contract(release: &Path) -> PathBuf {
    let version = release.file_name().unwrap().to_string_lossy();
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../proto/released/{version}.binpb"))
}

fn pool(release: &Path) -> DescriptorPool {
    DescriptorPool::decode(fs::read(contract(release)).unwrap().as_slice()).unwrap()
}

/// What travels by itself: requests and answers of every method, facts and what they travel in.
fn travelling(pool: &DescriptorPool) -> Vec<MessageDescriptor> {
    let services = pool.services().filter(|service| service.package_name().starts_with("o2c."));
    let methods: Vec<_> = services.flat_map(|service| service.methods().collect::<Vec<_>>()).collect();
    let of_methods = methods.iter().flat_map(|method| [method.input(), method.output()]);
    let facts = pool.all_messages().filter(|message| {
        let file = message.parent_file();
        let name = file.name();
        message.parent_message().is_none() && (name.ends_with("/events.proto") || name.ends_with("/event.proto"))
    });
    let mut seen = BTreeSet::new();
    of_methods.chain(facts).filter(|message| seen.insert(message.full_name().to_owned())).collect()
}

/// Names what a reader did not know, at any depth.
fn unknown(message: &DynamicMessage) -> Vec<String> {
    let name = message.descriptor().full_name().to_owned();
    let mut found: Vec<String> =
        message.unknown_fields().map(|field| format!("{name} has an unknown field {}", field.number())).collect();
    for (_, value) in message.fields() {
        found.extend(messages(value).into_iter().flat_map(unknown));
    }
    found
}

fn messages(value: &Value) -> Vec<&DynamicMessage> {
    match value {
        Value::Message(message) => vec![message],
        Value::List(list) => list.iter().filter_map(Value::as_message).collect(),
        Value::Map(map) => map.values().filter_map(Value::as_message).collect(),
        _ => Vec::new(),
    }
}

/// Where a reader of before sees something else than what was written, in what it knows.
fn misread(before: &DynamicMessage, written: &DynamicMessage) -> Vec<String> {
    let descriptor = before.descriptor();
    let differs = |field: FieldDescriptor| {
        let (read, meant) = (before.get_field(&field), written.get_field_by_number(field.number()));
        let Some(meant) = meant else { return vec![format!("{} is gone", field.full_name())] };
        let (inner, outer) = (messages(&read), messages(&meant));
        if inner.is_empty() && outer.is_empty() {
            let same = read == meant;
            return if same { Vec::new() } else { vec![format!("{}: {read} for {meant}", field.full_name())] };
        }
        if inner.len() != outer.len() {
            return vec![format!("{}: {} for {}", field.full_name(), inner.len(), outer.len())];
        }
        inner.into_iter().zip(outer).flat_map(|(one, other)| misread(one, other)).collect()
    };
    descriptor.fields().flat_map(differs).collect()
}

#[test]
fn what_a_release_wrote_is_read_whole() {
    let today = today();
    for release in kept() {
        let written = fs::read_to_string(release.join(MESSAGES)).unwrap();
        let mut names = BTreeSet::new();
        for line in written.lines() {
            let (name, bytes) = line.split_once(' ').unwrap();
            let bytes = hex::decode(bytes).unwrap();
            let descriptor = today.get_message_by_name(name).unwrap_or_else(|| panic!("{name} is gone"));
            let read = DynamicMessage::decode(descriptor, bytes.as_slice()).unwrap();
            assert_eq!(unknown(&read), Vec::<String>::new(), "{name}");
            assert_eq!(read.encode_to_vec(), bytes, "{name} says something else when it is written again");
            names.insert(name.to_owned());
        }
        let all: BTreeSet<String> =
            travelling(&pool(&release)).iter().map(|message| message.full_name().to_owned()).collect();
        assert!(all.len() > 200, "hardly a message travels: {all:?}");
        assert_eq!(names, all, "not every message of the release is kept");
    }
}

/// The names of messages that a release reads otherwise than they were meant, and how many it was shown.
fn misread_by(release: &DescriptorPool, writer: &DescriptorPool) -> (Vec<String>, usize) {
    let (mut wrong, mut shown) = (Vec::new(), 0);
    for descriptor in travelling(writer) {
        // a new message is nothing that a release is sent
        let Some(known) = release.get_message_by_name(descriptor.full_name()) else { continue };
        for example in examples(&descriptor) {
            let read = DynamicMessage::decode(known.clone(), example.encode_to_vec().as_slice());
            shown += 1;
            wrong.extend(match read {
                Ok(read) => misread(&read, &example),
                Err(error) => vec![format!("{}: {error}", descriptor.full_name())],
            });
        }
    }
    (wrong, shown)
}

#[test]
fn what_is_written_now_is_read_by_a_release() {
    for release in kept() {
        let (wrong, shown) = misread_by(&pool(&release), &today());
        assert!(shown > 200, "hardly a message was shown: {shown}");
        assert_eq!(wrong, Vec::<String>::new());
    }
}

/// A contract with a field changed, as somebody might: the first of the fact of a confirmed order.
fn with_field(release: &Path, change: impl Fn(&mut Vec<FieldDescriptorProto>)) -> DescriptorPool {
    let mut set = FileDescriptorSet::decode(fs::read(contract(release)).unwrap().as_slice()).unwrap();
    let facts = set.file.iter_mut().flat_map(|file| &mut file.message_type);
    for message in facts.filter(|message| message.name() == "OrderConfirmed") {
        change(&mut message.field);
    }
    DescriptorPool::from_file_descriptor_set(set).unwrap()
}

#[test]
fn a_new_field_is_passed_over_and_a_changed_one_is_seen() {
    let release = kept().pop().unwrap();
    let added = with_field(&release, |fields| {
        let mut new = fields[0].clone();
        (new.name, new.json_name, new.number) = (Some("new".to_owned()), Some("new".to_owned()), Some(15_000));
        fields.push(new);
    });
    assert_eq!(misread_by(&pool(&release), &added).0, Vec::<String>::new());
    let retyped = with_field(&release, |fields| fields[0].set_type(Type::Int64));
    assert!(!misread_by(&pool(&release), &retyped).0.is_empty());
    let renumbered = with_field(&release, |fields| fields[0].number = Some(15_000));
    assert!(!misread_by(&pool(&release), &renumbered).0.is_empty());
    // and a reader that does not know a field says so
    let example = examples(&added.get_message_by_name("o2c.orders.v1.OrderConfirmed").unwrap()).remove(0);
    let known = pool(&release).get_message_by_name("o2c.orders.v1.OrderConfirmed").unwrap();
    assert_eq!(unknown(&DynamicMessage::decode(known, example.encode_to_vec().as_slice()).unwrap()).len(), 1);
}

#[test]
#[ignore = "writes into the repository: run it once, for a release"]
fn keep_this_release_of_the_messages() {
    let mut lines = String::new();
    for descriptor in travelling(&today()) {
        for example in examples(&descriptor) {
            writeln!(lines, "{} {}", descriptor.full_name(), hex::encode(example.encode_to_vec())).unwrap();
        }
    }
    fs::write(this().join(MESSAGES), lines).unwrap();
}
