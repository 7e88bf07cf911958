//! How often somebody may come without proving who they are: a bucket for each address. It is emptied by what fails and
//! asked before anything is verified, so that guessing costs us nothing beyond it. Whoever was believed a moment ago is
//! not asked: who shares an address with a guesser goes on.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

use o2c_identity::Bounded;
use o2c_kernel::Instant;

use super::{QuotaOptions, bucket::Bucket};
use crate::problem::Refusal;

/// Addresses that are remembered; one that is forgotten begins with a full bucket.
const REMEMBERED: usize = 16_384;
/// Of an IPv6 address, what one customer of a network has at least.
const NETWORK: u128 = u128::MAX << 64;

/// The buckets of all addresses.
pub struct Strangers {
    options: QuotaOptions,
    buckets: Mutex<Bounded<IpAddr, Bucket>>,
}

impl Strangers {
    #[must_use]
    pub fn new(options: QuotaOptions) -> Self {
        Self { options, buckets: Mutex::new(Bounded::new(REMEMBERED)) }
    }

    /// Whether another try may be made from there. Takes nothing.
    pub(crate) fn may_try(&self, address: IpAddr, now: Instant) -> Result<(), Refusal> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let looked = buckets.get_mut(&network(address)).map_or(Ok(()), |bucket| bucket.look(now));
        looked.map_err(|retry_after| Refusal::TooManyAttempts { retry_after })
    }

    /// One try has failed, or asked for nothing that needs proof.
    pub(crate) fn take(&self, address: IpAddr, now: Instant) -> Result<(), Refusal> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets.get_or_insert_with(network(address), || Bucket::full(self.options, now));
        bucket.take(now).map_err(|retry_after| Refusal::TooManyAttempts { retry_after })
    }
}

/// What counts as one: an address of IPv4, a network of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => Ipv6Addr::from_bits(six.to_bits() & NETWORK).into(),
        four => four,
    }
}

impl fmt::Debug for Strangers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Strangers").field("options", &self.options).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOON: Instant = Instant::from_micros(1_700_000_000_000_000);

    fn strangers() -> Strangers {
        Strangers::new(QuotaOptions { per_second: 1, burst: 3 })
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn what_fails_empties_the_bucket_of_its_address_alone() {
        let (strangers, guesser) = (strangers(), address("192.0.2.1"));
        for _ in 0..3 {
            strangers.may_try(guesser, NOON).unwrap();
            strangers.take(guesser, NOON).unwrap();
        }
        let Err(Refusal::TooManyAttempts { retry_after }) = strangers.may_try(guesser, NOON) else { panic!("again") };
        assert_eq!(retry_after, Duration::from_secs(1));
        strangers.may_try(address("192.0.2.2"), NOON).unwrap();
        strangers.may_try(guesser, NOON.plus(retry_after)).unwrap();
        strangers.may_try(guesser, NOON.plus(retry_after)).expect("to look takes nothing");
    }

    #[test]
    fn a_network_of_ipv6_is_one_and_an_address_of_ipv4_is_the_same_in_both_spellings() {
        let strangers = strangers();
        for host in 1..=3 {
            strangers.take(address(&format!("2001:db8::{host}")), NOON).unwrap();
            strangers.take(address("::ffff:192.0.2.1"), NOON).unwrap();
        }
        assert!(strangers.may_try(address("2001:db8::ffff:4"), NOON).is_err());
        strangers.may_try(address("2001:db8:0:1::1"), NOON).unwrap();
        assert!(strangers.may_try(address("192.0.2.1"), NOON).is_err());
        strangers.may_try(address("192.0.2.2"), NOON).unwrap();
    }

    #[test]
    fn many_addresses_take_no_more_memory_than_some() {
        let strangers = strangers();
        for number in 0..50_000_u32 {
            strangers.take(IpAddr::from(number.to_be_bytes()), NOON).unwrap();
        }
        assert!(strangers.buckets.lock().unwrap().len() <= REMEMBERED);
    }
}
