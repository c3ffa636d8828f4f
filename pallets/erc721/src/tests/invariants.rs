//! What holds whatever happens: a collection does what a plain model of EIP-721 does, through its own
//! calls and the ledger's, and what is counted adds up after each of them.

use super::mock::*;
use crate::CollectionOptions;
use chaos_primitives::{AccountId, ItemId};
use frame_support::traits::tokens::nonfungibles_v2::Transfer as _;
use proptest::prelude::*;
use sp_runtime::DispatchResult;
use std::collections::{BTreeMap, BTreeSet};

/// Everybody who acts, and somebody who only receives.
const PEOPLE: [u8; 4] = [ALICE, BOB, CHARLIE, NOBODY];

#[derive(Clone, Debug, PartialEq)]
struct Item {
    owner: u8,
    /// Who, and up to which block.
    approved: Option<(u8, u64)>,
    locked: bool,
}

/// EIP-721 and the options, in a few lines. A call that fails changes nothing. ALICE owns the
/// collection.
#[derive(Clone, Debug)]
struct Model {
    options: CollectionOptions<AccountId>,
    now: u64,
    minted: ItemId,
    items: BTreeMap<ItemId, Item>,
    /// Owner and operator.
    operators: BTreeSet<(u8, u8)>,
}

impl Model {
    fn approved(&self, item: &Item) -> Option<u8> {
        let (who, last) = item.approved?;
        (self.now <= last).then_some(who)
    }

    fn owns_or_operates(&self, item: &Item, caller: u8) -> bool {
        item.owner == caller || self.operators.contains(&(item.owner, caller))
    }

    fn mint(&mut self, to: u8, count: u32) -> Option<()> {
        (1..=1_024).contains(&count).then_some(())?;
        let supply = self.items.len() as u32 + count;
        (supply <= self.options.max_supply.unwrap_or(u32::MAX)).then_some(())?;
        for _ in 0..count {
            let item = Item {
                owner: to,
                approved: None,
                locked: false,
            };
            self.items.insert(self.minted, item);
            self.minted += 1;
        }
        Some(())
    }

    /// The item, which `caller` may move, and nothing keeps where it is.
    fn movable(&self, caller: u8, id: ItemId, operators: bool) -> Option<Item> {
        let item = self.items.get(&id)?.clone();
        let may = item.owner == caller
            || self.approved(&item) == Some(caller)
            || operators && self.operators.contains(&(item.owner, caller));
        (may && !item.locked).then_some(item)
    }

    fn transfer(&mut self, caller: u8, id: ItemId, to: u8, operators: bool) -> Option<Item> {
        self.options.transferable.then_some(())?;
        let item = self.movable(caller, id, operators)?;
        let moved = Item {
            owner: to,
            approved: None,
            locked: false,
        };
        self.items.insert(id, moved);
        Some(item)
    }

    /// What should happen, or none where the call should fail.
    fn perform(&mut self, action: &Action) -> Option<()> {
        use Action::*;
        match *action {
            Mint(minter, to, count) => {
                (minter == ALICE).then_some(())?;
                self.mint(to, count)
            }
            TransferFrom(caller, from, to, id) => {
                let item = self.transfer(caller, id, to, true)?;
                (item.owner == from).then_some(())
            }
            Approve(caller, approved, id) => {
                let item = self.items.get(&id)?.clone();
                let may = self.owns_or_operates(&item, caller)
                    && (self.options.transferable || approved.is_none());
                may.then_some(())?;
                self.items.get_mut(&id)?.approved = approved.map(|who| (who, u64::MAX));
                Some(())
            }
            SetOperator(owner, operator, true) => {
                self.operators.insert((owner, operator));
                Some(())
            }
            SetOperator(owner, operator, false) => {
                self.operators.remove(&(owner, operator));
                Some(())
            }
            Burn(caller, id) => {
                self.options.burnable.then_some(())?;
                self.movable(caller, id, true)?;
                self.items.remove(&id).map(drop)
            }
            LedgerTransfer(caller, id, to) => self.transfer(caller, id, to, false).map(drop),
            LedgerApprove(caller, id, approved, blocks) => {
                let last = self.now + blocks;
                let item = self.items.get_mut(&id)?;
                let may = self.options.transferable
                    && item.owner == caller
                    && item.approved.is_none_or(|(who, _)| who == approved);
                may.then_some(())?;
                item.approved = Some((approved, last));
                Some(())
            }
            LedgerCancel(caller, id, approved) => {
                let now = self.now;
                let item = self.items.get_mut(&id)?;
                let (who, last) = item.approved?;
                let may = who == approved && (item.owner == caller || last < now);
                may.then_some(())?;
                item.approved = None;
                Some(())
            }
            LedgerClear(caller, id) => {
                let item = self.items.get_mut(&id)?;
                (item.owner == caller).then_some(())?;
                item.approved = None;
                Some(())
            }
            Lock(id, locked) => {
                let item = self.items.get_mut(&id)?;
                (item.locked != locked).then_some(())?;
                item.locked = locked;
                Some(())
            }
            Wait(blocks) => {
                self.now += blocks;
                Some(())
            }
        }
    }
}

/// Something that a user may try, or an auction. The one that signs comes first.
#[derive(Clone, Debug)]
enum Action {
    /// So many.
    Mint(u8, u8, u32),
    TransferFrom(u8, u8, u8, ItemId),
    Approve(u8, Option<u8>, ItemId),
    SetOperator(u8, u8, bool),
    Burn(u8, ItemId),
    LedgerTransfer(u8, ItemId, u8),
    /// For so many blocks.
    LedgerApprove(u8, ItemId, u8, u64),
    LedgerCancel(u8, ItemId, u8),
    LedgerClear(u8, ItemId),
    Lock(ItemId, bool),
    Wait(u64),
}

fn any_action() -> impl Strategy<Value = Action> {
    use Action::*;
    let who = || ALICE..=CHARLIE;
    let to = || prop_oneof![6 => ALICE..=CHARLIE, 1 => NOBODY..=NOBODY];
    let minter = || prop_oneof![8 => ALICE..=ALICE, 1 => BOB..=BOB];
    let count = || prop_oneof![1 => 0..1u32, 12 => 1..4u32];
    let id = || 0..8u32;
    prop_oneof![
        4 => (minter(), to(), count()).prop_map(|(a, b, n)| Mint(a, b, n)),
        6 => (who(), to(), to(), id()).prop_map(|(a, b, c, i)| TransferFrom(a, b, c, i)),
        4 => (who(), prop::option::weighted(0.8, who()), id())
            .prop_map(|(a, b, i)| Approve(a, b, i)),
        2 => (who(), who(), prop::bool::weighted(0.7)).prop_map(|(a, b, c)| SetOperator(a, b, c)),
        3 => (who(), id()).prop_map(|(a, i)| Burn(a, i)),
        3 => (who(), id(), to()).prop_map(|(a, i, b)| LedgerTransfer(a, i, b)),
        3 => (who(), id(), who(), 0..6u64).prop_map(|(a, i, b, n)| LedgerApprove(a, i, b, n)),
        1 => (who(), id(), who()).prop_map(|(a, i, b)| LedgerCancel(a, i, b)),
        1 => (who(), id()).prop_map(|(a, i)| LedgerClear(a, i)),
        2 => (id(), prop::bool::weighted(0.4)).prop_map(|(i, l)| Lock(i, l)),
        1 => (0..6u64).prop_map(Wait),
    ]
}

fn any_options() -> impl Strategy<Value = CollectionOptions<AccountId>> {
    let likely = || prop::bool::weighted(0.9);
    (prop::option::of(1..9u32), likely(), likely()).prop_map(
        |(max_supply, burnable, transferable)| CollectionOptions {
            max_supply,
            burnable,
            transferable,
            ..all_options()
        },
    )
}

fn perform(action: &Action) -> bool {
    use Action::*;
    let call = || -> DispatchResult {
        match *action {
            Mint(minter, to, 1) => mint(minter, to),
            Mint(minter, to, count) => batch_mint(minter, to, count),
            TransferFrom(caller, from, to, id) => transfer_from(caller, from, to, id),
            Approve(caller, approved, id) => approve(caller, approved, id),
            SetOperator(owner, operator, approved) => {
                set_approval_for_all(owner, operator, approved)
            }
            Burn(caller, id) => burn(caller, id),
            LedgerTransfer(caller, id, to) => ledger_transfer(caller, id, to),
            LedgerApprove(caller, id, approved, blocks) => {
                ledger_approve(caller, id, approved, Some(blocks))
            }
            LedgerCancel(caller, id, approved) => {
                Nfts::cancel_approval(signed(caller), 0, id, account(approved))
            }
            LedgerClear(caller, id) => Nfts::clear_all_transfer_approvals(signed(caller), 0, id),
            // As auctions do: only what there is.
            Lock(id, _) if owner_of(id).is_none() => Err("no such item".into()),
            Lock(id, true) => Nfts::disable_transfer(&0, &id),
            Lock(id, false) => Nfts::enable_transfer(&0, &id),
            Wait(blocks) => {
                System::set_block_number(System::block_number() + blocks);
                Ok(())
            }
        }
    };
    frame_support::storage::with_storage_layer(call).is_ok()
}

/// All that the reads say is what the model says.
fn compare(model: &Model) -> Result<(), TestCaseError> {
    let ids: BTreeSet<ItemId> = model.items.keys().copied().collect();
    prop_assert_eq!(Erc721::total_supply(0), Some(ids.len() as u32));
    prop_assert_eq!(next_token_id(), model.minted);
    // A permutation: as many as there are, and none missing.
    prop_assert_eq!(&BTreeSet::from_iter(tokens()), &ids);
    for id in 0..model.minted {
        let item = model.items.get(&id);
        prop_assert_eq!(owner_of(id), item.map(|item| account(item.owner)));
        let expected = item.and_then(|item| model.approved(item)).map(account);
        prop_assert_eq!(approved(id), expected);
        prop_assert_eq!(Erc721::token_uri(0, id).is_some(), item.is_some());
    }
    let mut balances = 0;
    for owner in PEOPLE {
        let owned = model.items.iter().filter(|(_, item)| item.owner == owner);
        let owned: BTreeSet<ItemId> = owned.map(|(id, _)| *id).collect();
        prop_assert_eq!(balance(owner) as usize, owned.len());
        let listed = Erc721::tokens_of_owner(0, &account(owner), None, 100);
        prop_assert_eq!(listed.len(), owned.len());
        prop_assert_eq!(BTreeSet::from_iter(listed), owned);
        balances += balance(owner);
        for operator in PEOPLE {
            prop_assert_eq!(
                Erc721::is_approved_for_all(0, &account(owner), &account(operator)),
                Some(model.operators.contains(&(owner, operator)))
            );
        }
    }
    prop_assert_eq!(Some(balances), Erc721::total_supply(0));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(chaos_testing::cases(10_000)))]

    #[test]
    fn a_collection_does_what_eip_721_says(
        options in any_options(),
        actions in prop::collection::vec(any_action(), 1..40),
    ) {
        new_test_ext().execute_with(|| {
            items_with(options.clone(), &[]);
            let mut model = Model {
                options,
                now: 1,
                minted: 0,
                items: BTreeMap::new(),
                operators: BTreeSet::new(),
            };
            for action in &actions {
                let mut next = model.clone();
                let succeeds = next.perform(action).is_some();
                prop_assert_eq!(perform(action), succeeds, "{:?}", action);
                if succeeds {
                    model = next;
                }
                prop_assert_eq!(Erc721::do_try_state(), Ok(()), "{:?}", action);
            }
            compare(&model)
        })?;
    }
}
