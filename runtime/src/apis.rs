//! What the node, and through it the clients, ask of the runtime.

use crate::{
    batches, contracts::dry_run, filters::FilteredCall, genesis, AccountId, Aura, AuraEquivocation,
    Balance, Block, BlockNumber, BusinessTokens, Cip, Contracts, CosDistribution, DutchAuction,
    Erc20, Erc721, Executive, Grandpa, Hash, InherentDataExt, NodeAdmission, Nonce, Runtime,
    RuntimeEvent, RuntimeGenesisConfig, SessionKeys, System, TransactionPayment, ValidatorSet,
    VERSION,
};
use alloc::{string::String, vec::Vec};
use chaos_primitives::{CollectionId, ItemId, TokenId};
use codec::Encode;
use frame_support::{
    genesis_builder_helper::get_preset, traits::KeyOwnerProofSystem, weights::Weight,
};
use pallet_business_tokens::runtime_api::{
    AnnouncedPrice, PolicyStatus, RedemptionStatus, SaleStatus,
};
use pallet_cip::{
    runtime_api::{CipDetails, CipPage, FrozenCoins, ResolutionPage, VoteDetails},
    CipId, CredentialId, GroundRules, Resolution, ResolutionId, State, Vote,
};
use pallet_contracts::{
    Code, CodeUploadResult, ContractExecResult, ContractInstantiateResult, Determinism,
    GetStorageResult,
};
use pallet_cos_distribution::{
    runtime_api::{LockedCoins, TrancheStatus},
    Claim, Claims, EthereumAddress,
};
use pallet_dutch_auction::{
    runtime_api::{AuctionDetails, EndingCursor, HouseDetails, Page, TurnoverIn},
    AuctionId, HouseId,
};
use pallet_erc20::{TokenInfo, TokenOptions};
use pallet_erc721::CollectionInfo;
use pallet_grandpa::AuthorityId as GrandpaId;
use pallet_node_admission::{
    runtime_api::{MemberDetails, MemberPage, MotionDetails, MotionPage, PeerStatus},
    CodeUploads, MemberId, MotionId, Parameters, PeerId,
};
use sp_api::impl_runtime_apis;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_consensus_slots::EquivocationProof;
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_runtime::{
    traits::{Block as BlockT, NumberFor},
    transaction_validity::{TransactionSource, TransactionValidity},
    ApplyExtrinsicResult, OpaqueExtrinsic, OpaqueValue, RuntimeAppPublic,
};
use sp_session::OpaqueGeneratedSessionKeys;
use sp_version::RuntimeVersion;

/// An event of a block, as clients know it.
pub type EventRecord = frame_system::EventRecord<RuntimeEvent, Hash>;

impl_runtime_apis! {
    impl sp_api::Core<Block> for Runtime {
        fn version() -> RuntimeVersion {
            VERSION
        }

        fn execute_block(block: <Block as BlockT>::LazyBlock) {
            Executive::execute_block(block)
        }

        fn initialize_block(header: &<Block as BlockT>::Header) -> sp_runtime::ExtrinsicInclusionMode {
            Executive::initialize_block(header)
        }
    }

    impl sp_api::Metadata<Block> for Runtime {
        fn metadata() -> OpaqueMetadata {
            OpaqueMetadata::new(Runtime::metadata().into())
        }

        fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
            Runtime::metadata_at_version(version)
        }

        fn metadata_versions() -> Vec<u32> {
            Runtime::metadata_versions()
        }
    }

    impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
        fn execute_view_function(
            id: frame_support::view_functions::ViewFunctionId,
            input: Vec<u8>,
        ) -> Result<Vec<u8>, frame_support::view_functions::ViewFunctionDispatchError> {
            Runtime::execute_view_function(id, input)
        }
    }

    impl sp_block_builder::BlockBuilder<Block> for Runtime {
        fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
            Executive::apply_extrinsic(extrinsic)
        }

        fn finalize_block() -> <Block as BlockT>::Header {
            Executive::finalize_block()
        }

        fn inherent_extrinsics(
            data: sp_inherents::InherentData,
        ) -> Vec<<Block as BlockT>::Extrinsic> {
            data.create_extrinsics()
        }

        fn check_inherents(
            block: <Block as BlockT>::LazyBlock,
            data: sp_inherents::InherentData,
        ) -> sp_inherents::CheckInherentsResult {
            data.check_extrinsics(&block)
        }
    }

    impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
        fn validate_transaction(
            source: TransactionSource,
            tx: <Block as BlockT>::Extrinsic,
            block_hash: <Block as BlockT>::Hash,
        ) -> TransactionValidity {
            Executive::validate_transaction(source, tx, block_hash)
        }
    }

    impl batches::TransactionBatches<Block> for Runtime {
        fn validate_transactions(
            transactions: Vec<(TransactionSource, OpaqueExtrinsic)>,
            at: <Block as BlockT>::Hash,
        ) -> Vec<Option<TransactionValidity>> {
            batches::validate(transactions, at)
        }

        fn apply_extrinsics(
            transactions: Vec<OpaqueExtrinsic>,
            budget: Weight,
        ) -> Vec<Option<ApplyExtrinsicResult>> {
            batches::apply(transactions, budget)
        }
    }

    impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
        fn offchain_worker(header: &<Block as BlockT>::Header) {
            Executive::offchain_worker(header)
        }
    }

    impl sp_consensus_aura::AuraApi<Block, AuraId> for Runtime {
        fn slot_duration() -> sp_consensus_aura::SlotDuration {
            sp_consensus_aura::SlotDuration::from_millis(Aura::slot_duration())
        }

        fn authorities() -> Vec<AuraId> {
            pallet_aura::Authorities::<Runtime>::get().into_inner()
        }
    }

    impl pallet_aura_equivocation::runtime_api::AuraEquivocationApi<Block, AuraId> for Runtime {
        fn generate_key_ownership_proof(authority_id: AuraId) -> Option<OpaqueValue> {
            ValidatorSet::prove((AuraId::ID, authority_id))
                .map(|proof| OpaqueValue::new(proof.encode()))
        }

        fn submit_report_equivocation_unsigned_extrinsic(
            equivocation_proof: EquivocationProof<<Block as BlockT>::Header, AuraId>,
            key_owner_proof: OpaqueValue,
        ) -> Option<()> {
            let key_owner_proof = key_owner_proof.decode()?;
            AuraEquivocation::submit_unsigned_equivocation_report(
                equivocation_proof,
                key_owner_proof,
            )
        }
    }

    impl sp_consensus_grandpa::GrandpaApi<Block> for Runtime {
        fn grandpa_authorities() -> sp_consensus_grandpa::AuthorityList {
            Grandpa::grandpa_authorities()
        }

        fn current_set_id() -> sp_consensus_grandpa::SetId {
            pallet_grandpa::CurrentSetId::<Runtime>::get()
        }

        fn submit_report_equivocation_unsigned_extrinsic(
            equivocation_proof: sp_consensus_grandpa::EquivocationProof<
                <Block as BlockT>::Hash,
                NumberFor<Block>,
            >,
            key_owner_proof: sp_consensus_grandpa::OpaqueKeyOwnershipProof,
        ) -> Option<()> {
            let key_owner_proof = key_owner_proof.decode()?;
            Grandpa::submit_unsigned_equivocation_report(equivocation_proof, key_owner_proof)
        }

        fn generate_key_ownership_proof(
            _set_id: sp_consensus_grandpa::SetId,
            authority_id: GrandpaId,
        ) -> Option<sp_consensus_grandpa::OpaqueKeyOwnershipProof> {
            ValidatorSet::prove((sp_consensus_grandpa::KEY_TYPE, authority_id))
                .map(|proof| sp_consensus_grandpa::OpaqueKeyOwnershipProof::new(proof.encode()))
        }
    }

    impl sp_session::SessionKeys<Block> for Runtime {
        fn generate_session_keys(
            owner: Vec<u8>,
            seed: Option<Vec<u8>>,
        ) -> OpaqueGeneratedSessionKeys {
            SessionKeys::generate(&owner, seed).into()
        }

        fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
            SessionKeys::decode_into_raw_public_keys(&encoded)
        }
    }

    impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
        fn account_nonce(account: AccountId) -> Nonce {
            System::account_nonce(account)
        }
    }

    impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance>
        for Runtime
    {
        fn query_info(
            uxt: <Block as BlockT>::Extrinsic,
            len: u32,
        ) -> pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo<Balance> {
            TransactionPayment::query_info(uxt, len)
        }

        fn query_fee_details(
            uxt: <Block as BlockT>::Extrinsic,
            len: u32,
        ) -> pallet_transaction_payment::FeeDetails<Balance> {
            TransactionPayment::query_fee_details(uxt, len)
        }

        fn query_weight_to_fee(weight: Weight) -> Balance {
            TransactionPayment::weight_to_fee(weight)
        }

        fn query_length_to_fee(length: u32) -> Balance {
            TransactionPayment::length_to_fee(length)
        }
    }

    impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentCallApi<Block, Balance, FilteredCall>
        for Runtime
    {
        fn query_call_info(
            call: FilteredCall,
            len: u32,
        ) -> pallet_transaction_payment::RuntimeDispatchInfo<Balance> {
            TransactionPayment::query_call_info(call.into_inner(), len)
        }

        fn query_call_fee_details(
            call: FilteredCall,
            len: u32,
        ) -> pallet_transaction_payment::FeeDetails<Balance> {
            TransactionPayment::query_call_fee_details(call.into_inner(), len)
        }

        fn query_weight_to_fee(weight: Weight) -> Balance {
            TransactionPayment::weight_to_fee(weight)
        }

        fn query_length_to_fee(length: u32) -> Balance {
            TransactionPayment::length_to_fee(length)
        }
    }

    impl pallet_cos_distribution::runtime_api::CosDistributionApi<Block, AccountId, BlockNumber>
        for Runtime
    {
        fn tranches() -> Vec<TrancheStatus> {
            CosDistribution::tranches()
        }

        fn claim(address: EthereumAddress) -> Option<Claim<AccountId>> {
            Claims::<Runtime>::get(address)
        }

        fn claim_text(dest: AccountId) -> String {
            CosDistribution::claim_text(&dest)
        }

        fn locked(account: AccountId) -> LockedCoins<BlockNumber> {
            CosDistribution::locked(&account)
        }
    }

    impl pallet_erc20::runtime_api::Erc20Api<Block, AccountId, BlockNumber> for Runtime {
        fn info(token_id: TokenId) -> Option<TokenInfo<AccountId>> {
            Erc20::info(token_id)
        }

        fn tokens(start: TokenId, limit: u32) -> Vec<TokenInfo<AccountId>> {
            Erc20::page(start, limit)
        }

        fn name(token_id: TokenId) -> Option<String> {
            Erc20::info(token_id).map(|token| token.name)
        }

        fn symbol(token_id: TokenId) -> Option<String> {
            Erc20::info(token_id).map(|token| token.symbol)
        }

        fn decimals(token_id: TokenId) -> Option<u8> {
            Erc20::info(token_id).map(|token| token.decimals)
        }

        fn total_supply(token_id: TokenId) -> Option<Balance> {
            Erc20::info(token_id).map(|token| token.total_supply)
        }

        fn balance_of(token_id: TokenId, account: AccountId) -> Option<Balance> {
            Erc20::balance_of(token_id, &account)
        }

        fn allowance(
            token_id: TokenId,
            owner: AccountId,
            spender: AccountId,
        ) -> Option<Balance> {
            Erc20::allowance(token_id, &owner, &spender)
        }

        fn owner(token_id: TokenId) -> Option<AccountId> {
            Erc20::owner(token_id)
        }

        fn options(token_id: TokenId) -> Option<TokenOptions> {
            Erc20::info(token_id).map(|token| token.options)
        }

        fn paused(token_id: TokenId) -> Option<bool> {
            Erc20::is_paused(token_id)
        }

        fn holders(token_id: TokenId) -> Option<u32> {
            Erc20::info(token_id).map(|token| token.holders)
        }

        fn permit_nonce(token_id: TokenId, owner: AccountId) -> Option<Nonce> {
            Erc20::permit_nonce(token_id, &owner)
        }

        fn permit_message(
            token_id: TokenId,
            owner: AccountId,
            spender: AccountId,
            value: Balance,
            deadline: BlockNumber,
        ) -> Option<Vec<u8>> {
            Erc20::permit_message(token_id, &owner, &spender, value, deadline)
        }
    }

    impl pallet_business_tokens::runtime_api::BusinessTokensApi<Block, AccountId, BlockNumber>
        for Runtime
    {
        fn sale(token_id: TokenId) -> Option<SaleStatus<AccountId, BlockNumber>> {
            BusinessTokens::sale(token_id)
        }

        fn purchase_cost(token_id: TokenId, amount: Balance) -> Option<Balance> {
            BusinessTokens::purchase_cost(token_id, amount)
        }

        fn redemption(token_id: TokenId) -> Option<RedemptionStatus<BlockNumber>> {
            BusinessTokens::redemption(token_id)
        }

        fn redemption_payout(token_id: TokenId, amount: Balance) -> Option<Balance> {
            BusinessTokens::redemption_payout(token_id, amount)
        }

        fn policy(token_id: TokenId) -> PolicyStatus<AccountId, BlockNumber> {
            BusinessTokens::policy(token_id)
        }

        fn operation_charge(
            token_id: TokenId,
            operation: Vec<u8>,
            amount: Balance,
        ) -> Option<Balance> {
            BusinessTokens::operation_charge(token_id, operation, amount)
        }

        fn regulated(token_id: TokenId) -> bool {
            BusinessTokens::regulated(token_id)
        }

        fn notice_period() -> BlockNumber {
            BusinessTokens::notice_period()
        }

        fn announced_price(token_id: TokenId) -> Option<AnnouncedPrice<BlockNumber>> {
            BusinessTokens::announced_price(token_id)
        }
    }

    impl pallet_erc721::runtime_api::Erc721Api<Block, AccountId> for Runtime {
        fn collection_info(collection: CollectionId) -> Option<CollectionInfo<AccountId>> {
            Erc721::collection_info(collection)
        }

        fn collections(start: CollectionId, limit: u32) -> Vec<CollectionInfo<AccountId>> {
            Erc721::collections(start, limit)
        }

        fn name(collection: CollectionId) -> Option<String> {
            Erc721::collection_name(collection)
        }

        fn symbol(collection: CollectionId) -> Option<String> {
            Erc721::collection_symbol(collection)
        }

        fn token_uri(collection: CollectionId, token_id: ItemId) -> Option<String> {
            Erc721::token_uri(collection, token_id)
        }

        fn owner_of(collection: CollectionId, token_id: ItemId) -> Option<AccountId> {
            Erc721::owner_of(collection, token_id)
        }

        fn balance_of(collection: CollectionId, owner: AccountId) -> Option<u32> {
            Erc721::balance_of(collection, &owner)
        }

        fn get_approved(collection: CollectionId, token_id: ItemId) -> Option<AccountId> {
            Erc721::get_approved(collection, token_id)
        }

        fn is_approved_for_all(
            collection: CollectionId,
            owner: AccountId,
            operator: AccountId,
        ) -> Option<bool> {
            Erc721::is_approved_for_all(collection, &owner, &operator)
        }

        fn total_supply(collection: CollectionId) -> Option<u32> {
            Erc721::total_supply(collection)
        }

        fn token_by_index(collection: CollectionId, index: u32) -> Option<ItemId> {
            Erc721::token_by_index(collection, index)
        }

        fn token_of_owner_by_index(
            collection: CollectionId,
            owner: AccountId,
            index: u32,
        ) -> Option<ItemId> {
            Erc721::token_of_owner_by_index(collection, &owner, index)
        }

        fn tokens(collection: CollectionId, start: u32, limit: u32) -> Vec<ItemId> {
            Erc721::tokens(collection, start, limit)
        }

        fn tokens_of_owner(
            collection: CollectionId,
            owner: AccountId,
            start_after: Option<ItemId>,
            limit: u32,
        ) -> Vec<ItemId> {
            Erc721::tokens_of_owner(collection, &owner, start_after, limit)
        }

        fn royalty_info(
            collection: CollectionId,
            token_id: ItemId,
            sale_price: Balance,
        ) -> Option<(AccountId, Balance)> {
            Erc721::royalty_info(collection, token_id, sale_price)
        }
    }

    impl pallet_dutch_auction::runtime_api::DutchAuctionApi<Block, AccountId, BlockNumber>
        for Runtime
    {
        fn house(house: HouseId) -> Option<HouseDetails<AccountId, BlockNumber>> {
            DutchAuction::house(house)
        }

        fn house_account(house: HouseId) -> AccountId {
            DutchAuction::house_account(house)
        }

        fn auction(auction_id: AuctionId) -> Option<AuctionDetails<AccountId, BlockNumber>> {
            DutchAuction::auction(auction_id)
        }

        fn auction_of_item(collection: CollectionId, item: ItemId) -> Option<AuctionId> {
            DutchAuction::auction_of_item(collection, item)
        }

        fn price(auction_id: AuctionId) -> Option<Balance> {
            DutchAuction::price(auction_id)
        }

        fn price_at(auction_id: AuctionId, block: BlockNumber) -> Option<Balance> {
            DutchAuction::price_at(auction_id, block)
        }

        fn auctions_of_house(
            house: HouseId,
            start: AuctionId,
            limit: u32,
        ) -> Page<AccountId, BlockNumber, AuctionId> {
            DutchAuction::auctions_of_house(house, start, limit)
        }

        fn auctions_of_seller(
            seller: AccountId,
            start: AuctionId,
            limit: u32,
        ) -> Page<AccountId, BlockNumber, AuctionId> {
            DutchAuction::auctions_of_seller(&seller, start, limit)
        }

        fn auctions_ending(
            before: BlockNumber,
            start: Option<EndingCursor<BlockNumber>>,
            limit: u32,
        ) -> Page<AccountId, BlockNumber, EndingCursor<BlockNumber>> {
            DutchAuction::auctions_ending(before, start, limit)
        }

        fn turnover(house: HouseId) -> Vec<TurnoverIn> {
            DutchAuction::turnover(house)
        }
    }

    impl pallet_cip::runtime_api::CipApi<Block, AccountId, BlockNumber, Hash> for Runtime {
        fn ground_rules() -> GroundRules<BlockNumber> {
            Cip::ground_rules()
        }

        fn deposit() -> Balance {
            Cip::deposit()
        }

        fn cips(
            state: Option<State>,
            start: CipId,
            limit: u32,
        ) -> CipPage<AccountId, BlockNumber, Hash> {
            Cip::cips(state, start, limit)
        }

        fn cip(cip: CipId) -> Option<CipDetails<AccountId, BlockNumber, Hash>> {
            Cip::cip(cip)
        }

        fn credential(credential: CredentialId) -> Option<Vote<AccountId, BlockNumber>> {
            Cip::credential(credential)
        }

        fn votes(account: AccountId) -> Vec<VoteDetails<BlockNumber>> {
            Cip::votes(&account)
        }

        fn frozen(account: AccountId) -> FrozenCoins<BlockNumber> {
            Cip::frozen(&account)
        }

        fn resolutions(start: ResolutionId, limit: u32) -> ResolutionPage<BlockNumber> {
            Cip::resolutions(start, limit)
        }

        fn resolution(id: ResolutionId) -> Option<Resolution<BlockNumber>> {
            Cip::resolution(id)
        }
    }

    impl pallet_node_admission::runtime_api::NodeAdmissionApi<Block, AccountId, BlockNumber>
        for Runtime
    {
        fn parameters() -> Parameters<BlockNumber> {
            NodeAdmission::parameters()
        }

        fn admitted_peers() -> Vec<PeerId> {
            NodeAdmission::admitted_peers()
        }

        fn revision() -> u64 {
            NodeAdmission::revision()
        }

        fn maintainers() -> Vec<AccountId> {
            NodeAdmission::maintainers().into_iter().collect()
        }

        fn member(member: MemberId) -> Option<MemberDetails<AccountId, BlockNumber>> {
            NodeAdmission::member(member)
        }

        fn members(start: MemberId, limit: u32) -> MemberPage<AccountId, BlockNumber> {
            NodeAdmission::members(start, limit)
        }

        fn motion(motion: MotionId) -> Option<MotionDetails<AccountId, BlockNumber>> {
            NodeAdmission::motion(motion)
        }

        fn motions(start: MotionId, limit: u32) -> MotionPage<AccountId, BlockNumber> {
            NodeAdmission::motions(start, limit)
        }

        fn peer_status(peer_id: Vec<u8>) -> PeerStatus<BlockNumber> {
            NodeAdmission::peer_status(peer_id)
        }

        fn code_uploads() -> CodeUploads {
            NodeAdmission::code_uploads()
        }

        fn rotation_message(member: MemberId, peer_id: Vec<u8>) -> Option<Vec<u8>> {
            NodeAdmission::rotation_message(member, &PeerId::try_from(peer_id).ok()?)
        }
    }

    impl pallet_contracts::ContractsApi<Block, AccountId, Balance, BlockNumber, Hash, EventRecord>
        for Runtime
    {
        fn call(
            origin: AccountId,
            dest: AccountId,
            value: Balance,
            gas_limit: Option<Weight>,
            storage_deposit_limit: Option<Balance>,
            input_data: Vec<u8>,
        ) -> ContractExecResult<Balance, EventRecord> {
            dry_run::call(origin, dest, value, gas_limit, storage_deposit_limit, input_data)
        }

        fn instantiate(
            origin: AccountId,
            value: Balance,
            gas_limit: Option<Weight>,
            storage_deposit_limit: Option<Balance>,
            code: Code<Hash>,
            data: Vec<u8>,
            salt: Vec<u8>,
        ) -> ContractInstantiateResult<AccountId, Balance, EventRecord> {
            dry_run::instantiate(origin, value, gas_limit, storage_deposit_limit, code, data, salt)
        }

        fn upload_code(
            origin: AccountId,
            code: Vec<u8>,
            storage_deposit_limit: Option<Balance>,
            determinism: Determinism,
        ) -> CodeUploadResult<Hash, Balance> {
            dry_run::upload_code(origin, code, storage_deposit_limit, determinism)
        }

        fn get_storage(address: AccountId, key: Vec<u8>) -> GetStorageResult {
            Contracts::get_storage(address, key)
        }
    }

    impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
        fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
            genesis::build_state(config)
        }

        fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
            get_preset::<RuntimeGenesisConfig>(id, genesis::get_preset)
        }

        fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
            genesis::preset_names()
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    impl frame_benchmarking::Benchmark<Block> for Runtime {
        fn benchmark_metadata(
            extra: bool,
        ) -> (Vec<frame_benchmarking::BenchmarkList>, Vec<frame_support::traits::StorageInfo>) {
            crate::benchmarks::metadata(extra)
        }

        fn dispatch_benchmark(
            config: frame_benchmarking::BenchmarkConfig,
        ) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, String> {
            crate::benchmarks::dispatch(config)
        }
    }

    // A failed check of a migration or a block stops the dry run with its error.
    #[cfg(feature = "try-runtime")]
    impl frame_try_runtime::TryRuntime<Block> for Runtime {
        fn on_runtime_upgrade(checks: frame_try_runtime::UpgradeCheckSelect) -> (Weight, Weight) {
            let weight = Executive::try_runtime_upgrade(checks).unwrap();
            (weight, crate::configs::system::RuntimeBlockWeights::get().max_block)
        }

        fn execute_block(
            block: <Block as BlockT>::LazyBlock,
            state_root_check: bool,
            signature_check: bool,
            select: frame_try_runtime::TryStateSelect,
        ) -> Weight {
            Executive::try_execute_block(block, state_root_check, signature_check, select).unwrap()
        }
    }
}
