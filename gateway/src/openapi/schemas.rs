//! The schemas of messages, as their JSON is.

use std::collections::{BTreeMap, BTreeSet};

use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value, json};

use super::comments::Comments;

/// The schemas that operations refer to, each made when it is first referred to.
pub(super) struct Schemas {
    comments: Comments,
    made: BTreeMap<String, Value>,
    /// Begun and perhaps not made yet: messages hold each other.
    begun: BTreeSet<String>,
}

impl Schemas {
    pub(super) fn new(comments: Comments) -> Self {
        let made = BTreeMap::from([("Problem".to_owned(), super::problems::schema())]);
        Self { comments, made, begun: BTreeSet::new() }
    }

    pub(super) fn into_json(self) -> Value {
        json!(self.made)
    }

    /// Of a field: one value, a list, or a map.
    pub(super) fn field(&mut self, field: &FieldDescriptor) -> Value {
        match field.kind() {
            Kind::Message(entry) if field.is_map() => {
                let values = self.kind(&entry.map_entry_value_field().kind());
                json!({ "type": "object", "additionalProperties": values })
            }
            kind if field.is_list() => json!({ "type": "array", "items": self.kind(&kind) }),
            kind => self.kind(&kind),
        }
    }

    /// Of one value.
    pub(super) fn kind(&mut self, kind: &Kind) -> Value {
        match kind {
            Kind::Bool => json!({ "type": "boolean" }),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => json!({ "type": "integer", "format": "int32" }),
            Kind::Uint32 | Kind::Fixed32 => {
                json!({ "type": "integer", "format": "uint32", "minimum": 0, "maximum": u32::MAX })
            }
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => {
                json!({ "type": "string", "format": "int64", "pattern": "^-?[0-9]{1,19}$" })
            }
            Kind::Uint64 | Kind::Fixed64 => {
                json!({ "type": "string", "format": "uint64", "pattern": "^[0-9]{1,20}$" })
            }
            Kind::Double => json!({ "type": "number", "format": "double" }),
            Kind::Float => json!({ "type": "number", "format": "float" }),
            Kind::String => json!({ "type": "string" }),
            Kind::Bytes => json!({ "type": "string", "contentEncoding": "base64" }),
            Kind::Enum(descriptor) => self.enumeration(descriptor),
            Kind::Message(descriptor) => self.message(descriptor),
        }
    }

    /// A reference to the schema of a message, or that schema itself where its JSON is no object of its fields.
    pub(super) fn message(&mut self, descriptor: &MessageDescriptor) -> Value {
        if let Some(known) = self.known(descriptor) {
            return known;
        }
        let name = descriptor.full_name().to_owned();
        if self.begun.insert(name.clone()) {
            let schema = self.object(descriptor, &[]);
            self.made.insert(name.clone(), schema);
        }
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    /// An object of the fields of a message, without some.
    pub(super) fn object(&mut self, descriptor: &MessageDescriptor, without: &[u32]) -> Value {
        let mut properties = Map::new();
        for field in descriptor.fields().filter(|field| !without.contains(&field.number())) {
            let mut schema = self.field(&field);
            let comment = self.comments.of_path(&field.parent_file(), field.path());
            if !comment.is_empty() {
                schema["description"] = json!(comment);
            }
            properties.insert(field.json_name().to_owned(), schema);
        }
        let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
        let comment = self.comments.of_path(&descriptor.parent_file(), descriptor.path());
        if !comment.is_empty() {
            schema["description"] = json!(comment);
        }
        schema
    }

    fn enumeration(&mut self, descriptor: &EnumDescriptor) -> Value {
        let name = descriptor.full_name().to_owned();
        if self.begun.insert(name.clone()) {
            let values: Vec<_> = descriptor.values().map(|value| value.name().to_owned()).collect();
            let said = |path: &[i32]| self.comments.of_path(&descriptor.parent_file(), path).to_owned();
            let mut lines = Vec::from_iter(Some(said(descriptor.path())).filter(|text| !text.is_empty()));
            lines.extend(descriptor.values().filter_map(|value| {
                let text = said(value.path());
                (!text.is_empty()).then(|| format!("`{}`: {text}", value.name()))
            }));
            let mut schema = json!({ "type": "string", "enum": values });
            if !lines.is_empty() {
                schema["description"] = json!(lines.join("\n\n"));
            }
            self.made.insert(name.clone(), schema);
        }
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    /// What JSON writes in ways of its own.
    fn known(&mut self, descriptor: &MessageDescriptor) -> Option<Value> {
        let name = descriptor.full_name().strip_prefix("google.protobuf.")?;
        Some(match name {
            "Timestamp" => json!({ "type": "string", "format": "date-time" }),
            "Duration" => json!({ "type": "string", "pattern": "^-?[0-9]{1,12}(\\.[0-9]{1,9})?s$" }),
            "FieldMask" => json!({ "type": "string", "description": "Fields, separated by commas." }),
            "Struct" => json!({ "type": "object" }),
            "Value" => json!({}),
            "ListValue" => json!({ "type": "array" }),
            "Any" => json!({
                "type": "object", "required": ["@type"],
                "properties": { "@type": { "type": "string", "description": "The type of what else is in here." } },
            }),
            _ if name.ends_with("Value") => {
                let inner = descriptor.get_field(1)?.kind();
                self.kind(&inner)
            }
            _ => return None,
        })
    }
}
