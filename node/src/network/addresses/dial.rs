//! Filters outgoing connections.
//!
//! The network library asks nobody before it dials an address that it learned from others, or a name. But like
//! everything in this process it dials by the C library's `connect`, and in this program that name is the function
//! below: for a denied address it fails before a packet is sent. A socket does not show who opened it, so all are
//! held to the rules, except connections to name servers: without them no name can be resolved.
//!
//! Code that makes the system call directly would get past this. Nothing in the node that dials does so, and
//! [`self_test`](super::self_test) tries the network library at every start.

use super::{sockets::is_name_server, Rules};
use libc::{c_int, sockaddr, sockaddr_storage, socklen_t};
use socket2::SockAddr;
use std::{
    mem::size_of,
    net::SocketAddr,
    ptr,
    sync::{PoisonError, RwLock},
};

static RULES: RwLock<Option<Rules>> = RwLock::new(None);

/// Let the node dial by these rules from now on.
pub fn enforce(rules: &Rules) {
    *RULES.write().unwrap_or_else(PoisonError::into_inner) = Some(rules.clone());
}

/// Whether the rules forbid to dial `peer`.
fn is_denied(peer: SocketAddr) -> bool {
    let rules = RULES.read().unwrap_or_else(PoisonError::into_inner);
    let permits = |rules: &Rules| rules.permit_dialling(peer.ip());
    rules.as_ref().is_some_and(|rules| !permits(rules)) && !is_name_server(peer)
}

/// `connect(2)`, but not with a denied address: that fails with `EACCES`.
///
/// # Safety
/// As of `connect(2)`: there are `length` bytes at `address`.
#[unsafe(no_mangle)]
unsafe extern "C" fn connect(socket: c_int, address: *const sockaddr, length: socklen_t) -> c_int {
    // SAFETY: by the caller's promise.
    let peer = unsafe { peer(address, length) };
    // SAFETY: the first is the thread's own, the second what the caller asked for, as it asked.
    unsafe {
        if peer.is_some_and(is_denied) {
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
pub mod tests {
    use super::*;
    use std::net::{TcpListener, TcpStream, UdpSocket};

    /// The rules are those of the process. Whose turn it is may change them.
    pub static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

    #[test]
    fn nobody_can_dial_what_is_denied() {
        let _turn = TURN.blocking_lock();
        // Of the addresses of this machine, those that no other test has to do with.
        let denied = ["127.8.8.8:0", "127.8.8.9:0"].map(|at| TcpListener::bind(at).unwrap());
        let free = TcpListener::bind("127.8.9.8:0").unwrap();
        let address = |listener: &TcpListener| listener.local_addr().unwrap();
        let mut rules = Rules::default();
        rules.add("deny 127.8.8.0/24").unwrap();
        enforce(&rules);
        for listener in &denied {
            let error = TcpStream::connect(address(listener)).unwrap_err();
            assert_eq!(error.raw_os_error(), Some(libc::EACCES));
            let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
            let error = socket.connect(address(listener)).unwrap_err();
            assert_eq!(error.raw_os_error(), Some(libc::EACCES));
        }
        TcpStream::connect(address(&free)).unwrap();

        enforce(&Rules::default());
        TcpStream::connect(address(&denied[0])).unwrap();
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
