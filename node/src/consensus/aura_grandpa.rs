//! Aura makes a block in every slot, by turns; GRANDPA makes chains of them final.

use super::{
    equivocation::ReportEquivocations, seal::Seals, Consensus, ImportParams, JoinParams, Protocols,
    RpcBuilder, StartParams,
};
use crate::{
    chain_spec::Extensions,
    client::{FullBackend, FullClient, LongestChain},
    headers::CheckHeader,
};
use chaos_primitives::{Block, BlockNumber, Hash};
use sc_consensus::DefaultImportQueue;
use sc_consensus_aura::{CheckForEquivocation, ImportQueueParams, SlotProportion, StartAuraParams};
use sc_consensus_grandpa::{
    FinalityProofProvider, GrandpaBlockImport, GrandpaParams, LinkHalf, SharedVoterState,
    ThreeQuartersOfTheUnfinalizedChain, VotingRulesBuilder,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging;
use sc_network::{
    config::Role, service::traits::NotificationService, types::ProtocolName, NetworkBackend,
};
use sc_service::{error::Error as ServiceError, TaskManager, WarpSyncConfig};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus_aura::{
    inherents::InherentDataProvider as SlotProvider,
    sr25519::{AuthorityId, AuthorityPair},
    AuraApi, SlotDuration,
};
use sp_consensus_grandpa::GrandpaApi;
use sp_timestamp::InherentDataProvider as TimestampProvider;
use std::{sync::Arc, time::Duration};

/// How many blocks apart the proofs of finality are that are kept, for nodes that were away to catch up with.
const JUSTIFICATION_PERIOD: u32 = 512;

/// The part of a slot in which the author makes the block. In the rest, the block is sent and imported by the next
/// author, which takes less time than making it.
const PROPOSING: f32 = 0.6;

/// How long GRANDPA expects a message to take to reach every validator, in milliseconds, unless the chain spec says so.
const DEFAULT_GOSSIP_DURATION: u32 = 100;

/// Aura and GRANDPA.
pub struct AuraGrandpa;

type BlockImport =
    ReportEquivocations<GrandpaBlockImport<FullBackend, Block, FullClient, LongestChain>>;

/// What importing blocks leaves for the others.
pub struct Link {
    block_import: BlockImport,
    select_chain: LongestChain,
    grandpa: LinkHalf<Block, FullClient, LongestChain>,
}

/// The same, with GRANDPA's protocol on the network.
pub struct Joined {
    link: Link,
    backend: Arc<FullBackend>,
    voter_state: SharedVoterState,
    /// Not with `--no-grandpa`.
    is_enabled: bool,
    gossip_duration: Duration,
    protocol_name: ProtocolName,
    notifications: Box<dyn NotificationService>,
}

impl AuraGrandpa {
    /// How long GRANDPA expects a message to take to reach every validator. Rounds take a multiple of it.
    pub fn gossip_duration(extensions: &Extensions) -> Duration {
        let millis = extensions
            .grandpa_gossip_duration
            .unwrap_or(DEFAULT_GOSSIP_DURATION);
        Duration::from_millis(millis.into())
    }
}

impl Consensus for AuraGrandpa {
    const NAME: &'static str = "aura-grandpa";

    type Link = Link;
    type Joined = Joined;

    fn import_queue(
        ImportParams {
            config,
            client,
            backend,
            transaction_pool,
            task_manager,
            telemetry,
        }: ImportParams,
    ) -> Result<(DefaultImportQueue<Block>, Link), ServiceError> {
        check_validators(&client)?;
        let select_chain = LongestChain::new(backend);
        let (grandpa_import, grandpa) = sc_consensus_grandpa::block_import(
            client.clone(),
            JUSTIFICATION_PERIOD,
            &client,
            select_chain.clone(),
            telemetry.clone(),
        )?;
        let block_import = ReportEquivocations::new(
            grandpa_import.clone(),
            client.clone(),
            OffchainTransactionPoolFactory::new(transaction_pool),
        );
        let slot_client = client.clone();
        let import_queue =
            sc_consensus_aura::import_queue::<AuthorityPair, _, _, _, _, _>(ImportQueueParams {
                block_import: block_import.clone(),
                justification_import: Some(Box::new(grandpa_import)),
                client,
                create_inherent_data_providers: move |parent, _| {
                    let client = slot_client.clone();
                    async move {
                        let duration =
                            sc_consensus_aura::standalone::slot_duration_at(&*client, parent)?;
                        Ok(inherents(duration))
                    }
                },
                spawner: &task_manager.spawn_essential_handle(),
                registry: config.prometheus_registry(),
                // `ReportEquivocations` checks. The queue's own check would put headers without their
                // seals under the same keys of the database, where each would look like another
                // block than the sealed one, and no seal could prove it.
                check_for_equivocation: CheckForEquivocation::No,
                telemetry,
                compatibility_mode: Default::default(),
            })?;
        Ok((
            import_queue,
            Link {
                block_import,
                select_chain,
                grandpa,
            },
        ))
    }

    fn header_check(client: Arc<FullClient>, _: Role) -> Arc<dyn CheckHeader> {
        Arc::new(Seals::new(client))
    }

    fn join_network<N: NetworkBackend<Block, Hash>>(
        link: Link,
        params: JoinParams,
        protocols: &mut impl Protocols<N>,
    ) -> Result<(Joined, Option<WarpSyncConfig<Block>>), ServiceError> {
        let JoinParams {
            config,
            genesis_hash,
            backend,
        } = params;
        let protocol_name =
            sc_consensus_grandpa::protocol_standard_name(&genesis_hash, &config.chain_spec);
        let (protocol, notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<Block, N>(
            protocol_name.clone(),
            protocols.metrics(),
            protocols.peer_store(),
        );
        let is_enabled = !config.disable_grandpa;
        // A protocol that nobody listens to would end every connection.
        if is_enabled {
            protocols.add_notifications(protocol);
        }

        let warp_sync = sc_consensus_grandpa::warp_proof::NetworkProvider::new(
            backend.clone(),
            link.grandpa.shared_authority_set().clone(),
            Vec::new(),
        );
        let joined = Joined {
            link,
            backend,
            voter_state: SharedVoterState::empty(),
            is_enabled,
            gossip_duration: Self::gossip_duration(&Extensions::of(&*config.chain_spec)),
            protocol_name,
            notifications,
        };
        Ok((
            joined,
            Some(WarpSyncConfig::WithProvider(Arc::new(warp_sync))),
        ))
    }

    fn rpc(joined: &Joined) -> RpcBuilder {
        let authority_set = joined.link.grandpa.shared_authority_set().clone();
        let justifications = joined.link.grandpa.justification_stream();
        let voter_state = joined.voter_state.clone();
        let finality_proofs = FinalityProofProvider::new_for_service(
            joined.backend.clone(),
            Some(authority_set.clone()),
        );
        Box::new(move |deps| {
            let grandpa = Grandpa::new(
                deps.subscriptions.clone(),
                authority_set,
                voter_state,
                justifications,
                finality_proofs,
            );
            Ok(grandpa.into_rpc().remove_context())
        })
    }

    fn start(
        joined: Joined,
        task_manager: &TaskManager,
        params: StartParams,
    ) -> Result<(), ServiceError> {
        let Joined {
            link,
            voter_state,
            is_enabled,
            gossip_duration,
            protocol_name,
            notifications,
            ..
        } = joined;
        if params.role.is_authority() {
            start_aura(link.block_import, link.select_chain, task_manager, &params)?;
        }
        if !is_enabled {
            return Ok(());
        }
        let voter = GrandpaParams {
            config: sc_consensus_grandpa::Config {
                gossip_duration,
                justification_generation_period: JUSTIFICATION_PERIOD,
                name: Some(params.node_name),
                observer_enabled: false,
                // Who does not vote needs no keys.
                keystore: params.role.is_authority().then_some(params.keystore),
                local_role: params.role,
                telemetry: params.telemetry.clone(),
                protocol_name,
            },
            link: link.grandpa,
            network: params.network,
            sync: params.sync_service,
            notification_service: notifications,
            // Not two blocks behind the best, as is usual where several validators may own a slot. Here one
            // does, so there are hardly ever two blocks to choose from.
            voting_rule: VotingRulesBuilder::new()
                .add(ThreeQuartersOfTheUnfinalizedChain)
                .build(),
            prometheus_registry: params.prometheus_registry,
            shared_voter_state: voter_state,
            telemetry: params.telemetry,
            offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(params.transaction_pool),
        };
        task_manager.spawn_essential_handle().spawn_blocking(
            "grandpa-voter",
            None,
            sc_consensus_grandpa::run_grandpa_voter(voter)?,
        );
        Ok(())
    }

    fn revert(client: Arc<FullClient>, blocks: BlockNumber) -> sc_cli::Result<()> {
        Ok(sc_consensus_grandpa::revert(client, blocks)?)
    }
}

/// Refuse a new chain without validators: neither Aura nor GRANDPA can start from it.
pub fn check_validators(client: &FullClient) -> Result<(), ServiceError> {
    let info = client.info();
    if info.best_number > 0 {
        return Ok(());
    }
    let api = client.runtime_api();
    let at = info.genesis_hash;
    let no_answer = |error: sp_api::ApiError| ServiceError::Application(error.into());
    let authors: Vec<AuthorityId> = api.authorities(at).map_err(no_answer)?;
    let voters = api.grandpa_authorities(at).map_err(no_answer)?;
    if authors.is_empty() || voters.is_empty() {
        return Err(ServiceError::Other(
            "the genesis of the chain spec has no validators: every account in \
             `validatorSet.validators` needs its keys in `session.keys`"
                .into(),
        ));
    }
    Ok(())
}

fn start_aura(
    block_import: BlockImport,
    select_chain: LongestChain,
    task_manager: &TaskManager,
    params: &StartParams,
) -> Result<(), ServiceError> {
    let slot_duration = sc_consensus_aura::slot_duration(&*params.client)?;
    let aura = sc_consensus_aura::start_aura::<AuthorityPair, _, _, _, _, _, _, _, _, _, _>(
        StartAuraParams {
            slot_duration,
            client: params.client.clone(),
            select_chain,
            block_import,
            proposer_factory: params.author(task_manager),
            create_inherent_data_providers: move |_, ()| async move { Ok(inherents(slot_duration)) },
            force_authoring: params.force_authoring,
            // Without finality a chain must not run away from its last final block.
            backoff_authoring_blocks: Some(BackoffAuthoringOnFinalizedHeadLagging::default()),
            keystore: params.keystore.clone(),
            sync_oracle: params.sync_service.clone(),
            justification_sync_link: params.sync_service.clone(),
            block_proposal_slot_portion: SlotProportion::new(PROPOSING),
            max_block_proposal_slot_portion: None,
            telemetry: params.telemetry.clone(),
            compatibility_mode: Default::default(),
        },
    )?;
    task_manager
        .spawn_essential_handle()
        .spawn_blocking("aura", Some("block-authoring"), aura);
    Ok(())
}

/// What a block says of its time: the slot and the clock.
fn inherents(slot_duration: SlotDuration) -> (SlotProvider, TimestampProvider) {
    let timestamp = TimestampProvider::from_system_time();
    let slot = SlotProvider::from_timestamp_and_slot_duration(*timestamp, slot_duration);
    (slot, timestamp)
}
