//! The coin: accounts' nonces, fees, and where the supply went.

pub(super) use crate::{filters::FilteredCall, CosDistribution, Nonce, System, TransactionPayment};
pub(super) use pallet_cos_distribution::{
    runtime_api::{LockedCoins, TrancheStatus},
    Claim, Claims, EthereumAddress,
};
pub(super) use pallet_transaction_payment::{FeeDetails, RuntimeDispatchInfo};

macro_rules! coin {
    ([$($next:ident)*] $($before:tt)*) => {
        impl_groups! {
            [$($next)*]
            $($before)*

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
                ) -> RuntimeDispatchInfo<Balance> {
                    TransactionPayment::query_info(uxt, len)
                }

                fn query_fee_details(
                    uxt: <Block as BlockT>::Extrinsic,
                    len: u32,
                ) -> FeeDetails<Balance> {
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
                ) -> RuntimeDispatchInfo<Balance> {
                    TransactionPayment::query_call_info(call.into_inner(), len)
                }

                fn query_call_fee_details(
                    call: FilteredCall,
                    len: u32,
                ) -> FeeDetails<Balance> {
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
        }
    };
}
