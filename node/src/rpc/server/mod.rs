//! The JSON-RPC server, over HTTP and WebSocket.
//!
//! Like the SDK's it is built on `jsonrpsee`, and it adds limits that the SDK's does not support
//! (`docs/decisions/json-rpc-server.md`):
//!
//! - [`addresses`]: the number of connections, in all and from one address;
//! - [`connection`]: calls of a client that does not read its answers wait, and in the end it is disconnected;
//! - [`calls`]: the number of calls that run at a time, of keys that a call names, and the size of their values;
//! - the `Origin` of a WebSocket, which browsers send but leave to the server to check.

mod addresses;
mod calls;
mod connection;

use addresses::Addresses;
pub use calls::{Asked, SizeOf};
use calls::{Bounded, Values};
use connection::{All, Socket};
pub use connection::{Connection, Watched};
use futures::{
    future::{self, Either},
    FutureExt,
};
use hyper::{body::Incoming, header, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use jsonrpsee::{
    server::{
        middleware::{http::HostFilterLayer, rpc::RpcService},
        ws, HttpBody, HttpRequest, HttpResponse, Methods, PingConfig, StopHandle,
    },
    RpcModule,
};
use sc_rpc_server::{
    utils::deny_unsafe, Metrics, MiddlewareLayer, NodeHealthProxyLayer, RandomStringIdProvider,
    RpcEndpoint, RpcMetrics, RpcServiceBuilder,
};
use sc_service::{config::RpcConfiguration, error::Error as ServiceError};
use std::{
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};
use substrate_prometheus_endpoint::Registry;
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::Handle,
    sync::Semaphore,
};
use tower::{BoxError, Service};
use tower_http::cors::{AllowOrigin, CorsLayer};

const MIB: u32 = 1024 * 1024;

/// How long the header of a request may take to arrive.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);

/// Limits of JSON-RPC in addition to the SDK's
#[derive(Clone, Debug, clap::Args)]
pub struct RpcLimits {
    /// Maximum number of JSON-RPC connections from one IPv4 address or IPv6 /64 network
    ///
    /// Connections from this machine are not limited, so a reverse proxy has to limit its own clients. With
    /// `--rpc-rate-limit-trust-proxy-headers`, the address is the one that the proxy reports.
    #[arg(long, value_name = "COUNT", default_value_t = 25)]
    pub rpc_max_connections_per_address: usize,
}

/// Serve `module` on the threads of `runtime` until `stop`. `size_of` returns the size of values in the state.
pub fn start(
    config: &RpcConfiguration,
    limits: &RpcLimits,
    registry: Option<&Registry>,
    mut module: RpcModule<()>,
    size_of: SizeOf,
    runtime: &Handle,
    stop: StopHandle,
) -> Result<(), ServiceError> {
    let mut names: Vec<_> = module.method_names().chain(["rpc_methods"]).collect();
    names.sort_unstable();
    let metrics =
        RpcMetrics::new(registry)?.map(|metrics| metrics.with_known_methods(names.clone()));
    module
        .register_method(
            "rpc_methods",
            move |_, _, _| serde_json::json!({ "methods": names }),
        )
        .map_err(|error| ServiceError::Application(error.into()))?;
    let methods = Methods::from(module);

    let _here = runtime.enter();
    let all = Arc::new(All::default());
    let addresses = Arc::new(Addresses::new(limits.rpc_max_connections_per_address));
    let mut listening = Vec::new();
    for endpoint in config.addr.iter().flatten() {
        let listener = match listen(endpoint.listen_addr) {
            Ok(listener) => listener,
            Err(_) if endpoint.is_optional => continue,
            Err(error) => {
                let problem = format!("JSON-RPC on {}: {error}", endpoint.listen_addr);
                return Err(ServiceError::Other(problem));
            }
        };
        let address = listener.local_addr()?;
        listening.push(address.to_string());
        let server = Server {
            endpoint: endpoint.clone(),
            address,
            log_limit: config.request_logger_limit,
            methods: methods.clone(),
            metrics: metrics.clone(),
            all: all.clone(),
            addresses: addresses.clone(),
            size_of: size_of.clone(),
            stop: stop.clone(),
        };
        runtime.spawn(server.accept(listener));
    }
    if listening.is_empty() {
        return Err(ServiceError::Other(
            "JSON-RPC cannot listen on any of its addresses".into(),
        ));
    }
    // Tools look for this line.
    log::info!("Running JSON-RPC server: addr={},", listening.join(","));
    Ok(())
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}

/// What serves one address.
struct Server {
    endpoint: RpcEndpoint,
    address: SocketAddr,
    log_limit: u32,
    methods: Methods,
    metrics: Option<RpcMetrics>,
    all: Arc<All>,
    addresses: Arc<Addresses>,
    size_of: SizeOf,
    stop: StopHandle,
}

impl Server {
    async fn accept(self, listener: TcpListener) {
        let endpoint = &self.endpoint;
        // Against pages that give their own name to this machine's address.
        let hosts = endpoint.cors.is_some().then(|| {
            let port = self.address.port();
            let hosts = ["localhost", "127.0.0.1", "[::1]"].map(|host| format!("{host}:{port}"));
            HostFilterLayer::new(hosts).expect("these are names of hosts")
        });
        let http = tower::ServiceBuilder::new()
            .option_layer(hosts)
            .layer(NodeHealthProxyLayer)
            .layer(cors(endpoint.cors.clone()));
        let connections = endpoint.max_connections;
        let service = jsonrpsee::server::Server::builder()
            .max_request_body_size(endpoint.max_payload_in_mb.saturating_mul(MIB))
            .max_response_body_size(endpoint.max_payload_out_mb.saturating_mul(MIB))
            .max_connections(connections)
            .max_subscriptions_per_connection(endpoint.max_subscriptions_per_connection)
            .enable_ws_ping(
                PingConfig::new()
                    .ping_interval(Duration::from_secs(30))
                    .inactive_limit(Duration::from_secs(60))
                    .max_failures(3),
            )
            .set_http_middleware(http)
            .set_message_buffer_capacity(endpoint.max_buffer_capacity_per_connection)
            .set_batch_request_config(endpoint.batch_config)
            .set_id_provider(RandomStringIdProvider::new(16))
            .to_service_builder();
        let unsafe_methods = deny_unsafe(&self.address, &endpoint.rpc_methods);
        let values = Values {
            size_of: self.size_of.clone(),
            most: endpoint.max_payload_out_mb.saturating_mul(MIB) as usize / 2,
        };
        let sockets = Arc::new(Semaphore::new(connections as usize));

        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = self.stop.clone().shutdown() => return,
            };
            let Ok((tcp, remote)) = accepted else {
                // Too many files are open, say.
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            let remote = remote.ip();
            let Ok(place) = sockets.clone().try_acquire_owned() else {
                log::debug!(target: "rpc", "{remote} refused: too many connections");
                continue;
            };
            let Some(entry) = self.addresses.enter(remote) else {
                log::debug!(target: "rpc", "{remote} refused: too many connections from that address");
                continue;
            };
            let connection = Arc::new(Connection::new(self.all.clone()));
            let socket = Socket::new(tcp, connection.clone());

            let (service, methods, metrics) =
                (service.clone(), self.methods.clone(), self.metrics.clone());
            let (endpoint, stop) = (self.endpoint.clone(), self.stop.clone());
            let (addresses, log_limit) = (self.addresses.clone(), self.log_limit);
            let values = values.clone();
            let answer = tower::service_fn(move |mut request: HttpRequest<Incoming>| {
                let client = match endpoint.rate_limit_trust_proxy_headers {
                    true => client_of_proxy(&request),
                    false => None,
                };
                let is_websocket = ws::is_upgrade_request(&request);
                let refusal = if is_websocket && !may_upgrade(&request, endpoint.cors.as_deref()) {
                    Some("this origin is not allowed, see --rpc-cors\n")
                } else {
                    // Kept as long as the request, or the session of a WebSocket.
                    match client.map(|client| addresses.enter(client)) {
                        Some(None) => Some("too many connections from this address\n"),
                        Some(Some(entry)) => {
                            request.extensions_mut().insert(Arc::new(entry));
                            None
                        }
                        None => None,
                    }
                };
                request.extensions_mut().insert(unsafe_methods);

                let is_exempt =
                    |range: &sc_rpc_server::IpNetwork| range.contains(client.unwrap_or(remote));
                let rate = endpoint
                    .rate_limit
                    .filter(|_| !endpoint.rate_limit_whitelisted_ips.iter().any(is_exempt));
                let transport = if is_websocket { "ws" } else { "http" };
                let mut measured = MiddlewareLayer::new();
                if let Some(metrics) = metrics.clone() {
                    measured = measured.with_metrics(Metrics::new(metrics, transport));
                }
                if let Some(rate) = rate {
                    measured = measured.with_rate_limit_per_minute(rate);
                }
                let connection = connection.clone();
                request.extensions_mut().insert(connection.clone());
                let values = values.clone();
                let calls = RpcServiceBuilder::new()
                    .rpc_logger(log_limit)
                    .layer(measured.clone())
                    .layer_fn(move |service: RpcService| {
                        Bounded::new(service, connection.clone(), values.clone())
                    });
                let mut service = service
                    .clone()
                    .set_rpc_middleware(calls)
                    .build(methods.clone(), stop.clone());
                async move {
                    if let Some(refusal) = refusal {
                        return Ok(forbidden(refusal));
                    }
                    if is_websocket {
                        let closed = service.on_session_closed();
                        tokio::spawn(async move {
                            let since = Instant::now();
                            measured.ws_connect();
                            closed.await;
                            measured.ws_disconnect(since);
                        });
                    }
                    service.call(request).await
                }
            });
            let stop = self.stop.clone().shutdown();
            let served = serve(socket, answer, stop).map(move |served| {
                if let Err(error) = served {
                    log::debug!(target: "rpc", "the connection of {remote} failed: {error}");
                }
                drop((place, entry));
            });
            tokio::spawn(served);
        }
    }
}

/// Serve a connection until `stop`, over HTTP/1.1: over HTTP/2, one connection could have as many requests at a time as
/// many connections.
async fn serve<S>(
    socket: Socket<TcpStream>,
    answer: S,
    stop: impl Future<Output = ()>,
) -> hyper::Result<()>
where
    S: Service<HttpRequest<Incoming>, Response = HttpResponse, Error = BoxError> + Clone + Send,
    S::Future: Send,
{
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .serve_connection(TokioIo::new(socket), TowerToHyperService::new(answer))
        .with_upgrades();
    let (mut connection, stop) = (pin!(connection), pin!(stop));
    match future::select(connection.as_mut(), stop).await {
        Either::Left((served, _)) => served,
        Either::Right(_) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    }
}

fn forbidden(why: &'static str) -> HttpResponse {
    let mut response = HttpResponse::new(HttpBody::from(why.to_string()));
    *response.status_mut() = hyper::StatusCode::FORBIDDEN;
    response
}

/// What browsers are told of the origins that may ask.
fn cors(origins: Option<Vec<String>>) -> CorsLayer {
    let Some(origins) = origins else {
        return CorsLayer::permissive();
    };
    let allowed = AllowOrigin::predicate(move |origin, _| {
        origin
            .to_str()
            .is_ok_and(|origin| is_allowed(&origins, origin))
    });
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_headers([header::CONTENT_TYPE])
}

/// Whether a WebSocket may be opened. Only browsers name an origin.
fn may_upgrade<T>(request: &HttpRequest<T>, origins: Option<&[String]>) -> bool {
    let (Some(origins), Some(origin)) = (origins, request.headers().get(header::ORIGIN)) else {
        return true;
    };
    origin
        .to_str()
        .is_ok_and(|origin| is_allowed(origins, origin))
}

/// Whether `origin` is one of these. `http://localhost:*` stands for any port.
fn is_allowed(origins: &[String], origin: &str) -> bool {
    origins
        .iter()
        .any(|allowed| match allowed.strip_suffix(":*") {
            Some(host) => origin.strip_prefix(host).is_some_and(|port| {
                port.is_empty()
                    || port
                        .strip_prefix(':')
                        .is_some_and(|port| port.parse::<u16>().is_ok())
            }),
            None => allowed == origin,
        })
}

/// The client for which a proxy asks: `X-Real-IP`, or the last address of `X-Forwarded-For`, which is the one that the
/// proxy itself has seen. The others are as the client likes.
fn client_of_proxy<T>(request: &HttpRequest<T>) -> Option<IpAddr> {
    let headers = request.headers();
    let real = headers.get("x-real-ip");
    let forwarded = || headers.get_all("x-forwarded-for").iter().next_back();
    let addresses = real.or_else(forwarded)?.to_str().ok()?;
    addresses.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&'static str, &str)]) -> HttpRequest<()> {
        let mut request = HttpRequest::new(());
        for (name, value) in headers {
            request.headers_mut().append(*name, value.parse().unwrap());
        }
        request
    }

    #[test]
    fn websockets_are_for_allowed_origins() {
        let origins = [
            "http://localhost:*".to_string(),
            "https://polkadot.js.org".to_string(),
        ];
        let may = |origin| may_upgrade(&request(&[("origin", origin)]), Some(&origins));
        for origin in [
            "http://localhost",
            "http://localhost:5173",
            "https://polkadot.js.org",
        ] {
            assert!(may(origin), "{origin}");
        }
        for origin in [
            "null",
            "https://evil.example",
            "http://localhost.evil.example",
            "http://localhost:80.evil.example",
            "http://localhost:99999",
            "https://localhost",
            "https://polkadot.js.org.evil.example",
            "https://polkadot.js.org:444",
        ] {
            assert!(!may(origin), "{origin}");
        }
    }

    #[test]
    fn whoever_is_no_browser_may_open_a_websocket() {
        assert!(may_upgrade(&request(&[]), Some(&[])));
    }

    #[test]
    fn all_origins_may_where_the_operator_says_so() {
        let evil = request(&[("origin", "https://evil.example")]);
        assert!(may_upgrade(&evil, None));
    }

    #[test]
    fn the_client_of_a_proxy_is_the_one_that_the_proxy_saw() {
        let client = |headers: &[_]| client_of_proxy(&request(headers)).map(|ip| ip.to_string());
        assert_eq!(client(&[]), None);
        assert_eq!(client(&[("x-real-ip", "somebody")]), None);
        assert_eq!(
            client(&[("x-real-ip", "192.0.2.7")]).as_deref(),
            Some("192.0.2.7")
        );
        let forwarded = ("x-forwarded-for", "10.9.9.9, 192.0.2.8");
        assert_eq!(client(&[forwarded]).as_deref(), Some("192.0.2.8"));
        let twice = [forwarded, ("x-forwarded-for", "2001:db8::1")];
        assert_eq!(client(&twice).as_deref(), Some("2001:db8::1"));
    }
}
