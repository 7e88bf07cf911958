//! A machine is let in.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use o2c_identity::Roles;
use o2c_kernel::{Call, Instant, PerItem, Principal, Set, Violations, machine_now};
use o2c_rpc::parse::reason;
use o2c_store::{Claimed, Tx};

use crate::{
    domain::{ApiKey, ApiKeyId, LONGEST_NAME, MOST_KEYS, Refusal},
    error::ApiKeysError,
    secret::Secret,
    service::ApiKeys,
    storage,
};

/// As whom `o2c api-keys` makes keys of which it is not told who answers for them: for all who sit there, so that what
/// these hold together says nothing of one person.
const SHELL: &str = "gateway";

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Create {
    pub name: String,
    /// Sorted, each once.
    pub roles: Vec<String>,
    pub expires_at: Instant,
}

impl Create {
    /// A command as it has to be, whoever has put it together.
    pub fn new(name: String, mut roles: Vec<String>, expires_at: Instant) -> Result<Self, Violations> {
        let mut violations = Violations::default();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.contains('\0') {
            violations.add("name", reason::OUT_OF_RANGE, format!("has 1 to {LONGEST_NAME} letters"));
        }
        roles.sort_unstable();
        roles.dedup();
        violations.into_result(Self { name, roles, expires_at })
    }
}

/// One request for keys, with the secrets of those that it has made, to be shown once. What is stored for a repeated
/// request has none.
#[derive(Debug)]
pub struct Creating {
    pub(crate) keys: ApiKeys,
    made: Mutex<HashMap<ApiKeyId, Secret>>,
}

impl Creating {
    pub fn of(keys: &ApiKeys) -> Self {
        Self { keys: keys.clone(), made: Mutex::default() }
    }

    /// The secret of a key, once.
    pub fn take(&self, id: ApiKeyId) -> Option<Secret> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).remove(&id)
    }

    fn put(&self, secret: Secret) {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(secret.id(), secret);
    }
}

pub async fn create_api_keys(
    creating: &Creating,
    call: &Call,
    set: Set<Create, ApiKey>,
) -> Result<PerItem<ApiKey, ApiKeysError>, ApiKeysError> {
    let keys = &creating.keys;
    keys.store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<Create, ApiKey, ApiKeysError>| {
            let now = machine_now();
            // Two who come at once may each find the last place free: the bound is against thousands, not against one.
            let mut count = storage::keys::count(tx, call.tenant(), now).await?;
            let maker = call.actor().responsible().clone();
            let mut held = match maker == Principal::of_service(SHELL) {
                true => Vec::new(),
                false => storage::keys::roles_of(tx, call.tenant(), &maker, now).await?,
            };
            let mut new = Vec::new();
            for item in claimed.items_mut() {
                let Create { name, roles, expires_at } = item.command().clone();
                if let Err(refusal) = may_make(call, &keys.roles, &roles, &held, count) {
                    item.refuse(refusal.into());
                    continue;
                }
                let key = ApiKey::new(name, roles, expires_at, &maker, now);
                let secret = Secret::generate(key.id)?;
                count += 1;
                held.extend(key.roles.iter().cloned());
                new.push((key.clone(), secret.hash()));
                creating.put(secret);
                item.accept(key);
            }
            storage::keys::insert(tx, call.tenant(), new).await?;
            Ok(())
        })
        .await
}

/// Nobody gives away what they do not have, no key begets another, and what is not for one person is not for the keys of
/// one person, whatever their roles were when they made each.
fn may_make(call: &Call, known: &Roles, roles: &[String], held: &[String], count: u64) -> Result<(), Refusal> {
    if count >= MOST_KEYS {
        return Err(Refusal::TooMany { most: MOST_KEYS });
    }
    if call.principal().as_str().starts_with(ApiKeys::PRINCIPAL) {
        return Err(Refusal::KeyIsCreator);
    }
    let mut violations = Violations::default();
    for (at, _) in roles.iter().enumerate().filter(|(_, role)| !known.is_given(role)) {
        violations.add(format!("api_key.roles[{at}]"), reason::UNKNOWN_VALUE, "is no role that somebody can have");
    }
    if !violations.is_empty() {
        return Err(Refusal::Invalid(violations));
    }
    for role in roles.iter().filter_map(|name| known.role(name)) {
        if let Some(scope) = role.scopes.iter().find(|scope| !call.caller.scopes.allows(scope)) {
            return Err(Refusal::ScopeNotHeld { role: role.name.clone(), scope: scope.clone() });
        }
    }
    // What else could be wrong with them stands above; of keys of before a role may be gone.
    let held = held.iter().filter(|role| known.is_given(role));
    let resolved = known.resolve(roles.iter().chain(held).map(String::as_str));
    resolved.map(drop).map_err(|conflict| Refusal::DutiesConflict(conflict.to_string()))
}
