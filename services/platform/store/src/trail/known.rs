//! Subjects that this process has met, so that an entry need not look for its own.
//!
//! Somebody may be erased meanwhile: an entry is written on the condition that its subject is still there, and looks for them
//! where it is not.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::subject::Subject;

/// So many are remembered; then all are forgotten at once, and met again.
const MOST: usize = 1024;

type ByPrincipal = HashMap<(String, String), Subject>;

/// By tenant and principal. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnownSubjects(Arc<Mutex<ByPrincipal>>);

impl KnownSubjects {
    pub(super) fn get(&self, tenant: &str, principal: &str) -> Option<Subject> {
        let key = (tenant.to_owned(), principal.to_owned());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned()
    }

    pub(super) fn remember(&self, tenant: &str, subject: Subject) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert((tenant.to_owned(), subject.principal.clone()), subject);
    }
}
