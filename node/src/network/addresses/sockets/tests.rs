//! All tests of a process share its sockets: each denies addresses, or ports, of its own.

use super::{super::ports as network_ports, *};
use crate::testing::{config, Node};
use socket2::{Domain, Socket};
use std::{
    io::Read,
    net::{TcpListener, UdpSocket},
    time::Duration,
};

fn rules(text: &str) -> Rules {
    let mut rules = Rules::default();
    rules.add(text).unwrap();
    rules
}

fn listen(address: &str) -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((address, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// Connect to `target` from `source`, with or without Nagle's algorithm.
fn connect(target: SocketAddr, source: &str, nodelay: bool) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(target), Type::STREAM, None)?;
    socket.set_nodelay(nodelay)?;
    socket.bind(&SocketAddr::new(source.parse().unwrap(), 0).into())?;
    socket.connect_timeout(&target.into(), Duration::from_millis(500))?;
    Ok(socket)
}

/// A connection that is dialled from a port on which nobody listens.
fn dial(target: SocketAddr, nodelay: bool) -> Socket {
    let source = match target {
        SocketAddr::V4(_) => "127.0.0.1",
        SocketAddr::V6(_) => "::1",
    };
    connect(target, source, nodelay).unwrap()
}

fn is_open(socket: &Socket) -> bool {
    socket.set_nonblocking(true).unwrap();
    let nothing_yet = socket.peek(&mut [std::mem::MaybeUninit::uninit()]);
    nothing_yet.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
}

#[test]
fn nothing_arrives_from_a_denied_address() {
    let (_listener, target) = listen("127.0.0.1");
    let ports = [target.port()].into();
    assert_eq!(attach(&ports, &rules("deny 127.0.0.2")).unwrap(), ports);
    assert!(connect(target, "127.0.0.2", false).is_err());
    assert!(connect(target, "127.0.0.3", false).is_ok());

    attach(&ports, &rules("allow 127.0.0.2")).unwrap();
    assert!(connect(target, "127.0.0.2", false).is_ok());
    assert!(connect(target, "127.0.0.3", false).is_err());
}

#[test]
fn nothing_arrives_from_a_denied_address_of_ipv6() {
    let (_listener, target) = listen("::1");
    let ports = [target.port()].into();
    attach(&ports, &rules("deny ::/64")).unwrap();
    assert!(connect(target, "::1", false).is_err());
    attach(&ports, &rules("allow ::1\ndeny 0.0.0.0/0")).unwrap();
    assert!(connect(target, "::1", false).is_ok());
}

#[test]
fn nothing_arrives_from_a_denied_ipv4_address_at_a_socket_of_both_families() {
    let (_listener, target) = listen("::");
    attach(&[target.port()].into(), &rules("deny 127.0.0.4")).unwrap();
    let target = SocketAddr::new("127.0.0.1".parse().unwrap(), target.port());
    assert!(connect(target, "127.0.0.4", false).is_err());
    assert!(connect(target, "127.0.0.5", false).is_ok());
}

#[test]
fn no_datagram_arrives_from_a_denied_address() {
    let receiver = UdpSocket::bind("127.0.0.1:0").unwrap();
    let target = receiver.local_addr().unwrap();
    attach(&[target.port()].into(), &rules("deny 127.0.0.2")).unwrap();
    for source in ["127.0.0.2", "127.0.0.3"] {
        let sender = UdpSocket::bind((source, 0)).unwrap();
        sender.send_to(source.as_bytes(), target).unwrap();
    }
    let (_, source) = receiver.recv_from(&mut [0; 16]).unwrap();
    assert_eq!(source.ip(), IpAddr::from([127, 0, 0, 3]));
}

#[test]
fn a_port_that_nobody_listens_on_is_not_said_to_be_filtered() {
    let (listener, target) = listen("127.0.0.1");
    drop(listener);
    let ports = [target.port()].into();
    assert!(attach(&ports, &rules("deny 127.0.0.2")).unwrap().is_empty());
}

#[test]
fn other_ports_are_left_alone() {
    let (_listener, target) = listen("127.0.0.1");
    let (_other, other) = listen("127.0.0.1");
    attach(&[other.port()].into(), &rules("deny 127.0.0.0/8")).unwrap();
    assert!(connect(target, "127.0.0.2", false).is_ok());
}

#[test]
fn what_was_accepted_before_is_closed() {
    let (listener, target) = listen("127.0.0.1");
    let mut denied = connect(target, "127.0.0.6", false).unwrap();
    let (_accepted, _) = listener.accept().unwrap();
    let permitted = connect(target, "127.0.0.3", false).unwrap();
    let (_accepted_too, _) = listener.accept().unwrap();

    let closed = close(&[target.port()].into(), &rules("deny 127.0.0.6")).unwrap();
    assert_eq!(closed, [denied.local_addr().unwrap().as_socket().unwrap()]);
    assert_eq!(denied.read(&mut [0]).unwrap(), 0);
    assert!(is_open(&permitted));
}

#[test]
fn what_was_dialled_is_closed_whoever_dialled_it() {
    for (address, nodelay, port_is_ours) in [
        ("127.0.0.10", true, false),
        ("127.0.0.11", true, true),
        ("127.0.0.12", false, false),
        ("::1", true, false),
    ] {
        let (_listener, target) = listen(address);
        let denied = dial(target, nodelay);
        let port = denied.local_addr().unwrap().as_socket().unwrap().port();
        let ports = port_is_ours.then_some(port).into_iter().collect();
        let closed = close(&ports, &rules(&format!("deny {address}"))).unwrap();
        // Not all: other tests' nodes may dial ::1.
        assert!(closed.contains(&target));
        assert!(!is_open(&denied));
    }
}

/// A node that listens on IPv6 alone has no port to reuse when it dials an address of IPv4.
#[tokio::test]
async fn what_the_networks_library_dials_is_closed() {
    for (key, transport) in [(1, ""), (2, "/ws")] {
        let address = format!("127.0.0.{}", 20 + key);
        let mut theirs = config([30 + key; 32]);
        theirs.listen_addresses = vec![format!("/ip4/{address}/tcp/0{transport}").parse().unwrap()];
        let theirs = Node::start(theirs, None, None);
        let mut ours = config([40 + key; 32]);
        ours.listen_addresses = vec!["/ip6/::1/tcp/0".parse().unwrap()];
        let ours = Node::start(ours, Some(theirs.address()), None);

        let ports = network_ports(&ours.network.listen_addresses());
        let rules = rules(&format!("deny {address}"));
        let closed = loop {
            let closed = close(&ports, &rules).unwrap();
            if let [address] = closed[..] {
                break address;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        assert_eq!(closed.ip().to_string(), address);
        assert!(network_ports(&[theirs.address().multiaddr]).contains(&closed.port()));
    }
}

#[test]
fn what_others_accepted_is_left_alone() {
    let (listener, target) = listen("127.0.0.1");
    let client = connect(target, "127.0.0.13", false).unwrap();
    let (accepted, _) = listener.accept().unwrap();
    accepted.set_nodelay(true).unwrap();
    let closed = close(&HashSet::new(), &rules("deny 127.0.0.13")).unwrap();
    assert!(closed.is_empty());
    assert!(is_open(&client));
}

#[test]
fn name_servers_are_read_from_resolv_conf() {
    let text =
        "# ours\nsearch example\nnameserver 10.0.0.1\n nameserver\t::1 # two\nnameserver x\n";
    let servers: Vec<IpAddr> = name_servers(text).collect();
    assert_eq!(servers[0], IpAddr::from([10, 0, 0, 1]));
    assert_eq!(servers[1..], [std::net::Ipv6Addr::LOCALHOST]);
}
