//! Our JSON against itself, and against that of another implementation.

mod generate;
mod python;

use o2c_kernel::Violations;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};

use super::{MAX_DEPTH, Target, read, write_message};

/// The contract of the tests: one of each kind.
fn library() -> DescriptorPool {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it");
    let contract = concat!(env!("CARGO_MANIFEST_DIR"), "/../proto");
    let mut compiler = protox::Compiler::new([own, contract]).unwrap();
    compiler.include_imports(true).open_file("library.proto").unwrap();
    DescriptorPool::decode(compiler.encode_file_descriptor_set().as_slice()).unwrap()
}

fn everything() -> MessageDescriptor {
    library().get_message_by_name("o2c.books.v1.Everything").unwrap()
}

/// The messages of the real contract.
fn real() -> Vec<MessageDescriptor> {
    let pool = DescriptorPool::decode(o2c_proto::DESCRIPTORS).unwrap();
    pool.all_messages().filter(|one| one.full_name().starts_with("o2c.") && !one.is_map_entry()).collect()
}

fn written(message: &DynamicMessage) -> String {
    let mut out = Vec::new();
    write_message(&mut out, message).unwrap();
    String::from_utf8(out).unwrap()
}

fn read_back(descriptor: &MessageDescriptor, json: &str) -> Result<DynamicMessage, Violations> {
    let mut message = DynamicMessage::new(descriptor.clone());
    let mut violations = Violations::default();
    read(json.as_bytes(), Target::Message, &mut message, &mut violations);
    violations.into_result(message)
}

#[test]
fn what_is_written_is_read_back() {
    let mut generator = generate::Generator::new(1, false);
    for descriptor in std::iter::repeat_n(everything(), 500).chain(real()) {
        let message = generator.message(&descriptor);
        let json = written(&message);
        let back = read_back(&descriptor, &json).unwrap_or_else(|error| panic!("{error}\n{json}"));
        // as bytes: NaN is not equal to itself, and a map has no order
        assert_eq!(written(&back), json);
        assert_eq!(back.encoded_len(), message.encoded_len(), "{json}");
    }
}

#[test]
fn nesting_ends_where_it_is_bounded() {
    let descriptor = everything();
    let nested = |depth: usize| format!("{}{}", r#"{"inner":"#.repeat(depth), "{}".to_owned() + &"}".repeat(depth));
    assert!(read_back(&descriptor, &nested(MAX_DEPTH - 1)).is_ok());
    let error = read_back(&descriptor, &nested(MAX_DEPTH)).unwrap_err();
    assert!(error.to_string().contains("nested"), "{error}");
    for deep in [
        nested(1_000_000),
        format!(r#"{{"value":{}"#, "[".repeat(1_000_000)),
        format!(r#"{{"x":{}"#, "[".repeat(1_000_000)),
    ] {
        assert!(read_back(&descriptor, &deep).is_err());
    }
}

#[test]
fn a_body_of_very_many_values_is_not_built() {
    let descriptor = everything();
    let error = read_back(&descriptor, &format!(r#"{{"authors":[{}{{}}]}}"#, "{},".repeat(2_000_000))).unwrap_err();
    assert!(error.to_string().contains("more than 1000000 values"), "{error}");
    let error = read_back(&descriptor, r#"{"many":[x,1]}"#).unwrap_err();
    assert_eq!(error.iter().count(), 1, "{error}");
    let error = read_back(&descriptor, &format!(r#"{{"authors":[{}1]}}"#, "1,".repeat(10_000))).unwrap_err();
    assert_eq!(error.iter().count(), super::MAX_VIOLATIONS, "a caller is told of some, and reading ends");
}
