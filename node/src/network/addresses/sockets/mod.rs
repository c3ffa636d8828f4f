//! Finds the network's sockets, and filters and closes them.
//!
//! The network's library keeps them to itself. So all of this process are looked through:
//! - What listens on a port of the network gets the packet filter.
//! - A connection with a denied address is closed, whoever made it. Two kinds are excepted: what was accepted at
//!   the port of another listener, which is that of JSON-RPC or of the metrics; and connections with name
//!   servers.

use super::{program, Rules};
use socket2::{SockRef, Type};
use std::{
    collections::HashSet,
    fs, io,
    net::{IpAddr, Shutdown, SocketAddr},
    os::fd::{BorrowedFd, OwnedFd},
};

/// Let the kernel drop what arrives from denied addresses at the `ports` of the network. Returns the filtered ports.
pub fn attach(ports: &HashSet<u16>, rules: &Rules) -> io::Result<HashSet<u16>> {
    let filter: Vec<_> = program::compile(rules)
        .into_iter()
        .map(|instruction| libc::sock_filter {
            code: instruction.code,
            jt: instruction.then,
            jf: instruction.otherwise,
            k: instruction.value,
        })
        .collect();
    let mut filtered = HashSet::new();
    for socket in all()? {
        let socket = SockRef::from(&socket);
        let port = local_port(&socket).filter(|port| ports.contains(port));
        if let Some(port) = port {
            if is_listener(&socket) || is_of_type(&socket, Type::DGRAM) {
                socket.attach_filter(&filter)?;
                filtered.insert(port);
            }
        }
    }
    Ok(filtered)
}

/// Close the connections with denied addresses and return these addresses. `ports` are those of the network.
pub fn close(ports: &HashSet<u16>, rules: &Rules) -> io::Result<Vec<SocketAddr>> {
    let denied: Vec<_> = all()?
        .filter_map(|socket| {
            let peer = SockRef::from(&socket).peer_addr().ok()?.as_socket()?;
            (!rules.permit(peer.ip())).then_some((socket, peer))
        })
        .collect();
    if denied.is_empty() {
        return Ok(Vec::new());
    }
    let served: HashSet<u16> = all()?
        .filter_map(|socket| {
            let socket = SockRef::from(&socket);
            is_listener(&socket).then(|| local_port(&socket)).flatten()
        })
        .collect();
    let is_excepted = |socket: &SockRef, peer| {
        let is_of_others = |port| served.contains(&port) && !ports.contains(&port);
        local_port(socket).is_some_and(is_of_others) || is_name_server(peer)
    };
    let closed = denied.into_iter().filter_map(|(socket, peer)| {
        let socket = SockRef::from(&socket);
        let is_closed = is_of_type(&socket, Type::STREAM)
            && !is_excepted(&socket, peer)
            && socket.shutdown(Shutdown::Both).is_ok();
        is_closed.then_some(peer)
    });
    Ok(closed.collect())
}

/// All open files of this process, sockets and others, one at a time. Each is duplicated while it is inspected.
fn all() -> io::Result<impl Iterator<Item = OwnedFd>> {
    let entries = fs::read_dir("/proc/self/fd")?;
    Ok(entries.filter_map(|entry| {
        let number = entry.ok()?.file_name().to_str()?.parse().ok()?;
        // SAFETY: it is borrowed for no longer than it takes to duplicate it. Whoever owns it may have
        // closed it since it was listed; then there is nothing to duplicate, or something else, of
        // which the duplicate tells what it is.
        unsafe { BorrowedFd::borrow_raw(number) }
            .try_clone_to_owned()
            .ok()
    }))
}

fn local_port(socket: &SockRef) -> Option<u16> {
    let address = socket.local_addr().ok()?.as_socket()?;
    Some(address.port())
}

fn is_listener(socket: &SockRef) -> bool {
    socket.is_listener().unwrap_or_default()
}

fn is_of_type(socket: &SockRef, expected: Type) -> bool {
    socket.r#type().is_ok_and(|found| found == expected)
}

/// Whether `peer` is one of this machine's name servers.
pub fn is_name_server(peer: SocketAddr) -> bool {
    const PORT: u16 = 53;
    peer.port() == PORT
        && fs::read_to_string("/etc/resolv.conf")
            .is_ok_and(|text| name_servers(&text).any(|server| server == peer.ip()))
}

/// The name servers of a `resolv.conf`.
fn name_servers(text: &str) -> impl Iterator<Item = IpAddr> + '_ {
    text.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        (words.next() == Some("nameserver")).then(|| words.next()?.parse().ok())?
    })
}

#[cfg(test)]
mod tests;
