//! For tests: a message for each function of the library, to see that each says what the chain
//! understands, and understands what the chain says.
//!
//! The messages are called like the functions, after their paradigm: `erc20_transfer` is
//! `Erc20::transfer`. The contract answers what the chain answers, and goes on where that is an error.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

/// The contract that has these messages, each of which is one call.
macro_rules! forwarder {
    ($($message:ident($($argument:ident: $type:ty),*) -> $value:ty = $call:expr;)+) => {
        #[ink::contract]
        mod forwarder {
            use chaos_paradigms::*;
            use ink::prelude::{string::String, vec::Vec};

            /// Counts, to tell that a message was not undone.
            #[ink(storage)]
            #[derive(Default)]
            pub struct Forwarder {
                answers: u32,
            }

            /// Not `Result` itself: for ink! that is a message that failed, and all that it did is
            /// undone.
            #[ink::scale_derive(Encode, Decode, TypeInfo)]
            pub struct Answer<T>(pub Result<T>);

            impl Forwarder {
                /// Payable: what it creates needs deposits.
                #[ink(constructor, payable)]
                pub fn new() -> Self {
                    Self::default()
                }

                /// How often the chain has answered.
                #[ink(message)]
                pub fn answers(&self) -> u32 {
                    self.answers
                }

                $(
                    #[ink(message)]
                    pub fn $message(&mut self, $($argument: $type),*) -> Answer<$value> {
                        let answer = $call;
                        self.answers = self.answers.saturating_add(1);
                        Answer(answer)
                    }
                )+
            }
        }
    };
}

forwarder! {
    erc20_create(name: String, symbol: String, decimals: u8, supply: Balance, options: TokenOptions)
        -> TokenId = Erc20::create(&name, &symbol, decimals, supply, options);
    erc20_transfer(token: TokenId, to: AccountId, value: Balance)
        -> () = Erc20::transfer(token, to, value);
    erc20_approve(token: TokenId, spender: AccountId, value: Balance)
        -> () = Erc20::approve(token, spender, value);
    erc20_transfer_from(token: TokenId, from: AccountId, to: AccountId, value: Balance)
        -> () = Erc20::transfer_from(token, from, to, value);
    erc20_increase_allowance(token: TokenId, spender: AccountId, added: Balance)
        -> () = Erc20::increase_allowance(token, spender, added);
    erc20_decrease_allowance(token: TokenId, spender: AccountId, subtracted: Balance)
        -> () = Erc20::decrease_allowance(token, spender, subtracted);
    erc20_mint(token: TokenId, to: AccountId, value: Balance)
        -> () = Erc20::mint(token, to, value);
    erc20_burn(token: TokenId, value: Balance)
        -> () = Erc20::burn(token, value);
    erc20_burn_from(token: TokenId, from: AccountId, value: Balance)
        -> () = Erc20::burn_from(token, from, value);
    erc20_transfer_ownership(token: TokenId, new_owner: AccountId)
        -> () = Erc20::transfer_ownership(token, new_owner);
    erc20_total_supply(token: TokenId)
        -> Balance = Erc20::total_supply(token);
    erc20_balance_of(token: TokenId, account: AccountId)
        -> Balance = Erc20::balance_of(token, account);
    erc20_allowance(token: TokenId, owner: AccountId, spender: AccountId)
        -> Balance = Erc20::allowance(token, owner, spender);

    business_tokens_open_sale(token: TokenId, terms: SaleTerms)
        -> () = BusinessTokens::open_sale(token, terms);
    business_tokens_buy(token: TokenId, amount: Balance, max_cost: Balance)
        -> () = BusinessTokens::buy(token, amount, max_cost);
    business_tokens_close_sale(token: TokenId)
        -> () = BusinessTokens::close_sale(token);
    business_tokens_set_redemption(token: TokenId, price: Balance)
        -> () = BusinessTokens::set_redemption(token, price);
    business_tokens_fund_redemption(token: TokenId, cos: Balance)
        -> () = BusinessTokens::fund_redemption(token, cos);
    business_tokens_redeem(token: TokenId, amount: Balance, min_payout: Balance)
        -> () = BusinessTokens::redeem(token, amount, min_payout);
    business_tokens_collect_redeemed(token: TokenId)
        -> () = BusinessTokens::collect_redeemed(token);
    business_tokens_execute(
        token: TokenId,
        operation: Vec<u8>,
        counterparty: Option<AccountId>,
        amount: Balance
    )
        -> () = BusinessTokens::execute(token, &operation, counterparty, amount);
    business_tokens_execute_with_max_fee(
        token: TokenId,
        operation: Vec<u8>,
        counterparty: Option<AccountId>,
        amount: Balance,
        max_fee: Balance
    )
        -> () = BusinessTokens::execute_with_max_fee(
            token, &operation, counterparty, amount, max_fee
        );
    business_tokens_purchase_cost(token: TokenId, amount: Balance)
        -> Balance = BusinessTokens::purchase_cost(token, amount);
    business_tokens_redemption_payout(token: TokenId, amount: Balance)
        -> Balance = BusinessTokens::redemption_payout(token, amount);
    business_tokens_operation_charge(token: TokenId, operation: Vec<u8>, amount: Balance)
        -> Balance = BusinessTokens::operation_charge(token, &operation, amount);

    erc721_create_collection(
        name: String,
        symbol: String,
        base_uri: String,
        options: CollectionOptions
    )
        -> CollectionId = Erc721::create_collection(&name, &symbol, &base_uri, options);
    erc721_mint(collection: CollectionId, to: AccountId, uri: Option<String>)
        -> () = Erc721::mint(collection, to, uri.as_deref());
    erc721_transfer_from(
        collection: CollectionId,
        from: AccountId,
        to: AccountId,
        item: ItemId
    )
        -> () = Erc721::transfer_from(collection, from, to, item);
    erc721_approve(collection: CollectionId, spender: Option<AccountId>, item: ItemId)
        -> () = Erc721::approve(collection, spender, item);
    erc721_set_approval_for_all(collection: CollectionId, operator: AccountId, approved: bool)
        -> () = Erc721::set_approval_for_all(collection, operator, approved);
    erc721_burn(collection: CollectionId, item: ItemId)
        -> () = Erc721::burn(collection, item);
    erc721_transfer_ownership(collection: CollectionId, new_owner: AccountId)
        -> () = Erc721::transfer_ownership(collection, new_owner);
    erc721_owner_of(collection: CollectionId, item: ItemId)
        -> AccountId = Erc721::owner_of(collection, item);
    erc721_balance_of(collection: CollectionId, owner: AccountId)
        -> u32 = Erc721::balance_of(collection, owner);
    erc721_total_supply(collection: CollectionId)
        -> u32 = Erc721::total_supply(collection);
    erc721_get_approved(collection: CollectionId, item: ItemId)
        -> Option<AccountId> = Erc721::get_approved(collection, item);

    dutch_auction_list(
        house: HouseId,
        item: ItemId,
        start_price: Balance,
        floor_price: Balance,
        duration: BlockNumber
    )
        -> AuctionId = DutchAuction::list(house, item, start_price, floor_price, duration);
    dutch_auction_bid(auction: AuctionId, max_price: Balance)
        -> () = DutchAuction::bid(auction, max_price);
    dutch_auction_cancel(auction: AuctionId)
        -> () = DutchAuction::cancel(auction);
    dutch_auction_price(auction: AuctionId)
        -> Balance = DutchAuction::price(auction);

    cos_distribution_locked(account: AccountId)
        -> Balance = CosDistribution::locked(account);
    cos_distribution_unclaimed(contributor: EthereumAddress)
        -> Balance = CosDistribution::unclaimed(contributor);

    cip_state(cip: CipId) -> State = Cip::state(cip);
    cip_tally(cip: CipId) -> Tally = Cip::tally(cip);
    cip_frozen(account: AccountId) -> Balance = Cip::frozen(account);
}
