//! Blocks: entries in their order, bound to all that came before.

use o2c_kernel::TenantId;
use ring::digest::{Context, SHA256};
use uuid::Uuid;

/// SHA-256.
pub type Hash = [u8; 32];

/// What the first block of a chain follows.
pub const BEGINNING: Hash = [0; 32];

/// An id and a hash.
const MEMBER: usize = 16 + 32;

/// An entry as a block has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    pub entry: Uuid,
    pub hash: Hash,
}

/// A block of the chain of a service and tenant. Chains begin with number 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub tenant: TenantId,
    pub number: i64,
    /// Machine time, microseconds since 1970 UTC.
    pub sealed_at: i64,
    pub members: Vec<Member>,
    pub previous: Hash,
}

impl Block {
    /// What the next block and every checkpoint bind.
    #[must_use]
    pub fn hash(&self, service: &str) -> Hash {
        let mut context = Context::new(&SHA256);
        context.update(b"o2c audit block\0");
        for name in [service, self.tenant.as_str()] {
            context.update(&(name.len() as u64).to_be_bytes());
            context.update(name.as_bytes());
        }
        context.update(&self.number.to_be_bytes());
        context.update(&self.sealed_at.to_be_bytes());
        context.update(&self.previous);
        context.update(&(self.members.len() as u64).to_be_bytes());
        context.update(&pack(&self.members));
        finished(context)
    }
}

/// The hash of an entry's canonical form.
#[must_use]
pub fn entry_hash(body: &[u8]) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(b"o2c audit entry\0");
    context.update(body);
    finished(context)
}

fn finished(context: Context) -> Hash {
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// Members one after the other.
pub fn pack(members: &[Member]) -> Vec<u8> {
    members.iter().flat_map(|member| member.entry.as_bytes().iter().chain(&member.hash)).copied().collect()
}

/// None where the bytes are no members.
pub fn unpack(bytes: &[u8]) -> Option<Vec<Member>> {
    let (members, rest) = bytes.as_chunks::<MEMBER>();
    let member = |bytes: &[u8; MEMBER]| {
        let (entry, hash) = bytes.split_first_chunk::<16>()?;
        Some(Member { entry: Uuid::from_bytes(*entry), hash: hash.try_into().ok()? })
    };
    members.iter().map(member).collect::<Option<Vec<Member>>>().filter(|_| rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block() -> Block {
        let member = |number: u8| Member { entry: Uuid::from_u128(number.into()), hash: [number; 32] };
        Block {
            tenant: TenantId::default(),
            number: 7,
            sealed_at: 1,
            members: vec![member(1), member(2)],
            previous: [9; 32],
        }
    }

    #[test]
    fn members_come_back_from_their_bytes() {
        let packed = pack(&block().members);
        assert_eq!(unpack(&packed), Some(block().members));
        assert_eq!(unpack(&packed[1..]), None);
        assert_eq!(unpack(&[]), Some(Vec::new()));
    }

    #[test]
    fn a_hash_binds_all_that_a_block_says_and_whose_it_is() {
        let hash = block().hash("orders");
        let mut others = vec![block(); 6];
        others[0].number = 8;
        others[1].sealed_at = 2;
        others[2].members.swap(0, 1);
        others[3].members[0].hash = [3; 32];
        others[4].previous = [8; 32];
        others[5].tenant = TenantId::parse("other").unwrap();
        assert!(others.iter().all(|other| other.hash("orders") != hash));
        assert_ne!(block().hash("credit"), hash);
    }
}
