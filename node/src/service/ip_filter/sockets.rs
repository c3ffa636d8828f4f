//! The sockets of this process that are the network's: those with one of its ports.
//!
//! TODO: the network's library dials from its listening port where it can, but from an ephemeral one where
//! no interface fits; such a connection, made by this node to a denied address, is not recognised yet.

use super::{program, Rules};
use socket2::{SockRef, Type};
use std::{
    collections::HashSet,
    fs, io,
    net::{Shutdown, SocketAddr},
    os::fd::{BorrowedFd, OwnedFd},
};

/// Let the kernel drop what arrives from denied addresses.
pub fn attach(ports: &HashSet<u16>, rules: &Rules) -> io::Result<()> {
    let filter: Vec<_> = program::compile(rules)
        .into_iter()
        .map(|instruction| libc::sock_filter {
            code: instruction.code,
            jt: instruction.then,
            jf: instruction.otherwise,
            k: instruction.value,
        })
        .collect();
    for socket in of_ports(ports)? {
        let socket = SockRef::from(&socket);
        if socket.is_listener()? || socket.r#type()? == Type::DGRAM {
            socket.attach_filter(&filter)?;
        }
    }
    Ok(())
}

/// Close the connections with denied addresses, and say with which.
pub fn close(ports: &HashSet<u16>, rules: &Rules) -> Vec<SocketAddr> {
    let sockets = of_ports(ports).unwrap_or_default();
    let denied = sockets.into_iter().filter_map(|socket| {
        let socket = SockRef::from(&socket);
        // Sockets without a peer listen, or do not have it yet.
        let peer = socket.peer_addr().ok()?.as_socket()?;
        (!rules.permit(peer.ip()) && socket.shutdown(Shutdown::Both).is_ok()).then_some(peer)
    });
    denied.collect()
}

fn of_ports(ports: &HashSet<u16>) -> io::Result<Vec<OwnedFd>> {
    let mut sockets = Vec::new();
    for entry in fs::read_dir("/proc/self/fd")? {
        let entry = entry?;
        let is_socket = fs::read_link(entry.path())
            .is_ok_and(|target| target.to_string_lossy().starts_with("socket:"));
        let number = entry.file_name().to_string_lossy().parse();
        let (true, Ok(number)) = (is_socket, number) else {
            continue;
        };
        // SAFETY: it is borrowed for no longer than it takes to duplicate it. Whoever owns it may have
        // closed it since it was listed; then there is nothing to duplicate, or something else, which
        // the next lines tell by its port.
        let Ok(socket) = unsafe { BorrowedFd::borrow_raw(number) }.try_clone_to_owned() else {
            continue;
        };
        let port = SockRef::from(&socket)
            .local_addr()
            .ok()
            .and_then(|address| address.as_socket())
            .map(|address| address.port());
        if port.is_some_and(|port| ports.contains(&port)) {
            sockets.push(socket);
        }
    }
    Ok(sockets)
}
