//! Proves at every start that the rules are enforced, by this kernel and for the network library. It uses only
//! addresses of this machine.

use super::{dial, sockets, Rules};
use ipnet::IpNet;
use litep2p::{
    config::ConfigBuilder,
    error::{DialError, NegotiationError},
    transport::{tcp, websocket},
    types::multiaddr::Multiaddr,
    Litep2p, Litep2pEvent, PeerId,
};
use socket2::{Domain, Socket, Type};
use std::{
    fmt::Display,
    io::{self, ErrorKind},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
    time::Duration,
};

/// An address of this machine that nothing else uses.
const ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 83, 116, 1);

/// How long to wait for a handshake on this machine, which takes less than a millisecond.
const HANDSHAKE: Duration = Duration::from_millis(200);

/// How long to wait for the library's error, which comes at once.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Find out whether rules are enforced here. Meanwhile outgoing connections obey rules of the test, afterwards `rules`.
pub async fn run(rules: &Rules) -> Result<(), String> {
    let explain = |error: io::Error| format!("cannot test the packet filter: {error}");
    let listener = TcpListener::bind((ADDRESS, 0)).map_err(explain)?;
    let denying = Rules {
        deny: vec![IpNet::from(IpAddr::from(ADDRESS))],
        ..Rules::default()
    };
    dial::enforce(&Rules::default());
    if !is_reached(&listener, &Rules::default()).map_err(explain)? {
        return Err("the packet filter drops allowed packets".into());
    }
    if is_reached(&listener, &denying).map_err(explain)? {
        return Err("the packet filter does not drop denied packets".into());
    }
    dial::enforce(&denying);
    for transport in ["", "/ws"] {
        library_is_refused(&listener, transport).await?;
    }
    dial::enforce(rules);
    Ok(())
}

/// Whether a call from [`ADDRESS`] arrives at `listener` where `rules` are its packet filter.
fn is_reached(listener: &TcpListener, rules: &Rules) -> io::Result<bool> {
    let target = listener.local_addr()?;
    sockets::attach(&[target.port()].into(), rules)?;
    let caller = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    caller.bind(&SocketAddr::from((ADDRESS, 0)).into())?;
    match caller.connect_timeout(&target.into(), HANDSHAKE) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::TimedOut => Ok(false),
        Err(error) => Err(error),
    }
}

/// An error unless the network's library is refused when it dials `listener` by `transport`.
async fn library_is_refused(listener: &TcpListener, transport: &str) -> Result<(), String> {
    let explain = |error: &dyn Display| format!("cannot test dialling: {error}");
    let port = listener
        .local_addr()
        .map_err(|error| explain(&error))?
        .port();
    let own = "/ip4/127.0.0.1/tcp/0"
        .parse::<Multiaddr>()
        .map_err(|error| explain(&error))?;
    // As `sc-network` configures it.
    let config = ConfigBuilder::new()
        .with_tcp(tcp::config::Config {
            listen_addresses: vec![own],
            nodelay: true,
            ..Default::default()
        })
        .with_websocket(websocket::config::Config {
            listen_addresses: Vec::new(),
            nodelay: true,
            ..Default::default()
        })
        .build();
    let mut library = Litep2p::new(config).map_err(|error| explain(&error))?;
    let peer = PeerId::random();
    let address = format!("/ip4/{ADDRESS}/tcp/{port}{transport}/p2p/{peer}")
        .parse::<Multiaddr>()
        .map_err(|error| explain(&error))?;
    library
        .dial_address(address)
        .await
        .map_err(|error| explain(&error))?;
    match tokio::time::timeout(TIMEOUT, library.next_event()).await {
        Ok(Some(Litep2pEvent::DialFailure {
            error:
                DialError::NegotiationError(NegotiationError::IoError(ErrorKind::PermissionDenied)),
            ..
        })) => Ok(()),
        other => Err(format!(
            "the network library can dial denied addresses ({other:?})"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::dial::tests::TURN, *};
    use std::{net::TcpStream, thread};

    #[tokio::test]
    async fn the_rules_hold_here() {
        let _turn = TURN.lock().await;
        let mut rules = Rules::default();
        rules.add("deny 127.8.7.0/24").unwrap();
        assert_eq!(run(&rules).await, Ok(()));

        // Afterwards those hold that were given, and no others.
        let denied = TcpListener::bind("127.8.7.1:0").unwrap();
        let error = TcpStream::connect(denied.local_addr().unwrap()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PermissionDenied);
        let free = TcpListener::bind((ADDRESS, 0)).unwrap();
        TcpStream::connect(free.local_addr().unwrap()).unwrap();
    }

    #[tokio::test]
    async fn it_is_noticed_if_nothing_keeps_the_library_from_dialling() {
        let _turn = TURN.lock().await;
        dial::enforce(&Rules::default());
        for transport in ["", "/ws"] {
            let listener = TcpListener::bind((ADDRESS, 0)).unwrap();
            let accepting = listener.try_clone().unwrap();
            let accepted = thread::spawn(move || drop(accepting.accept().unwrap()));
            let error = library_is_refused(&listener, transport).await.unwrap_err();
            assert!(error.contains("can dial denied addresses"), "{error}");
            accepted.join().unwrap();
        }
    }

    #[test]
    fn it_is_noticed_if_the_packet_filter_drops_nothing() {
        let _turn = TURN.blocking_lock();
        dial::enforce(&Rules::default());
        let listener = TcpListener::bind((ADDRESS, 0)).unwrap();
        let mut rules = Rules::default();
        rules.add("deny 127.0.0.1").unwrap();
        assert!(is_reached(&listener, &rules).unwrap());
    }
}
