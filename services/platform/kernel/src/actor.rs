//! Who acts, and who answers for it.

use crate::Principal;

/// Somebody who does something. A machine that calls with an API key acts in its own name; who made the key answers for it.
/// Whoever must not decide on what they have asked for must not do so by way of a key either.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actor {
    principal: Principal,
    /// None: the principal itself.
    responsible: Option<Principal>,
}

impl Actor {
    #[must_use]
    pub fn new(principal: Principal, responsible: Option<Principal>) -> Self {
        Self { principal, responsible }
    }

    /// Who answers for what is done: what a document keeps as who asked for it, and as who decided.
    #[must_use]
    pub fn responsible(&self) -> &Principal {
        self.responsible.as_ref().unwrap_or(&self.principal)
    }

    /// Whether a document that names its requester was asked for by this one. What was asked for before keys had somebody
    /// who answers for them names the key itself, which does not decide on it either.
    #[must_use]
    pub fn is_requester(&self, requested_by: &Principal) -> bool {
        requested_by == self.responsible() || *requested_by == self.principal
    }
}

impl From<Principal> for Actor {
    fn from(principal: Principal) -> Self {
        Self::new(principal, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn principal(name: &str) -> Principal {
        Principal::parse(name).unwrap()
    }

    /// Two persons, each by themselves and by two keys: whoever answers for the one act does not do the other.
    #[test]
    fn a_person_and_all_of_their_keys_are_one() {
        let acting = |of: &str| {
            let key = |number: u8| Actor::new(principal(&format!("key:{of}-{number}")), Some(principal(of)));
            [Actor::from(principal(of)), key(1), key(2)]
        };
        for asking in acting("ann") {
            for deciding in acting("ann") {
                assert!(deciding.is_requester(asking.responsible()), "{asking:?} {deciding:?}");
            }
            for deciding in acting("bob") {
                assert!(!deciding.is_requester(asking.responsible()), "{asking:?} {deciding:?}");
            }
        }
    }

    #[test]
    fn a_key_that_a_document_of_before_names_is_its_requester() {
        let key = Actor::new(principal("key:1"), Some(principal("ann")));
        assert!(key.is_requester(&principal("key:1")));
        assert!(!key.is_requester(&principal("key:2")), "whose key that was, the document does not say");
    }
}
