//! All that stands against a command, told at once: whoever mends one line is not sent back for the next.

use o2c_kernel::Violations;

use super::Refusal;

/// A status travels in HTTP headers and has little room.
const TOLD: usize = 10;

/// Everything that was decided, or why not: each reason once, in the order of the lines, at most [`TOLD`] of them.
pub fn every<T>(decisions: impl IntoIterator<Item = Result<T, Refusal>>) -> Result<Vec<T>, Refusal> {
    let mut accepted = Vec::new();
    let mut refusals: Vec<Refusal> = Vec::new();
    for decision in decisions {
        match decision {
            Ok(value) => accepted.push(value),
            Err(refusal) if refusals.len() < TOLD && !refusals.contains(&refusal) => refusals.push(refusal),
            Err(_) => {}
        }
    }
    let mut refusals = refusals.into_iter();
    match (refusals.next(), refusals.next()) {
        (None, _) => Ok(accepted),
        (Some(only), None) => Err(only),
        (Some(first), Some(second)) => {
            let others: Vec<Refusal> = std::iter::once(second).chain(refusals).collect();
            let mut fields = Violations::default();
            std::iter::once(&first).chain(&others).filter_map(Refusal::fields).for_each(|of| fields.append(of.clone()));
            Err(Refusal::Several { first: Box::new(first), others, fields })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ProductId;

    #[test]
    fn each_reason_is_told_once_and_no_more_than_there_is_room_for() {
        let (one, other) = (Refusal::ProductNotFound(ProductId::new()), Refusal::ProductNotFound(ProductId::new()));
        assert_eq!(every([Ok(1), Ok(2)]), Ok(vec![1, 2]));
        assert_eq!(every([Ok(1), Err(one.clone()), Err(one.clone())]), Err(one.clone()));
        let several = every([Err(one.clone()), Ok(1), Err(other.clone()), Err(one.clone())]).unwrap_err();
        assert_eq!(several.to_string(), format!("{one}; {other}"));
        let many = every::<()>((0..50).map(|_| Err(Refusal::ProductNotFound(ProductId::new())))).unwrap_err();
        assert_eq!(many.each().count(), TOLD);
    }
}
