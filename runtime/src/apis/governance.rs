//! What is voted on: CIPs, and which nodes are on the network.

pub(super) use crate::{Cip, NodeAdmission};
pub(super) use pallet_cip::{
    runtime_api::{CipDetails, CipPage, FrozenCoins, ResolutionPage, VoteDetails},
    CipId, CredentialId, GroundRules, Resolution, ResolutionId, State, Vote,
};
pub(super) use pallet_node_admission::{
    runtime_api::{MemberDetails, MemberPage, MotionDetails, MotionPage, PeerStatus},
    CodeUploads, MemberId, MotionId, Parameters, PeerId,
};

macro_rules! governance {
    ([$($next:ident)*] $($before:tt)*) => {
        impl_groups! {
            [$($next)*]
            $($before)*

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
        }
    };
}
