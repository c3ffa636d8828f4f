//! Limits the number of connections from each address.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex},
};

#[derive(Debug)]
pub struct Addresses {
    most: usize,
    open: Mutex<HashMap<IpAddr, usize>>,
}

impl Addresses {
    /// No address may have more than `most` connections.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            open: Mutex::default(),
        }
    }

    /// A place for a connection from `address`, unless it has too many already.
    pub fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Entry> {
        let address = network_of(address);
        if !address.is_loopback() {
            let mut open = self.open.lock().expect("no holder of the lock panics");
            let count = open.entry(address).or_default();
            if *count >= self.most {
                if *count == 0 {
                    open.remove(&address);
                }
                return None;
            }
            *count += 1;
        }
        Some(Entry {
            address,
            addresses: self.clone(),
        })
    }
}

/// What one client has to itself: an address of IPv4, a network of 64 bits of IPv6.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(ip) if !ip.is_loopback() => {
            let [a, b, c, d, ..] = ip.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address => address,
    }
}

/// A place, until it is dropped.
#[derive(Debug)]
pub struct Entry {
    address: IpAddr,
    addresses: Arc<Addresses>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut open = self
            .addresses
            .open
            .lock()
            .expect("no holder of the lock panics");
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    #[test]
    fn one_address_does_not_take_the_places_of_others() {
        let addresses = Arc::new(Addresses::new(2));
        let places: Vec<_> = (0..2)
            .map(|_| addresses.enter(ip("192.0.2.1")).unwrap())
            .collect();
        assert!(addresses.enter(ip("192.0.2.1")).is_none());
        assert!(addresses.enter(ip("::ffff:192.0.2.1")).is_none());
        assert!(addresses.enter(ip("192.0.2.2")).is_some());
        drop(places);
        assert!(addresses.enter(ip("192.0.2.1")).is_some());
        assert!(addresses.open.lock().unwrap().is_empty());
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let addresses = Arc::new(Addresses::new(1));
        let _place = addresses.enter(ip("2001:db8:0:1::1")).unwrap();
        assert!(addresses.enter(ip("2001:db8:0:1::2")).is_none());
        assert!(addresses.enter(ip("2001:db8:0:2::1")).is_some());
    }

    #[test]
    fn connections_of_this_machine_are_not_counted() {
        let addresses = Arc::new(Addresses::new(0));
        assert!(addresses.enter(ip("127.0.0.1")).is_some());
        assert!(addresses.enter(ip("::1")).is_some());
        assert!(addresses.enter(ip("192.0.2.1")).is_none());
        assert!(addresses.open.lock().unwrap().is_empty());
    }
}
