//! Parts that must be there, lists of bounded length, numbers of a range.

use std::ops::RangeInclusive;

use o2c_kernel::Violations;

use super::reason;

/// A part that must be there.
pub fn required<T>(v: &mut Violations, field: &str, value: Option<T>) -> Option<T> {
    if value.is_none() {
        v.add(field, reason::REQUIRED, "is required");
    }
    value
}

/// A message within the message, required; its fields are reported below this one: `order.lines`.
pub fn nested<W, T>(
    v: &mut Violations,
    field: &str,
    value: Option<W>,
    parse: impl FnOnce(&mut Violations, W) -> Option<T>,
) -> Option<T> {
    let value = required(v, field, value)?;
    below(v, field, value, parse)
}

/// A list of bounded length; the fields of its entries are reported as `lines[2].quantity`.
pub fn list<W, T>(
    v: &mut Violations,
    field: &str,
    values: Vec<W>,
    bounds: RangeInclusive<usize>,
    mut parse: impl FnMut(&mut Violations, W) -> Option<T>,
) -> Option<Vec<T>> {
    let wanted = within(v, field, values.len(), &bounds)?;
    let parsed: Vec<T> = values
        .into_iter()
        .enumerate()
        .filter_map(|(index, value)| below(v, &format!("{field}[{index}]"), value, &mut parse))
        .collect();
    (parsed.len() == wanted).then_some(parsed)
}

/// A list of single values of bounded length, such as ids: its entries are reported as `order_ids[2]`. `parse` gets that
/// name as its field.
pub fn entries<W, T>(
    v: &mut Violations,
    field: &str,
    values: Vec<W>,
    bounds: RangeInclusive<usize>,
    mut parse: impl FnMut(&mut Violations, &str, W) -> Option<T>,
) -> Option<Vec<T>> {
    let wanted = within(v, field, values.len(), &bounds)?;
    let parsed: Vec<T> = values
        .into_iter()
        .enumerate()
        .filter_map(|(index, value)| parse(v, &format!("{field}[{index}]"), value))
        .collect();
    (parsed.len() == wanted).then_some(parsed)
}

/// A length within its bound.
pub fn bounded(v: &mut Violations, field: &str, length: usize, max: usize) -> Option<usize> {
    if length > max {
        v.add(field, reason::TOO_MANY, format!("takes at most {max}, not {length}"));
        return None;
    }
    Some(length)
}

/// A whole number within its range.
pub fn in_range<N: Copy + PartialOrd + std::fmt::Display>(
    v: &mut Violations,
    field: &str,
    value: N,
    range: RangeInclusive<N>,
) -> Option<N> {
    if !range.contains(&value) {
        v.add(field, reason::OUT_OF_RANGE, format!("is {} to {}, not {value}", range.start(), range.end()));
        return None;
    }
    Some(value)
}

fn within(v: &mut Violations, field: &str, length: usize, bounds: &RangeInclusive<usize>) -> Option<usize> {
    if length < *bounds.start() {
        v.add(field, reason::TOO_FEW, format!("needs at least {}", bounds.start()));
        return None;
    }
    bounded(v, field, length, *bounds.end())
}

fn below<W, T>(
    v: &mut Violations,
    field: &str,
    value: W,
    parse: impl FnOnce(&mut Violations, W) -> Option<T>,
) -> Option<T> {
    let mut inner = Violations::default();
    let parsed = parse(&mut inner, value);
    v.nested(field, inner);
    parsed
}
