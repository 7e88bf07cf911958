//! Every way in which a field can be bad, and that what goes out comes back in.

mod money;
mod others;

use o2c_kernel::Violations;

/// The value, or field and reason of the one violation.
fn outcome<T>(parse: impl FnOnce(&mut Violations) -> Option<T>) -> Result<T, (String, String)> {
    let mut violations = Violations::default();
    let value = parse(&mut violations);
    let recorded: Vec<_> = violations.iter().collect();
    match (value, recorded.as_slice()) {
        (Some(value), []) => Ok(value),
        (None, [violation]) => {
            assert!(!violation.description.is_empty());
            Err((violation.field.clone(), violation.reason.clone()))
        }
        (value, recorded) => panic!("value {} with violations {recorded:?}", value.is_some()),
    }
}

fn bad<T>(field: &str, reason: &str) -> Result<T, (String, String)> {
    Err((field.to_owned(), reason.to_owned()))
}
