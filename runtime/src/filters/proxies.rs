//! What a proxy may do for its account, by its [`ProxyType`].

use crate::{configs::governance::ProxyType, RuntimeCall};
use frame_support::traits::InstanceFilter;

impl InstanceFilter<RuntimeCall> for ProxyType {
    fn filter(&self, call: &RuntimeCall) -> bool {
        match self {
            Self::Any => true,
            Self::NonTransfer => moves_nothing(call),
            Self::CancelProxy => matches!(
                call,
                RuntimeCall::Proxy(pallet_proxy::Call::reject_announcement { .. })
            ),
        }
    }

    fn is_superset(&self, other: &Self) -> bool {
        self == other
            || match self {
                Self::Any => true,
                Self::NonTransfer => *other == Self::CancelProxy,
                Self::CancelProxy => false,
            }
    }
}

/// Whether a call is known to move no coins, tokens or items: neither the account's, nor those of others for whom it
/// may act. Deposits on hold come back, except the deposit of a proposal. The pallet asks about each call within a
/// batch, but not about the calls within a multisig's or another proxy's.
fn moves_nothing(call: &RuntimeCall) -> bool {
    use frame_system::Call as System;
    use pallet_cip::Call as Cip;
    use pallet_node_admission::Call as Admission;
    use pallet_preimage::Call as Preimage;
    use pallet_proxy::Call as Proxy;
    use pallet_session::Call as Session;
    use pallet_utility::Call as Utility;
    use pallet_vesting::Call as Vesting;
    matches!(
        call,
        RuntimeCall::System(System::remark { .. } | System::remark_with_event { .. })
            | RuntimeCall::Session(Session::set_keys { .. } | Session::purge_keys { .. })
            | RuntimeCall::Utility(
                Utility::batch { .. }
                    | Utility::batch_all { .. }
                    | Utility::force_batch { .. }
                    | Utility::if_else { .. }
                    | Utility::as_derivative { .. }
            )
            | RuntimeCall::Proxy(
                Proxy::add_proxy { .. }
                    | Proxy::remove_proxy { .. }
                    | Proxy::remove_announcement { .. }
                    | Proxy::reject_announcement { .. }
            )
            | RuntimeCall::Preimage(
                Preimage::note_preimage { .. } | Preimage::unnote_preimage { .. }
            )
            | RuntimeCall::Cip(Cip::withdraw { .. } | Cip::vote { .. } | Cip::unlock { .. })
            | RuntimeCall::NodeAdmission(
                Admission::apply { .. }
                    | Admission::vote { .. }
                    | Admission::propose_removal { .. }
                    | Admission::leave { .. }
                    | Admission::set_role { .. }
                    | Admission::update_peer_id { .. }
                    | Admission::propose_code_uploads { .. }
            )
            | RuntimeCall::Vesting(Vesting::vest { .. } | Vesting::vest_other { .. })
    )
}
