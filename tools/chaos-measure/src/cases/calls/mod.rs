//! The calls that users make, each with the most that it takes.

mod acting;
mod auctions;
mod business;
mod coin;
mod governance;
mod items;
mod tokens;

pub use self::{
    acting::{add_proxy, last_approval, transfers},
    auctions::{auctions_of, list_item, terms},
    business::{in_force, name_of, open_sale, redeemable},
    coin::vested,
    governance::{decided, proposal},
    items::{collection, items_of, new_collection, set_base_uri, LONGEST},
    tokens::{new_token, token, SUPPLY},
};

use super::{
    address, batch, case, fresh, in_a_row, of, one, remark, simple, utility, Case, SENDER,
};
use sp_keyring::Sr25519Keyring::{self, Charlie};

const OTHER: Sr25519Keyring = Charlie;

pub fn cases() -> Vec<Case> {
    [
        coin::cases(),
        acting::cases(),
        tokens::cases(),
        business::cases(),
        items::cases(),
        auctions::cases(),
        governance::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
