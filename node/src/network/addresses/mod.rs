//! Filters peers by IP address: `--allow-ip`, `--deny-ip` and a file with such rules.
//!
//! The network library asks nobody before it accepts a connection or dials. So the rules become a packet filter in the
//! kernel on the listening sockets ([`program`]): nothing from a denied address arrives, not even a handshake. Outgoing
//! connections pass [`dial`]. The file is reread regularly, and connections to addresses that are denied are closed
//! ([`sockets`]).
//!
//! It fails closed. A connection of unknown purpose counts as one of the network: whatever dials in this process is
//! held to the rules, and only what JSON-RPC and the metrics server have accepted is not. A node on which the rules
//! cannot be enforced does not start ([`self_test`]). `docs/decisions/ip-filter.md` says why it is done this way, and
//! what it does not cover.

use ipnet::IpNet;
use sc_network::{
    config::{NetworkBackendType, NetworkConfiguration},
    multiaddr::Protocol,
    service::traits::NetworkService,
    Multiaddr,
};
use sc_service::{error::Error as ServiceError, SpawnEssentialTaskHandle};
use std::{
    collections::HashSet,
    fs,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};
use substrate_prometheus_endpoint::{register, Counter, PrometheusError, Registry, U64};

#[cfg(target_os = "linux")]
mod dial;
mod program;
#[cfg(target_os = "linux")]
mod self_test;
#[cfg(target_os = "linux")]
mod sockets;
#[cfg(test)]
mod tests;

const LOG_TARGET: &str = "ip-filter";

/// On other systems than Linux, [`IpFilter::new`] returns an error.
#[cfg(not(target_os = "linux"))]
mod dial {
    pub fn enforce(_: &super::Rules) {}
}
#[cfg(not(target_os = "linux"))]
mod self_test {
    pub async fn run(_: &super::Rules) -> Result<(), String> {
        Err("this system is not Linux".into())
    }
}
#[cfg(not(target_os = "linux"))]
mod sockets {
    use super::Rules;
    use std::{collections::HashSet, io, net::SocketAddr};

    pub fn attach(_: &HashSet<u16>, _: &Rules) -> io::Result<HashSet<u16>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub fn close(_: &HashSet<u16>, _: &Rules) -> io::Result<Vec<SocketAddr>> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// How often the file is read and the connections are checked, which takes about 0.3 ms with 200 sockets.
const INTERVAL: Duration = Duration::from_millis(500);

/// Which IP addresses to connect to
#[derive(Clone, Debug, Default, clap::Args)]
#[group(skip)]
pub struct IpFilterParams {
    /// Only connect to peers in this CIDR range, such as 10.0.0.0/8 or 2001:db8::/32
    ///
    /// May be given several times. `--deny-ip` takes precedence.
    #[arg(long, value_name = "CIDR", value_parser = parse_range)]
    pub allow_ip: Vec<IpNet>,

    /// Never connect to peers in this CIDR range
    ///
    /// May be given several times. Takes precedence over `--allow-ip`.
    #[arg(long, value_name = "CIDR", value_parser = parse_range)]
    pub deny_ip: Vec<IpNet>,

    /// A file with more rules, one per line: `allow CIDR` or `deny CIDR`; `#` begins a comment
    ///
    /// Changes to the file take effect within seconds, without a restart.
    #[arg(long, value_name = "FILE")]
    pub ip_rules: Option<PathBuf>,
}

/// Parse a CIDR range, or an address as the range of that one address.
fn parse_range(text: &str) -> Result<IpNet, String> {
    let range = match text.parse::<IpAddr>() {
        Ok(address) => Ok(IpNet::from(address)),
        Err(_) => text.parse::<IpNet>(),
    };
    range
        .map(|range| range.trunc())
        .map_err(|_| format!("invalid CIDR range `{text}`: expected one such as 10.0.0.0/8"))
}

/// Which addresses are denied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// If empty, all are allowed.
    allow: Vec<IpNet>,
    /// Takes precedence over `allow`.
    deny: Vec<IpNet>,
}

impl Rules {
    /// Whether to connect to a peer at `address`.
    pub fn permit(&self, address: IpAddr) -> bool {
        // An IPv4 address that arrives in an IPv6 socket is one of IPv4.
        let address = address.to_canonical();
        let within = |ranges: &[IpNet]| ranges.iter().any(|range| range.contains(&address));
        !within(&self.deny) && (self.allow.is_empty() || within(&self.allow))
    }

    /// Whether to dial `address`. Dialling the unspecified address (`0.0.0.0`, `::`) reaches this machine.
    fn permit_dialling(&self, address: IpAddr) -> bool {
        self.permit(match address.to_canonical() {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
            other => other,
        })
    }

    /// Whether to dial `address`, as far as that can be told without resolving names.
    fn permit_dialling_node(&self, address: &Multiaddr) -> bool {
        address.iter().all(|part| match part {
            Protocol::Ip4(ip) => self.permit_dialling(ip.into()),
            Protocol::Ip6(ip) => self.permit_dialling(ip.into()),
            _ => true,
        })
    }

    /// Add the rules in `text`.
    fn add(&mut self, text: &str) -> Result<(), String> {
        for (index, line) in text.lines().enumerate() {
            let rule = line.split('#').next().unwrap_or_default();
            let mut words = rule.split_whitespace();
            let ranges = match words.next() {
                None => continue,
                Some("allow") => &mut self.allow,
                Some("deny") => &mut self.deny,
                Some(other) => {
                    return Err(format!(
                        "line {}: expected `allow` or `deny`, found `{other}`",
                        index + 1
                    ))
                }
            };
            match (words.next(), words.next()) {
                (Some(range), None) => ranges.push(
                    parse_range(range).map_err(|error| format!("line {}: {error}", index + 1))?,
                ),
                _ => return Err(format!("line {}: expected one CIDR range", index + 1)),
            }
        }
        Ok(())
    }
}

/// The rules of the command line and those of the file.
#[derive(Clone, Debug)]
pub struct IpFilter {
    given: Rules,
    file: Option<PathBuf>,
    /// What was in the file when the rules were taken from it, and when it was last read.
    text: String,
    last_text: String,
    rules: Rules,
    /// What the kernel has, and at which ports.
    enforced: Option<(HashSet<u16>, Rules)>,
}

impl IpFilter {
    /// The filter that `params` ask for, if they ask for one.
    pub fn new(params: IpFilterParams) -> Result<Option<Self>, ServiceError> {
        let given = Rules {
            allow: params.allow_ip,
            deny: params.deny_ip,
        };
        let file = params.ip_rules;
        if given == Rules::default() && file.is_none() {
            return Ok(None);
        }
        if !cfg!(target_os = "linux") {
            return Err(ServiceError::Other(
                "--allow-ip, --deny-ip and --ip-rules work on Linux only; use the system's firewall instead".into(),
            ));
        }
        program::check(&given).map_err(ServiceError::Other)?;
        let mut filter = Self {
            rules: given.clone(),
            given,
            file,
            text: String::new(),
            last_text: String::new(),
            enforced: None,
        };
        // Twice, to take what is there.
        filter
            .reread()
            .and_then(|()| filter.reread())
            .map_err(ServiceError::Other)?;
        Ok(Some(filter))
    }

    /// Prove that the rules can be enforced here, start to enforce them for outgoing connections, and remove denied
    /// nodes from those that `network` would dial at its start.
    pub async fn prepare(&self, network: &mut NetworkConfiguration) -> Result<(), ServiceError> {
        // It listens some time after its start, and is not what the self-test dials with.
        if !matches!(network.network_backend, NetworkBackendType::Litep2p) {
            return Err(ServiceError::Other(
                "--allow-ip, --deny-ip and --ip-rules require --network-backend litep2p".into(),
            ));
        }
        let rules = &self.rules;
        self_test::run(rules).await.map_err(|error| {
            ServiceError::Other(format!(
                "--allow-ip, --deny-ip and --ip-rules cannot be enforced on this system; use its \
                 firewall instead: {error}"
            ))
        })?;
        dial::enforce(rules);
        for nodes in [
            &mut network.boot_nodes,
            &mut network.default_peers_set.reserved_nodes,
        ] {
            nodes.retain(|node| {
                let permitted = rules.permit_dialling_node(&node.multiaddr);
                if !permitted {
                    log::warn!(target: LOG_TARGET, "🚧 Leaving out {node}: its address is denied");
                }
                permitted
            });
        }
        Ok(())
    }

    /// Enforce the rules on the sockets of `network` from now on. If the task that does so ends, the node stops.
    pub fn start(
        mut self,
        network: Arc<dyn NetworkService>,
        spawn_handle: &SpawnEssentialTaskHandle,
        registry: Option<&Registry>,
    ) -> Result<(), ServiceError> {
        let closed = registry.map(closed_connections).transpose()?;
        self.enforce(ports(&network.listen_addresses()))
            .map_err(ServiceError::Other)?;
        spawn_handle.spawn("ip-filter", Some("networking"), self.run(network, closed));
        Ok(())
    }

    async fn run(mut self, network: Arc<dyn NetworkService>, closed: Option<Counter<U64>>) {
        let mut said = None;
        loop {
            let ports = ports(&network.listen_addresses());
            let reread = self.reread();
            let mistake = reread.and(self.enforce(ports.clone())).err();
            if let Some(mistake) = mistake.as_ref().filter(|_| said != mistake) {
                log::error!(target: LOG_TARGET, "🚧 The rules stay as they were: {mistake}");
            }
            said = mistake;
            // Where it fails, for want of descriptors say, the next time will do.
            let closed_now = sockets::close(&ports, &self.rules).unwrap_or_else(|error| {
                log::warn!(target: LOG_TARGET, "🚧 Cannot list the open connections: {error}");
                Vec::new()
            });
            for address in closed_now {
                log::info!(target: LOG_TARGET, "🚧 Closed the connection with {address}, which is denied");
                if let Some(closed) = &closed {
                    closed.inc();
                }
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }

    /// Take the rules in the file if it has not changed since the last look. Otherwise it may be half written, or empty
    /// because it is about to be written, which would lift all bans.
    fn reread(&mut self) -> Result<(), String> {
        let Some(path) = &self.file else {
            return Ok(());
        };
        let explain = |error: String| format!("{}: {error}", path.display());
        let text = fs::read_to_string(path).map_err(|error| explain(error.to_string()))?;
        if text != self.last_text {
            self.last_text = text;
        } else if text != self.text {
            let mut rules = self.given.clone();
            let added = rules.add(&text).and_then(|()| program::check(&rules));
            self.text = text;
            added.map_err(explain)?;
            self.rules = rules;
        }
        Ok(())
    }

    /// Attach the rules to the sockets at each of `ports`, unless they are attached already.
    fn enforce(&mut self, ports: HashSet<u16>) -> Result<(), String> {
        let enforced = self.enforced.as_ref();
        if enforced.is_some_and(|(at, rules)| *at == ports && *rules == self.rules) {
            return Ok(());
        }
        let filtered = sockets::attach(&ports, &self.rules)
            .map_err(|error| format!("the kernel rejected the rules: {error}"))?;
        if let Some(port) = ports.difference(&filtered).next() {
            return Err(format!("found no socket that listens on port {port}"));
        }
        dial::enforce(&self.rules);
        log::info!(
            target: LOG_TARGET,
            "🚧 Filtering peers by address: {} ranges allowed (0: all), {} denied",
            self.rules.allow.len(),
            self.rules.deny.len(),
        );
        self.enforced = Some((ports, self.rules.clone()));
        Ok(())
    }
}

/// The ports that the network listens on.
fn ports(addresses: &[Multiaddr]) -> HashSet<u16> {
    let port = |part| match part {
        Protocol::Tcp(port) | Protocol::Udp(port) => Some(port),
        _ => None,
    };
    addresses
        .iter()
        .filter_map(|address| address.iter().find_map(port))
        .collect()
}

fn closed_connections(registry: &Registry) -> Result<Counter<U64>, PrometheusError> {
    register(
        Counter::new(
            "chaos_ip_filter_closed_total",
            "Connections with denied addresses that were closed",
        )?,
        registry,
    )
}
