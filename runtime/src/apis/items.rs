//! Items without code, and the auctions that sell them.

pub(super) use crate::{DutchAuction, Erc721};
pub(super) use chaos_primitives::{CollectionId, ItemId};
pub(super) use pallet_dutch_auction::{
    runtime_api::{AuctionDetails, EndingCursor, HouseDetails, Page, TurnoverIn},
    AuctionId, HouseId,
};
pub(super) use pallet_erc721::CollectionInfo;

macro_rules! items {
    ([$($next:ident)*] $($before:tt)*) => {
        impl_groups! {
            [$($next)*]
            $($before)*

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
        }
    };
}
