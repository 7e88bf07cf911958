//! How many refusals are told one by one.

use std::{collections::HashMap, net::IpAddr};

use o2c_kernel::TenantId;
use o2c_rpc::server::Refusal;

/// Of the same refusal of the same caller, in a minute.
const OF_ONE: u64 = 20;
/// Of all, in a minute.
const OF_ALL: u64 = 600;
/// Kinds that are told apart; what is beyond them is one kind.
const KINDS: usize = 512;

/// What makes refusals the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    /// None: nobody who could be named.
    pub(super) tenant: Option<TenantId>,
    pub(super) principal: String,
    /// Of those who could not be named, where they came from.
    pub(super) peer: Option<IpAddr>,
    pub(super) method: String,
    pub(super) refusal: String,
}

/// What becomes of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Told,
    Counted,
}

#[derive(Debug, Default)]
pub(super) struct Budget {
    told: u64,
    kinds: HashMap<Kind, Spent>,
}

#[derive(Debug, Default)]
struct Spent {
    told: u64,
    counted: u64,
}

impl Budget {
    pub(super) fn take(&mut self, refusal: &Refusal) -> Verdict {
        let kind = Kind::of(refusal);
        let kind = if self.kinds.len() < KINDS || self.kinds.contains_key(&kind) { kind } else { Kind::default() };
        let spent = self.kinds.entry(kind).or_default();
        if spent.told < OF_ONE && self.told < OF_ALL {
            spent.told += 1;
            self.told += 1;
            return Verdict::Told;
        }
        spent.counted += 1;
        Verdict::Counted
    }

    pub(super) fn has_counted(&self) -> bool {
        self.kinds.values().any(|spent| spent.counted > 0)
    }

    /// Begins anew; what was only counted, with how many it was.
    pub(super) fn next_minute(&mut self) -> Vec<(Kind, u64)> {
        self.told = 0;
        let kinds = std::mem::take(&mut self.kinds).into_iter();
        kinds.filter(|(_, spent)| spent.counted > 0).map(|(kind, spent)| (kind, spent.counted)).collect()
    }
}

impl Kind {
    fn of(refusal: &Refusal) -> Self {
        let first = || refusal.items.first().map(|item| item.refusal.clone()).unwrap_or_default();
        Self {
            tenant: refusal.caller.as_ref().map(|caller| caller.tenant.clone()),
            principal: refusal.caller.as_ref().map(|caller| caller.principal.to_string()).unwrap_or_default(),
            peer: refusal.peer.filter(|_| refusal.caller.is_none()),
            method: refusal.method.to_string(),
            refusal: if refusal.refusal.is_empty() { first() } else { refusal.refusal.clone() },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn refusal(method: &str) -> Refusal {
        Refusal {
            caller: None,
            method: method.into(),
            origin: Arc::default(),
            trace: None,
            peer: None,
            refusal: "rpc.o2c/IDENTITY_MISSING".to_owned(),
            items: Vec::new(),
        }
    }

    #[test]
    fn of_the_same_refusal_some_are_told_and_the_rest_is_counted() {
        let mut budget = Budget::default();
        let verdicts: Vec<Verdict> = (0..OF_ONE + 5).map(|_| budget.take(&refusal("a"))).collect();
        assert_eq!(verdicts.iter().filter(|verdict| **verdict == Verdict::Told).count() as u64, OF_ONE);
        assert_eq!(budget.take(&refusal("b")), Verdict::Told, "another one has not been told yet");
        let counted = budget.next_minute();
        assert_eq!(counted.iter().map(|(kind, count)| (kind.method.as_str(), *count)).collect::<Vec<_>>(), [("a", 5)]);
        assert_eq!(budget.take(&refusal("a")), Verdict::Told, "another minute");
        assert!(!budget.has_counted());
    }

    #[test]
    fn who_cannot_be_named_is_told_apart_by_where_they_come_from() {
        let from = |peer: [u8; 4]| Refusal { peer: Some(peer.into()), ..refusal("a") };
        let mut budget = Budget::default();
        while budget.take(&from([192, 0, 2, 1])) == Verdict::Told {}
        assert_eq!(budget.take(&from([192, 0, 2, 2])), Verdict::Told);
        let counted: Vec<_> = budget.next_minute().into_iter().map(|(kind, count)| (kind.peer, count)).collect();
        assert_eq!(counted, [(Some([192, 0, 2, 1].into()), 1)]);
    }

    #[test]
    fn a_flood_of_many_kinds_is_bounded_too() {
        let mut budget = Budget::default();
        let told = (0..100_000).filter(|at| budget.take(&refusal(&format!("m{at}"))) == Verdict::Told).count() as u64;
        assert!(told <= OF_ALL, "{told}");
        let counted = budget.next_minute();
        assert!(counted.len() <= KINDS + 1, "{}", counted.len());
        assert_eq!(counted.iter().map(|(_, count)| count).sum::<u64>(), 100_000 - told, "each is counted");
    }
}
