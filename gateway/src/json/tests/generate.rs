//! Messages of any type, made from a seed.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value};
use prost_types::{Any, Duration, FieldMask, Timestamp};

const TEXTS: [&str; 9] =
    ["", "a", "é\u{1F600}", "\"\\/\u{8}\u{c}\n\r\t", "\u{0}\u{7f}\u{2028}", "</script>", "1e3", "null", " x "];
const DOUBLES: [f64; 11] =
    [0.0, -0.0, 1.0, -1.5, 0.1, 1e308, 5e-324, 123_456_789.125, f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
const FLOATS: [f32; 8] = [0.0, 1.0, -1.5, 0.1, 3.4e38, 1e-45, f32::NAN, f32::INFINITY];
const INTEGERS: [i64; 7] = [0, 1, -1, i64::MAX, i64::MIN, 9_007_199_254_740_993, 1_000_000];
const NANOS: [i32; 5] = [0, 500_000_000, 1_000_000, 1_000, 1];

/// Makes the same messages for the same seed.
pub(super) struct Generator {
    state: u64,
    /// With what JSON takes in one direction only.
    one_way: bool,
}

impl Generator {
    pub(super) fn new(seed: u64, one_way: bool) -> Self {
        Self { state: seed | 1, one_way }
    }

    pub(super) fn message(&mut self, descriptor: &MessageDescriptor) -> DynamicMessage {
        self.within(descriptor, 0)
    }

    fn next(&mut self, below: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 33).unwrap() % below
    }

    fn of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.next(values.len())]
    }

    fn within(&mut self, descriptor: &MessageDescriptor, depth: usize) -> DynamicMessage {
        let mut message = DynamicMessage::new(descriptor.clone());
        let known = match descriptor.full_name() {
            "google.protobuf.Timestamp" => message.transcode_from(&Timestamp {
                seconds: self.of(&[0, -1, 1_709_283_600, -62_135_596_800, 253_402_300_799]),
                nanos: self.of(&NANOS),
            }),
            "google.protobuf.Duration" => {
                let sign = self.of(&[1, -1]);
                let seconds = i64::from(sign) * self.of(&[0, 1, 315_576_000_000]);
                message.transcode_from(&Duration { seconds, nanos: sign * self.of(&NANOS) })
            }
            "google.protobuf.FieldMask" => {
                let paths = self.of(&[&[][..], &["a"], &["author.name", "page_size"]]);
                message.transcode_from(&FieldMask { paths: paths.iter().map(|path| (*path).to_owned()).collect() })
            }
            "google.protobuf.Any" if self.one_way => {
                let value = vec![0x0a, 1, b'R', 0x12, 1, b'd'];
                message.transcode_from(&Any { type_url: "type.googleapis.com/google.rpc.ErrorInfo".to_owned(), value })
            }
            "google.protobuf.Any" => return message,
            "google.protobuf.Value" => {
                // one of its kinds has to be there
                let at = 1 + self.next(if depth > 4 { 4 } else { 6 });
                let field = descriptor.get_field(u32::try_from(at).unwrap()).unwrap();
                let value = match field.kind() {
                    Kind::Double => Value::F64(self.of(&[0.5, -3.0, 1e300])),
                    _ => self.value(&field, depth),
                };
                message.set_field(&field, value);
                return message;
            }
            _ => {
                self.fill(&mut message, depth);
                Ok(())
            }
        };
        known.unwrap();
        message
    }

    fn fill(&mut self, message: &mut DynamicMessage, depth: usize) {
        let descriptor = prost_reflect::ReflectMessage::descriptor(message);
        for field in descriptor.fields() {
            let skip = self.next(3) == 0 || (depth > 3 && matches!(field.kind(), Kind::Message(_)));
            let unwritable = matches!(field.kind(), Kind::Message(inner) if inner.full_name() == "google.protobuf.Any");
            // read only in one spelling of several: whoever has presence and is null
            let null = matches!(field.kind(), Kind::Enum(inner) if inner.full_name() == "google.protobuf.NullValue");
            if skip || null || (unwritable && !self.one_way) {
                continue;
            }
            let value = match (field.is_map(), field.is_list()) {
                (true, _) => self.map(&field, depth),
                (_, true) => Value::List((0..self.next(4)).map(|_| self.value(&field, depth)).collect()),
                _ => self.value(&field, depth),
            };
            message.set_field(&field, value);
        }
    }

    fn map(&mut self, field: &FieldDescriptor, depth: usize) -> Value {
        let Kind::Message(entry) = field.kind() else { unreachable!() };
        let (key, value) = (entry.map_entry_key_field(), entry.map_entry_value_field());
        let entries = (0..self.next(4)).filter_map(|_| {
            let key: Option<MapKey> = self.value(&key, depth).into_map_key();
            Some((key?, self.value(&value, depth)))
        });
        Value::Map(entries.collect())
    }

    fn value(&mut self, field: &FieldDescriptor, depth: usize) -> Value {
        let integer = self.of(&INTEGERS);
        match field.kind() {
            Kind::Bool => Value::Bool(self.next(2) == 0),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(self.of(&[0, 1, -1, i32::MAX, i32::MIN])),
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(integer),
            Kind::Uint32 | Kind::Fixed32 => Value::U32(self.of(&[0, 1, u32::MAX])),
            Kind::Uint64 | Kind::Fixed64 => Value::U64(integer.cast_unsigned()),
            Kind::Double => match self.of(&DOUBLES) {
                // Python writes whole numbers as integers, which have no zero below zero
                zero if zero == 0.0 && self.one_way => Value::F64(0.0),
                other => Value::F64(other),
            },
            Kind::Float => Value::F32(self.of(&FLOATS)),
            Kind::String => Value::String(self.of(&TEXTS).to_owned()),
            Kind::Bytes => Value::Bytes(self.of(&[&b""[..], b"\xff\xfe", b"abc", b"\0"]).into()),
            Kind::Enum(descriptor) => {
                let known: Vec<i32> = descriptor.values().map(|value| value.number()).chain([77]).collect();
                Value::EnumNumber(self.of(&known))
            }
            Kind::Message(descriptor) => Value::Message(self.within(&descriptor, depth + 1)),
        }
    }
}
