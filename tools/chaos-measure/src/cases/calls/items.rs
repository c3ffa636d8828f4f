//! Items: those of the paradigm, and what the ledger has for them.

use super::{address, batch, case, fresh, in_a_row, of, one, simple, Case, OTHER, SENDER};
use crate::chain::{Chain, Error};
use chaos_primitives::{CollectionId, ItemId};
use chaos_runtime::{AccountId, Runtime, RuntimeCall};
use pallet_erc721::{CollectionOptions, MAX_BATCH};
use sp_runtime::Permill;

type Item = pallet_erc721::Call<Runtime>;
type Nft = pallet_nfts::Call<Runtime>;

/// The first item of a collection.
pub const FIRST: ItemId = 0;
/// The bytes that a text may have.
pub const LONGEST: usize = 256;

pub fn cases() -> Vec<Case> {
    [paradigm(), ledger()].into_iter().flatten().collect()
}

/// With as long texts as can be.
pub fn new_collection() -> Item {
    Item::new_call_variant_create_collection(
        vec![b'n'; LONGEST],
        vec![b's'; LONGEST],
        vec![b'u'; LONGEST],
        CollectionOptions {
            max_supply: Some(1_000_000),
            royalty: Some((address(fresh(1)), Permill::from_percent(5))),
            burnable: true,
            transferable: true,
        },
    )
}

/// A collection of the sender's, with an item.
pub fn collection(chain: &mut Chain) -> Result<CollectionId, Error> {
    items_of(chain, of(SENDER), 1)
}

/// A collection of the sender's, with so many items of somebody's.
pub fn items_of(chain: &mut Chain, owner: AccountId, items: u32) -> Result<CollectionId, Error> {
    let id = chain
        .inspect(pallet_nfts::NextCollectionId::<Runtime>::get)
        .unwrap_or(0);
    chain.send(SENDER, new_collection())?;
    let mint = Item::new_call_variant_batch_mint(id, address(owner), items);
    chain.send(SENDER, mint)?;
    Ok(id)
}

/// Lets the sender, who has it, move the first item.
fn approve_self(collection: CollectionId) -> Item {
    Item::new_call_variant_approve(collection, Some(address(of(SENDER))), FIRST)
}

/// A case of a call of a new collection, whose first item is the sender's.
fn of_collection(name: &str, call: fn(CollectionId) -> Item) -> Case {
    one(format!("Erc721.{name}"), move |chain| {
        Ok(call(collection(chain)?))
    })
}

/// The same, where the item's approved account is replaced or removed.
fn approved<C: Into<RuntimeCall> + 'static>(name: &str, call: fn(CollectionId) -> C) -> Case {
    one(format!("{name}, approved"), move |chain| {
        let id = collection(chain)?;
        chain.send(SENDER, approve_self(id))?;
        Ok(call(id))
    })
}

fn paradigm() -> Vec<Case> {
    vec![
        simple("Erc721.create_collection", new_collection),
        of_collection("mint with a name", |id| {
            let uri = Some(vec![b'u'; LONGEST]);
            Item::new_call_variant_mint(id, address(fresh(0)), uri)
        }),
        of_collection("batch_mint of 1,024", |id| {
            Item::new_call_variant_batch_mint(id, address(fresh(0)), MAX_BATCH)
        }),
        of_collection("transfer_from", |id| transfer(id, FIRST)),
        of_collection("approve", |id| {
            Item::new_call_variant_approve(id, Some(address(fresh(0))), FIRST)
        }),
        of_collection("set_approval_for_all", |id| {
            Item::new_call_variant_set_approval_for_all(id, address(fresh(0)), true)
        }),
        of_collection("burn", |id| burn(id, FIRST)),
        of_collection("transfer_ownership", |id| {
            Item::new_call_variant_transfer_ownership(id, address(of(OTHER)))
        }),
        of_collection("set_base_uri", set_base_uri),
        of_collection("freeze_metadata", Item::new_call_variant_freeze_metadata),
        approved("Erc721.approve", |id| {
            Item::new_call_variant_approve(id, Some(address(fresh(0))), FIRST)
        }),
        approved("Erc721.transfer_from", |id| transfer(id, FIRST)),
        approved("Erc721.burn", |id| burn(id, FIRST)),
        after_minting("burn", burn),
        after_minting("transfer_from", transfer),
        one("Erc721.burn with a URI, the first of 1,024", |chain| {
            let id = collection(chain)?;
            let uri = Some(vec![b'u'; LONGEST]);
            let mint = Item::new_call_variant_mint(id, address(of(SENDER)), uri);
            chain.send(SENDER, mint)?;
            chain.send(SENDER, mint_batch(id))?;
            Ok(burn(id, FIRST + 1))
        }),
    ]
}

/// Its event has all of the URI.
pub fn set_base_uri(collection: CollectionId) -> Item {
    Item::new_call_variant_set_base_uri(collection, vec![b'v'; LONGEST])
}

fn burn(collection: CollectionId, item: ItemId) -> Item {
    Item::new_call_variant_burn(collection, item)
}

fn transfer(collection: CollectionId, item: ItemId) -> Item {
    let (from, to) = (address(of(SENDER)), address(fresh(0)));
    Item::new_call_variant_transfer_from(collection, from, to, item)
}

fn mint_batch(collection: CollectionId) -> Item {
    Item::new_call_variant_batch_mint(collection, address(of(SENDER)), MAX_BATCH)
}

/// A case of many calls, each of another item that was made in the same block.
fn after_minting(name: &str, call: fn(CollectionId, ItemId) -> Item) -> Case {
    let name = format!("Erc721.{name} of 500 that were just minted");
    case(name, move |chain| {
        let id = collection(chain)?;
        let calls = (1..=500).map(|item| call(id, item).into()).collect();
        Ok(in_a_row(chain, vec![mint_batch(id).into(), batch(calls)]))
    })
}

/// What users may call in the ledger itself.
fn ledger() -> Vec<Case> {
    vec![
        one("Nfts.transfer", |chain| {
            Ok(Nft::transfer {
                collection: collection(chain)?,
                item: FIRST,
                dest: address(fresh(0)),
            })
        }),
        one("Nfts.approve_transfer", |chain| {
            Ok(Nft::approve_transfer {
                collection: collection(chain)?,
                item: FIRST,
                delegate: address(fresh(0)),
                maybe_deadline: Some(1_000),
            })
        }),
        // There may be one: it is given another deadline.
        approved("Nfts.approve_transfer", |collection| {
            Nft::approve_transfer {
                collection,
                item: FIRST,
                delegate: address(of(SENDER)),
                maybe_deadline: Some(1_000),
            }
        }),
        approved("Nfts.cancel_approval", |collection| Nft::cancel_approval {
            collection,
            item: FIRST,
            delegate: address(of(SENDER)),
        }),
        approved("Nfts.clear_all_transfer_approvals", |collection| {
            Nft::clear_all_transfer_approvals {
                collection,
                item: FIRST,
            }
        }),
    ]
}
