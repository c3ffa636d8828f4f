//! What the network dials.
//!
//! Its library asks nobody before it dials an address that others told it, or a name. But like everything in
//! this process it does so by the C library's `connect`, whose name stands for the one below in this
//! program: what the rules deny to the network fails there, before a packet is sent.

use super::{sockets::is_name_server, Rules};
use libc::{c_int, sockaddr, sockaddr_storage, socklen_t};
use socket2::{SockAddr, SockRef};
use std::{
    mem::size_of,
    net::SocketAddr,
    os::fd::BorrowedFd,
    ptr,
    sync::{PoisonError, RwLock},
};

static RULES: RwLock<Option<Rules>> = RwLock::new(None);

/// Let the network dial by these rules from now on.
pub fn enforce(rules: &Rules) {
    *RULES.write().unwrap_or_else(PoisonError::into_inner) = Some(rules.clone());
}

/// Whether the rules forbid the network `peer`.
fn is_denied(peer: SocketAddr) -> bool {
    let rules = RULES.read().unwrap_or_else(PoisonError::into_inner);
    rules.as_ref().is_some_and(|rules| !rules.permit(peer.ip()))
}

/// Whether a socket that is to be connected with `peer` is the network's: it alone, and resolvers of
/// names, turn off Nagle's algorithm (`TCP_NODELAY`) before they dial.
fn is_the_networks(socket: &SockRef, peer: SocketAddr) -> bool {
    socket.nodelay().unwrap_or_default() && !is_name_server(peer)
}

/// `connect(2)`, but not of the network with a denied address: that fails with `EACCES`.
///
/// # Safety
/// As of `connect(2)`: there are `length` bytes at `address`.
#[unsafe(no_mangle)]
unsafe extern "C" fn connect(socket: c_int, address: *const sockaddr, length: socklen_t) -> c_int {
    // SAFETY: by the caller's promise.
    let peer = unsafe { peer(address, length) };
    let denied = peer.filter(|peer| is_denied(*peer)).is_some_and(|peer| {
        // SAFETY: the caller has it open, and waits for this to return.
        let socket = unsafe { BorrowedFd::borrow_raw(socket) };
        is_the_networks(&SockRef::from(&socket), peer)
    });
    // SAFETY: the first is the thread's own, the second what the caller asked for, as it asked.
    unsafe {
        if denied {
            *libc::__errno_location() = libc::EACCES;
            return -1;
        }
        libc::syscall(libc::SYS_connect, socket, address, length) as c_int
    }
}

/// The address in `length` bytes, if it is one of IPv4 or IPv6.
///
/// # Safety
/// There are `length` bytes at `address`.
unsafe fn peer(address: *const sockaddr, length: socklen_t) -> Option<SocketAddr> {
    let bytes = usize::try_from(length).ok()?;
    if address.is_null() || bytes > size_of::<sockaddr_storage>() {
        return None;
    }
    // SAFETY: there are so many bytes on both sides, and any bytes are a `sockaddr_storage`.
    let copied = unsafe {
        SockAddr::try_init(|storage, copied| {
            ptr::copy_nonoverlapping(address.cast::<u8>(), storage.cast::<u8>(), bytes);
            *copied = length;
            Ok(())
        })
    };
    copied.ok()?.1.as_socket()
}

#[cfg(test)]
mod tests {
    use super::*;
    use socket2::{Domain, Protocol, Socket, Type};
    use std::{
        io,
        net::{TcpListener, TcpStream},
    };

    /// Dial as the network's library does.
    fn dial(peer: SocketAddr) -> io::Result<()> {
        let domain = Domain::for_address(peer);
        let socket = Socket::new(domain, Type::STREAM, Some(Protocol::TCP))?;
        socket.set_nodelay(true)?;
        socket.connect(&peer.into())
    }

    #[test]
    fn the_network_can_not_dial_what_is_denied_and_the_rest_of_the_node_can() {
        // Of the addresses of this machine, those that no other test has to do with.
        let denied = ["127.8.8.8:0", "127.8.8.9:0"].map(|at| TcpListener::bind(at).unwrap());
        let free = TcpListener::bind("127.8.9.8:0").unwrap();
        let address = |listener: &TcpListener| listener.local_addr().unwrap();
        let mut rules = Rules::default();
        rules.add("deny 127.8.8.0/24").unwrap();
        enforce(&rules);
        for listener in &denied {
            let error = dial(address(listener)).unwrap_err();
            assert_eq!(error.raw_os_error(), Some(libc::EACCES));
            // Without TCP_NODELAY: telemetry, say.
            TcpStream::connect(address(listener)).unwrap();
        }
        dial(address(&free)).unwrap();

        enforce(&Rules::default());
        dial(address(&denied[0])).unwrap();
    }

    #[test]
    fn what_is_no_address_is_the_systems_to_judge() {
        // SAFETY: there are no bytes at a null pointer, and none are promised.
        let none = unsafe { peer(ptr::null(), 0) };
        assert_eq!(none, None);
        let path = SockAddr::unix("/nowhere").unwrap();
        // SAFETY: there are as many as it says.
        assert_eq!(unsafe { peer(path.as_ptr().cast(), path.len()) }, None);
    }
}
