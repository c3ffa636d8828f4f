//! Items: the ERC721 paradigm, and Dutch auctions.

use super::deposit;
use crate::{Balance, Balances, Erc20, Erc721, Runtime, RuntimeHoldReason};
use chaos_primitives::{time::MINUTES, BlockNumber};
use frame_support::{parameter_types, PalletId};

parameter_types! {
    pub const Erc721PalletId: PalletId = PalletId(*b"chaos/21");
    pub const CollectionDeposit: Balance = deposit(5, 1_500);
    pub const ItemDeposit: Balance = deposit(5, 600);
    pub const OperatorDeposit: Balance = deposit(1, 100);

    pub const DutchAuctionPalletId: PalletId = PalletId(*b"chaos/da");
    pub const HouseDeposit: Balance = deposit(10, 700);
    pub const HouseDepositPerByte: Balance = deposit(0, 1);
    pub const AuctionDeposit: Balance = deposit(5, 500);

    /// Longer than a listing waits to be included, unless its fee is far too low.
    pub const TermsNotice: BlockNumber = 10 * MINUTES;
}

impl pallet_erc721::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type PalletId = Erc721PalletId;
    type CollectionDeposit = CollectionDeposit;
    type ItemDeposit = ItemDeposit;
    type OperatorDeposit = OperatorDeposit;
    type WeightInfo = crate::weights::pallet_erc721::WeightInfo<Runtime>;
}

impl pallet_dutch_auction::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Tokens = Erc20;
    /// The ledger's items. Each transfer also emits the paradigm's event.
    type Items = Erc721;
    type Rights = Erc721;
    type PalletId = DutchAuctionPalletId;
    type HouseDeposit = HouseDeposit;
    type DepositPerByte = HouseDepositPerByte;
    type AuctionDeposit = AuctionDeposit;
    type TermsNotice = TermsNotice;
    type WeightInfo = crate::weights::pallet_dutch_auction::WeightInfo<Runtime>;
}
