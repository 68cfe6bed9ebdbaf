//! Caps per network address.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use dashmap::DashMap;
use governor::clock::Clock as _;
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use vitrine_shared::limits::Rates;

/// An IPv4 address, or the /64 an IPv6 address belongs to: one household, not one of its 2^64
/// addresses.
#[must_use]
pub fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => {
                let s = v6.segments();
                IpAddr::V6(Ipv6Addr::new(s[0], s[1], s[2], s[3], 0, 0, 0, 0))
            }
        },
    }
}

/// A quota of `per_s` a second with bursts of `burst`.
#[must_use]
pub fn per_second(per_s: u32, burst: u32) -> DefaultDirectRateLimiter {
    RateLimiter::direct(Quota::per_second(at_least_one(per_s)).allow_burst(at_least_one(burst)))
}

fn at_least_one(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN)
}

/// Counts sockets and new visitors by address.
pub struct AddressLimits {
    rates: Rates,
    visitors: DefaultKeyedRateLimiter<IpAddr>,
    sockets: Arc<DashMap<IpAddr, Sockets>>,
    /// Sockets of all addresses.
    open: Arc<AtomicU32>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sockets {
    pending: u32,
    all: u32,
}

impl AddressLimits {
    /// Limits with these rates.
    #[must_use]
    pub fn new(rates: Rates) -> Self {
        let per_minute = Quota::per_minute(at_least_one(rates.visitors_per_min));
        let visitors = RateLimiter::keyed(per_minute);
        Self { rates, visitors, sockets: Arc::default(), open: Arc::default() }
    }

    /// Lets this address become one more visitor.
    ///
    /// # Errors
    /// Seconds until it may, rounded up.
    pub fn new_visitor(&self, address: IpAddr) -> Result<(), u32> {
        let refused = self.visitors.check_key(&household(address));
        refused.map_err(|not_until| {
            let left = not_until.wait_time_from(self.visitors.clock().now());
            u32::try_from(left.as_secs()).unwrap_or(u32::MAX).saturating_add(1)
        })
    }

    /// Takes a place for a socket that has not authenticated yet; `None` when there is none.
    #[must_use]
    pub fn socket(&self, address: IpAddr) -> Option<SocketPlace> {
        let key = household(address);
        let (sockets, open) = (Arc::clone(&self.sockets), Arc::clone(&self.open));
        let one_more = |open: u32| (open < self.rates.sockets).then_some(open + 1);
        // Before the address is looked at, so that a full process remembers no new address.
        self.open.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_more).ok()?;
        let mut entry = self.sockets.entry(key).or_default();
        let full =
            entry.pending >= self.rates.address_pending || entry.all >= self.rates.address_sockets;
        if full {
            self.open.fetch_sub(1, Ordering::SeqCst);
            return None;
        }
        entry.pending += 1;
        entry.all += 1;
        Some(SocketPlace { sockets, open, key, pending: true })
    }

    /// Forgets addresses that have been quiet.
    pub fn tidy(&self) {
        self.visitors.retain_recent();
    }
}

/// A socket's place; given back when dropped.
pub struct SocketPlace {
    sockets: Arc<DashMap<IpAddr, Sockets>>,
    open: Arc<AtomicU32>,
    key: IpAddr,
    pending: bool,
}

impl SocketPlace {
    /// The socket has authenticated.
    pub fn authenticated(&mut self) {
        if std::mem::take(&mut self.pending)
            && let Some(mut entry) = self.sockets.get_mut(&self.key)
        {
            entry.pending = entry.pending.saturating_sub(1);
        }
    }
}

impl Drop for SocketPlace {
    fn drop(&mut self) {
        self.authenticated();
        self.sockets.remove_if_mut(&self.key, |_, entry| {
            entry.all = entry.all.saturating_sub(1);
            entry.all == 0
        });
        self.open.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn li4_a_dropped_socket_gives_its_place_back() {
        let rates = Rates { address_pending: 1, address_sockets: 2, ..Rates::default() };
        let limits = AddressLimits::new(rates);
        let here: IpAddr = "2001:db8::1".parse().expect("an address");
        let neighbour: IpAddr = "2001:db8::2".parse().expect("an address");
        let mut first = limits.socket(here).expect("the first place");
        assert!(limits.socket(neighbour).is_none(), "one household has one pending place");
        first.authenticated();
        let second = limits.socket(here).expect("pending place is free again");
        drop(second);
        drop(first);
        assert!(limits.sockets.is_empty());
    }
}
