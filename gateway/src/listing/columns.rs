//! The columns of a table: the fields of a message, those of messages in it by their path.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

/// Messages in messages that have columns of their own; what is deeper is JSON in a cell.
const MAX_DEPTH: usize = 3;
/// What makes a spreadsheet take a cell for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// How the cells of a column are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A single value of the field's own.
    Single,
    /// `google.type.Money`: the amount; its currency is the column beside it.
    Amount,
    Currency,
    /// `google.type.Date`, as ISO 8601.
    Date,
    /// `google.type.Decimal`.
    Decimal,
    /// A list, a map, or a message without columns.
    Json,
}

/// A column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// In the contract's spelling, such as `bill_to.city`.
    pub(super) name: String,
    /// The way from the message to the field.
    pub(super) way: Vec<FieldDescriptor>,
    pub(super) shape: Shape,
}

/// In the order of the fields' numbers.
pub(super) fn of(message: &MessageDescriptor) -> Vec<Column> {
    let mut columns = Vec::new();
    add(&mut columns, message, "", &[]);
    columns
}

fn add(columns: &mut Vec<Column>, message: &MessageDescriptor, prefix: &str, way: &[FieldDescriptor]) {
    let mut fields: Vec<FieldDescriptor> = message.fields().collect();
    fields.sort_by_key(FieldDescriptor::number);
    for field in fields {
        let name = format!("{prefix}{}", field.name());
        let mut way = way.to_vec();
        way.push(field.clone());
        let mut put = |name: String, shape: Shape| columns.push(Column { name, way: way.clone(), shape });
        match field.kind() {
            _ if field.is_list() || field.is_map() => put(name, Shape::Json),
            Kind::Message(inner) => match inner.full_name() {
                "google.type.Money" => {
                    let currency = format!("{name}.currency_code");
                    put(name, Shape::Amount);
                    put(currency, Shape::Currency);
                }
                "google.type.Date" => put(name, Shape::Date),
                "google.type.Decimal" => put(name, Shape::Decimal),
                other if other.starts_with("google.") || way.len() > MAX_DEPTH => put(name, Shape::Json),
                _ => add(columns, &inner, &format!("{name}."), &way),
            },
            _ => put(name, Shape::Single),
        }
    }
}

/// A text of somebody that a spreadsheet will not take for a formula: with an apostrophe before what would begin one
/// (OWASP, CSV injection). One that has apostrophes there already gets another, so that the way back is certain.
#[must_use]
pub fn guarded(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}
