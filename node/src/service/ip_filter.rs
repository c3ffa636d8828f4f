//! Which addresses this node's network has to do with: `--allow-ip`, `--deny-ip` and a file of both.
//!
//! The network's own library asks nobody before it accepts a connection or dials. So the rules are given
//! to the kernel, as a packet filter of the sockets that listen ([`program`]): nothing from a denied
//! address arrives, not even a handshake. Connections that this node made itself, or had before a
//! change of the rules, are closed ([`sockets`]).

use ipnet::IpNet;
use sc_network::{config::NetworkConfiguration, multiaddr::Protocol, Multiaddr, NetworkStateInfo};
use sc_service::{error::Error as ServiceError, SpawnTaskHandle};
use std::{
    collections::HashSet,
    fs,
    net::IpAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use substrate_prometheus_endpoint::{register, Counter, PrometheusError, Registry, U64};

mod program;
#[cfg(target_os = "linux")]
mod sockets;
#[cfg(test)]
mod tests;

const LOG_TARGET: &str = "ip-filter";

/// Elsewhere than on Linux [`IpFilter::new`] refuses to.
#[cfg(not(target_os = "linux"))]
mod sockets {
    use super::Rules;
    use std::{collections::HashSet, io, net::SocketAddr};

    pub fn attach(_: &HashSet<u16>, _: &Rules) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub fn close(_: &HashSet<u16>, _: &Rules) -> Vec<SocketAddr> {
        Vec::new()
    }
}

/// How often the file is read and connections are looked through.
const INTERVAL: Duration = Duration::from_millis(500);

/// Which addresses to have to do with
#[derive(Clone, Debug, Default, clap::Args)]
#[group(skip)]
pub struct IpFilterParams {
    /// Have to do with nodes of this range of addresses alone, such as 10.0.0.0/8 or 2001:db8::/32
    ///
    /// May be given several times. `--deny-ip` wins.
    #[arg(long, value_name = "RANGE", value_parser = parse_range)]
    pub allow_ip: Vec<IpNet>,

    /// Have nothing to do with nodes of this range of addresses
    ///
    /// May be given several times. Wins over `--allow-ip`.
    #[arg(long, value_name = "RANGE", value_parser = parse_range)]
    pub deny_ip: Vec<IpNet>,

    /// A file with more ranges: in each line `allow RANGE` or `deny RANGE`, or `#` and a comment
    ///
    /// A change of the file takes effect within seconds, without a restart.
    #[arg(long, value_name = "FILE")]
    pub ip_rules: Option<PathBuf>,
}

/// A range, or an address for the range of that one address.
fn parse_range(text: &str) -> Result<IpNet, String> {
    let range = match text.parse::<IpAddr>() {
        Ok(address) => Ok(IpNet::from(address)),
        Err(_) => text.parse::<IpNet>(),
    };
    range
        .map(|range| range.trunc())
        .map_err(|_| format!("`{text}` is no range of IP addresses such as 10.0.0.0/8"))
}

/// Which addresses are denied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Where it is empty, all are allowed.
    allow: Vec<IpNet>,
    /// Wins over `allow`.
    deny: Vec<IpNet>,
}

impl Rules {
    /// Whether to have to do with a node at `address`.
    pub fn permit(&self, address: IpAddr) -> bool {
        // An IPv4 address that arrives in an IPv6 socket is one of IPv4.
        let address = address.to_canonical();
        let within = |ranges: &[IpNet]| ranges.iter().any(|range| range.contains(&address));
        !within(&self.deny) && (self.allow.is_empty() || within(&self.allow))
    }

    /// Whether to dial `address`, as far as that can be told without resolving names.
    fn permit_dialling(&self, address: &Multiaddr) -> bool {
        address.iter().all(|part| match part {
            Protocol::Ip4(ip) => self.permit(ip.into()),
            Protocol::Ip6(ip) => self.permit(ip.into()),
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
                _ => return Err(format!("line {}: expected one range", index + 1)),
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
    rules: Rules,
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
                "--allow-ip, --deny-ip and --ip-rules need Linux; use the system's firewall".into(),
            ));
        }
        let rules = read(&given, file.as_deref()).map_err(ServiceError::Other)?;
        Ok(Some(Self { given, file, rules }))
    }

    /// Leave out what would be dialled at start but is denied.
    pub fn restrict(&self, network: &mut NetworkConfiguration) {
        let rules = &self.rules;
        for nodes in [
            &mut network.boot_nodes,
            &mut network.default_peers_set.reserved_nodes,
        ] {
            nodes.retain(|node| {
                let permitted = rules.permit_dialling(&node.multiaddr);
                if !permitted {
                    log::warn!(target: LOG_TARGET, "🚧 Leaving out {node}: its address is denied");
                }
                permitted
            });
        }
    }

    /// Enforce the rules on the sockets of `network`, now and from now on.
    pub fn start(
        self,
        network: Arc<dyn sc_network::service::traits::NetworkService>,
        spawn_handle: &SpawnTaskHandle,
        registry: Option<&Registry>,
    ) -> Result<(), ServiceError> {
        let ports = ports(&network.listen_addresses());
        let closed = registry.map(closed_connections).transpose()?;
        sockets::attach(&ports, &self.rules)
            .map_err(|error| ServiceError::Other(format!("the IP filter: {error}")))?;
        spawn_handle.spawn("ip-filter", Some("networking"), self.run(ports, closed));
        Ok(())
    }

    async fn run(mut self, ports: HashSet<u16>, closed: Option<Counter<U64>>) {
        let mut mistake = None;
        loop {
            let reread = self.reread();
            match &reread {
                Ok(false) => {}
                Ok(true) => match sockets::attach(&ports, &self.rules) {
                    Ok(()) => log::info!(target: LOG_TARGET, "🚧 The rules changed"),
                    Err(error) => {
                        log::error!(target: LOG_TARGET, "🚧 The rules can't be enforced: {error}")
                    }
                },
                // Say it once, not every half second.
                Err(error) if mistake.as_ref() == Some(error) => {}
                Err(error) => {
                    log::error!(target: LOG_TARGET, "🚧 The rules stay as they were: {error}")
                }
            }
            mistake = reread.err();
            for address in sockets::close(&ports, &self.rules) {
                log::info!(target: LOG_TARGET, "🚧 Closed the connection with {address}, which is denied");
                if let Some(closed) = &closed {
                    closed.inc();
                }
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }

    /// Whether the rules are others now.
    fn reread(&mut self) -> Result<bool, String> {
        let rules = read(&self.given, self.file.as_deref())?;
        let changed = rules != self.rules;
        self.rules = rules;
        Ok(changed)
    }
}

/// The rules `given` together with those in `file`.
fn read(given: &Rules, file: Option<&Path>) -> Result<Rules, String> {
    let mut rules = given.clone();
    if let Some(path) = file {
        let explain = |error: String| format!("{}: {error}", path.display());
        let text = fs::read_to_string(path).map_err(|error| explain(error.to_string()))?;
        rules.add(&text).map_err(explain)?;
    }
    program::check(&rules)?;
    Ok(rules)
}

/// The ports that the network listens on, which are also those that it dials from.
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
