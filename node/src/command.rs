//! Runs what the command line asks for, with the consensus that the chain spec names.

use crate::{
    chain, chain_spec,
    cli::{Cli, Subcommand},
    client::{FullBackend, FullClient},
    consensus::{with_consensus, Consensus, Family},
    executor::{self, genesis},
    network::addresses::IpFilter,
    pool, service,
    signatures::FullImportQueue,
};
use chaos_primitives::BlockNumber;
use sc_cli::{BuildSpecCmd, CliConfiguration, ExportChainSpecCmd, Result, SubstrateCli};
use sc_network::{config::NetworkBackendType, Litep2pNetworkBackend, NetworkWorker};
use sc_service::{Configuration, PruningMode, RpcMethods, TaskManager};
use std::{future::Future, sync::Arc};

impl SubstrateCli for Cli {
    fn impl_name() -> String {
        "CHAOS Node".into()
    }

    fn impl_version() -> String {
        env!("SUBSTRATE_CLI_IMPL_VERSION").into()
    }

    fn executable_name() -> String {
        env!("CARGO_PKG_NAME").into()
    }

    fn description() -> String {
        env!("CARGO_PKG_DESCRIPTION").into()
    }

    fn author() -> String {
        "The CHAOS developers".into()
    }

    fn support_url() -> String {
        "the issue tracker of the repository you got this node from".into()
    }

    fn copyright_start_year() -> i32 {
        2026
    }

    fn load_spec(&self, id: &str) -> std::result::Result<Box<dyn sc_service::ChainSpec>, String> {
        let mut chain_spec = chain_spec::load(id)?;
        match &self.subcommand {
            Some(
                Subcommand::ExportChainSpec(ExportChainSpecCmd { raw, .. })
                | Subcommand::BuildSpec(BuildSpecCmd { raw, .. }),
            ) => {
                if *raw {
                    genesis::make_raw(&mut chain_spec, &executor::new(&Default::default()))?;
                }
            }
            _ => {
                Family::of(&chain_spec).map_err(|error| format!("chain spec {id}: {error}"))?;
            }
        }
        Ok(Box::new(chain_spec))
    }
}

/// Read the command line and do what it says.
pub fn run() -> Result<()> {
    let cli = Cli::from_args();
    match &cli.subcommand {
        // What is measured is the work of verifying: `benchmark block` executes a block many times.
        #[cfg(feature = "runtime-benchmarks")]
        Some(Subcommand::Benchmark(_)) => {}
        _ => cli.signatures.apply(),
    }
    match &cli.subcommand {
        None => run_node(&cli),
        Some(Subcommand::Key(cmd)) => cmd.run(&cli),
        Some(Subcommand::SignPeerId(cmd)) => cmd.run(),
        Some(Subcommand::Distribution(cmd)) => cmd.run(),
        Some(Subcommand::NewNetwork(cmd)) => cmd.run(),
        Some(Subcommand::ExportChainSpec(cmd)) => cmd.run(cli.load_spec(&cmd.chain)?),
        #[allow(deprecated)]
        Some(Subcommand::BuildSpec(cmd)) => cli
            .create_runner(cmd)?
            .sync_run(|config| cmd.run(config.chain_spec, config.network)),
        Some(Subcommand::CheckBlock(cmd)) => on_chain(&cli, cmd, |chain, _| {
            (
                cmd.run(chain.client, chain.import_queue),
                chain.task_manager,
            )
        }),
        Some(Subcommand::ExportBlocks(cmd)) => on_chain(&cli, cmd, |chain, config| {
            (cmd.run(chain.client, config.database), chain.task_manager)
        }),
        Some(Subcommand::ImportBlocks(cmd)) => on_chain(&cli, cmd, |chain, _| {
            (
                cmd.run(chain.client, chain.import_queue),
                chain.task_manager,
            )
        }),
        Some(Subcommand::ExportState(cmd)) => on_chain(&cli, cmd, |chain, config| {
            (cmd.run(chain.client, config.chain_spec), chain.task_manager)
        }),
        Some(Subcommand::PurgeChain(cmd)) => cli
            .create_runner(cmd)?
            .sync_run(|config| cmd.run(config.database)),
        Some(Subcommand::Revert(cmd)) => on_chain(&cli, cmd, |chain, _| {
            let revert_consensus =
                Box::new(move |client, _, blocks| (chain.revert)(client, blocks));
            let reverted = cmd.run(chain.client, chain.backend, Some(revert_consensus));
            (reverted, chain.task_manager)
        }),
        Some(Subcommand::ChainInfo(cmd)) => cli
            .create_runner(cmd)?
            .sync_run(|config| cmd.run::<chaos_primitives::Block>(&config)),
        #[cfg(feature = "runtime-benchmarks")]
        Some(Subcommand::Benchmark(cmd)) => benchmark(&cli, cmd),
    }
}

/// What commands need of a chain that is open, whatever its consensus.
struct Chain {
    client: Arc<FullClient>,
    backend: Arc<FullBackend>,
    import_queue: FullImportQueue,
    task_manager: TaskManager,
    /// See [`Consensus::revert`].
    revert: fn(Arc<FullClient>, BlockNumber) -> Result<()>,
}

impl Chain {
    fn open(config: &Configuration) -> Result<Self> {
        with_consensus!(Family::of(&*config.chain_spec)?, C => {
            let chain = chain::open::<C>(config, None)?;
            Ok(Self {
                client: chain.client,
                backend: chain.backend,
                import_queue: chain.import_queue,
                task_manager: chain.task_manager,
                revert: C::revert,
            })
        })
    }
}

/// Open the chain that `cmd` is about and work on it, with the tasks that its parts run meanwhile.
fn on_chain<Cmd, Work>(
    cli: &Cli,
    cmd: &Cmd,
    work: impl FnOnce(Chain, Configuration) -> (Work, TaskManager),
) -> Result<()>
where
    Cmd: CliConfiguration,
    Work: Future<Output = Result<()>>,
{
    cli.create_runner(cmd)?.async_run(|config| {
        let chain = Chain::open(&config)?;
        Ok(work(chain, config))
    })
}

fn run_node(cli: &Cli) -> Result<()> {
    let development = cli.run.is_dev()?;
    let pool_options = pool::pool_options(&cli.run.pool_config, development);
    let ip_filter = IpFilter::new(cli.ip_filter.clone())?;
    let rpc_limits = cli.rpc_limits.clone();
    let endpoints_are_given = !cli.run.rpc_params.experimental_rpc_endpoint.is_empty();
    cli.create_runner(&cli.run)?
        .run_node_until_exit(|mut config| async move {
            if development && config.state_pruning.is_none() {
                // Development tools read old states, with `archive_v1` and otherwise.
                config.state_pruning = Some(PruningMode::ArchiveAll);
            }
            if endpoints_are_given && !development {
                // The SDK's default for an endpoint is `auto`.
                for endpoint in config.rpc.addr.iter_mut().flatten() {
                    if let RpcMethods::Auto = endpoint.rpc_methods {
                        endpoint.rpc_methods = RpcMethods::Safe;
                    }
                }
            }
            let family = Family::of(&*config.chain_spec)?;
            let backend = config.network.network_backend;
            let task_manager = with_consensus!(family, C => match backend {
                NetworkBackendType::Libp2p => {
                    service::new_full::<C, NetworkWorker<_, _>>(
                        config,
                        pool_options,
                        ip_filter,
                        rpc_limits,
                    )
                    .await
                }
                NetworkBackendType::Litep2p => {
                    service::new_full::<C, Litep2pNetworkBackend>(
                        config,
                        pool_options,
                        ip_filter,
                        rpc_limits,
                    )
                    .await
                }
            });
            task_manager.map_err(sc_cli::Error::Service)
        })
}

#[cfg(feature = "runtime-benchmarks")]
fn benchmark(cli: &Cli, cmd: &frame_benchmarking_cli::BenchmarkCmd) -> Result<()> {
    use frame_benchmarking_cli::{BenchmarkCmd, SUBSTRATE_REFERENCE_HARDWARE};
    use sp_runtime::traits::HashingFor;

    match cmd {
        // Not without a runner: it would log no error.
        BenchmarkCmd::Pallet(cmd) => cli.create_runner(cmd)?.sync_run(|config| {
            let chain_spec = with_state(config)?;
            cmd.run_with_spec::<HashingFor<chaos_primitives::Block>, ()>(Some(chain_spec))
        }),
        BenchmarkCmd::Machine(cmd) => cli
            .create_runner(cmd)?
            .sync_run(|config| cmd.run(&config, SUBSTRATE_REFERENCE_HARDWARE.clone())),
        BenchmarkCmd::Block(cmd) => cli.create_runner(cmd)?.sync_run(|config| {
            cmd.run(Chain::open(&config)?.client)
        }),
        BenchmarkCmd::Storage(cmd) => cli.create_runner(cmd)?.sync_run(|config| {
            let chain = Chain::open(&config)?;
            let (database, storage) = (chain.backend.expose_db(), chain.backend.expose_storage());
            let trie_cache = chain.backend.expose_shared_trie_cache();
            cmd.run(config, chain.client, database, storage, trie_cache)
        }),
        BenchmarkCmd::Overhead(cmd) => {
            let runner = cli.create_runner(cmd)?;
            runner.sync_run(|config| {
                let chain_spec = with_state(config)?;
                cmd.run_with_default_builder_and_spec::<
                    chaos_primitives::Block,
                    sp_io::SubstrateHostFunctions,
                >(Some(chain_spec))
            })
        }
        BenchmarkCmd::Extrinsic(_) => Err(
            "`benchmark extrinsic` is not supported: use `benchmark overhead` or `benchmark pallet`, \
             which measure what weights are made of"
                .into(),
        ),
    }
}

/// The chain spec of `config` with the first state of its chain, which benchmarks build more than once.
#[cfg(feature = "runtime-benchmarks")]
fn with_state(config: Configuration) -> Result<Box<dyn sc_service::ChainSpec>> {
    let mut chain_spec = config.chain_spec;
    genesis::make_raw(&mut *chain_spec, &executor::new(&config.executor))?;
    Ok(chain_spec)
}
