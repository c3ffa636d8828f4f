//! Tokens without code.

pub(super) use crate::{BusinessTokens, Erc20};
pub(super) use chaos_primitives::TokenId;
pub(super) use pallet_business_tokens::runtime_api::{
    AnnouncedPrice, PolicyStatus, RedemptionStatus, SaleStatus,
};
pub(super) use pallet_erc20::{TokenInfo, TokenOptions};

macro_rules! tokens {
    ([$($next:ident)*] $($before:tt)*) => {
        impl_groups! {
            [$($next)*]
            $($before)*

            impl pallet_erc20::runtime_api::Erc20Api<Block, AccountId, BlockNumber> for Runtime {
                fn info(token_id: TokenId) -> Option<TokenInfo<AccountId>> {
                    Erc20::info(token_id)
                }

                fn tokens(start: TokenId, limit: u32) -> Vec<TokenInfo<AccountId>> {
                    Erc20::page(start, limit)
                }

                fn name(token_id: TokenId) -> Option<String> {
                    Erc20::token_name(token_id)
                }

                fn symbol(token_id: TokenId) -> Option<String> {
                    Erc20::token_symbol(token_id)
                }

                fn decimals(token_id: TokenId) -> Option<u8> {
                    Erc20::decimals(token_id)
                }

                fn total_supply(token_id: TokenId) -> Option<Balance> {
                    Erc20::total_supply(token_id)
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
                    Erc20::options(token_id)
                }

                fn paused(token_id: TokenId) -> Option<bool> {
                    Erc20::is_paused(token_id)
                }

                fn holders(token_id: TokenId) -> Option<u32> {
                    Erc20::holders(token_id)
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
        }
    };
}
