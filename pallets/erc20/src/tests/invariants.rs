//! What holds whatever happens: a token does what a plain model of EIP-20 does, through its own
//! calls and the ledger's, and the ledger adds up after each of them.

use super::mock::*;
use crate::{TokenOptions, INFINITE_ALLOWANCE, MAX_SUPPLY};
use chaos_primitives::{Balance, TokenId};
use proptest::prelude::*;
use std::collections::BTreeMap;

const TOKEN: TokenId = 0;

/// EIP-20 and the options, in a few lines. A call that fails changes nothing.
#[derive(Clone, Debug, Default)]
struct Model {
    options: TokenOptions,
    paused: bool,
    supply: Balance,
    balances: BTreeMap<u8, Balance>,
    allowances: BTreeMap<(u8, u8), Balance>,
}

impl Model {
    fn balance(&self, who: u8) -> Balance {
        self.balances.get(&who).copied().unwrap_or(0)
    }

    fn allowance(&self, owner: u8, spender: u8) -> Balance {
        self.allowances.get(&(owner, spender)).copied().unwrap_or(0)
    }

    fn debit(&mut self, who: u8, value: Balance) -> Option<()> {
        let rest = self.balance(who).checked_sub(value)?;
        self.balances.insert(who, rest);
        Some(())
    }

    fn credit(&mut self, who: u8, value: Balance) -> Option<()> {
        let sum = self.balance(who).checked_add(value)?;
        self.balances.insert(who, sum);
        Some(())
    }

    fn movable(&self) -> Option<()> {
        (!self.paused).then_some(())
    }

    fn transfer(&mut self, from: u8, to: u8, value: Balance) -> Option<()> {
        self.movable()?;
        self.debit(from, value)?;
        self.credit(to, value)
    }

    fn spend(&mut self, owner: u8, spender: u8, value: Balance, infinite: Balance) -> Option<()> {
        let allowed = self.allowance(owner, spender);
        let rest = allowed.checked_sub(value)?;
        if allowed != infinite {
            self.allowances.insert((owner, spender), rest);
        }
        Some(())
    }

    fn mint(&mut self, to: u8, value: Balance) -> Option<()> {
        self.options.mintable.then_some(())?;
        self.movable()?;
        self.supply = self.supply.checked_add(value)?;
        (self.supply <= self.options.cap.unwrap_or(MAX_SUPPLY)).then_some(())?;
        self.credit(to, value)
    }

    fn burn(&mut self, from: u8, value: Balance) -> Option<()> {
        self.options.burnable.then_some(())?;
        self.movable()?;
        self.debit(from, value)?;
        self.supply -= value;
        Some(())
    }

    /// What should happen, or none where the call should fail.
    fn perform(&mut self, action: &Action) -> Option<()> {
        use Action::*;
        match *action {
            Transfer(from, to, value) | Batch(from, to, value, 1) => self.transfer(from, to, value),
            Batch(from, to, value, times) => {
                (0..times).try_for_each(|_| self.transfer(from, to, value))
            }
            Approve(owner, spender, value) => {
                self.allowances.insert((owner, spender), value);
                Some(())
            }
            Increase(owner, spender, value) => {
                let sum = self.allowance(owner, spender).checked_add(value)?;
                self.allowances.insert((owner, spender), sum);
                Some(())
            }
            Decrease(owner, spender, value) => {
                let rest = self.allowance(owner, spender).checked_sub(value)?;
                self.allowances.insert((owner, spender), rest);
                Some(())
            }
            TransferFrom(spender, from, to, value) => {
                self.movable()?;
                self.spend(from, spender, value, INFINITE_ALLOWANCE)?;
                self.transfer(from, to, value)
            }
            Mint(to, value) => self.mint(to, value),
            Burn(from, value) => self.burn(from, value),
            BurnFrom(spender, from, value) => {
                self.spend(from, spender, value, INFINITE_ALLOWANCE)?;
                self.burn(from, value)
            }
            Pause(paused) => {
                (self.options.pausable && self.paused != paused).then_some(())?;
                self.paused = paused;
                Some(())
            }
            LedgerTransfer(from, to, value) => self.transfer(from, to, value),
            LedgerTransferAll(from, to, keep_alive) => {
                let all = self.balance(from);
                let value = if keep_alive {
                    all.saturating_sub(1)
                } else {
                    all
                };
                // Nothing can't be given to who has nothing.
                (value > 0 || self.balance(to) > 0).then_some(())?;
                self.transfer(from, to, value)
            }
            LedgerApprove(owner, spender, value) => {
                self.movable()?;
                let sum = self.allowance(owner, spender).saturating_add(value);
                self.allowances.insert((owner, spender), sum);
                Some(())
            }
            LedgerTransferFrom(spender, from, to, value) => {
                // Even an infinite one is used up there.
                self.spend(from, spender, value, 0)?;
                self.transfer(from, to, value)
            }
        }
    }
}

/// Something that a user may try. Accounts first, the one that signs before the others.
#[derive(Clone, Debug)]
enum Action {
    Transfer(u8, u8, Balance),
    /// The same recipient so many times.
    Batch(u8, u8, Balance, usize),
    Approve(u8, u8, Balance),
    Increase(u8, u8, Balance),
    Decrease(u8, u8, Balance),
    TransferFrom(u8, u8, u8, Balance),
    Mint(u8, Balance),
    Burn(u8, Balance),
    BurnFrom(u8, u8, Balance),
    Pause(bool),
    LedgerTransfer(u8, u8, Balance),
    LedgerTransferAll(u8, u8, bool),
    LedgerApprove(u8, u8, Balance),
    LedgerTransferFrom(u8, u8, u8, Balance),
}

fn any_action() -> impl Strategy<Value = Action> {
    use Action::*;
    let who = || ALICE..=CHARLIE;
    let to = || prop_oneof![6 => ALICE..=CHARLIE, 1 => NOBODY..=NOBODY];
    let value = || {
        prop_oneof![
            2 => 0..5u128,
            6 => 0..SUPPLY,
            1 => SUPPLY..=2 * SUPPLY,
            1 => MAX_SUPPLY - 2 * SUPPLY..=MAX_SUPPLY,
            1 => Balance::MAX - 5..=Balance::MAX,
        ]
    };
    // The ledger refuses an approved transfer of nothing, and overflows where somebody moves much
    // to itself: it is not the model of EIP-20, this pallet is.
    let some = || 1..SUPPLY;
    prop_oneof![
        4 => (who(), to(), value()).prop_map(|(a, b, v)| Transfer(a, b, v)),
        1 => (who(), to(), value(), 1..4usize).prop_map(|(a, b, v, n)| Batch(a, b, v, n)),
        2 => (who(), who(), value()).prop_map(|(a, b, v)| Approve(a, b, v)),
        1 => (who(), who(), value()).prop_map(|(a, b, v)| Increase(a, b, v)),
        1 => (who(), who(), value()).prop_map(|(a, b, v)| Decrease(a, b, v)),
        4 => (who(), who(), to(), value()).prop_map(|(a, b, c, v)| TransferFrom(a, b, c, v)),
        2 => (to(), value()).prop_map(|(a, v)| Mint(a, v)),
        2 => (who(), value()).prop_map(|(a, v)| Burn(a, v)),
        2 => (who(), who(), value()).prop_map(|(a, b, v)| BurnFrom(a, b, v)),
        1 => any::<bool>().prop_map(Pause),
        1 => (who(), who(), some()).prop_map(|(a, b, v)| LedgerTransfer(a, b, v)),
        2 => (who(), who(), any::<bool>()).prop_map(|(a, b, k)| LedgerTransferAll(a, b, k)),
        1 => (who(), who(), some()).prop_map(|(a, b, v)| LedgerApprove(a, b, v)),
        1 => (who(), who(), who(), some()).prop_map(|(a, b, c, v)| LedgerTransferFrom(a, b, c, v)),
    ]
}

fn any_options() -> impl Strategy<Value = TokenOptions> {
    let likely = || prop::bool::weighted(0.9);
    let cap = prop::option::of(SUPPLY..2 * SUPPLY);
    (likely(), likely(), likely(), cap).prop_map(|(mintable, burnable, pausable, cap)| {
        TokenOptions {
            mintable,
            burnable,
            pausable,
            cap,
        }
    })
}

fn perform(action: &Action) -> bool {
    use Action::*;
    let call = || match *action {
        Transfer(from, to, value) => transfer(from, to, value),
        Batch(from, to, value, times) => {
            let recipients = vec![(account(to), value); times];
            outcome(Erc20::batch_transfer(signed(from), TOKEN, recipients))
        }
        Approve(owner, spender, value) => {
            Erc20::approve(signed(owner), TOKEN, account(spender), value)
        }
        Increase(owner, spender, value) => {
            Erc20::increase_allowance(signed(owner), TOKEN, account(spender), value)
        }
        Decrease(owner, spender, value) => {
            Erc20::decrease_allowance(signed(owner), TOKEN, account(spender), value)
        }
        TransferFrom(spender, from, to, value) => transfer_from(spender, from, to, value),
        Mint(to, value) => mint(ALICE, to, value),
        Burn(from, value) => Erc20::burn(signed(from), TOKEN, value),
        BurnFrom(spender, from, value) => {
            Erc20::burn_from(signed(spender), TOKEN, account(from), value)
        }
        Pause(true) => Erc20::pause(signed(ALICE), TOKEN),
        Pause(false) => Erc20::unpause(signed(ALICE), TOKEN),
        LedgerTransfer(from, to, value) => {
            Assets::transfer(signed(from), TOKEN, account(to), value)
        }
        LedgerTransferAll(from, to, keep_alive) => {
            Assets::transfer_all(signed(from), TOKEN, account(to), keep_alive)
        }
        LedgerApprove(owner, spender, value) => {
            Assets::approve_transfer(signed(owner), TOKEN, account(spender), value)
        }
        LedgerTransferFrom(spender, from, to, value) => {
            Assets::transfer_approved(signed(spender), TOKEN, account(from), account(to), value)
        }
    };
    frame_support::storage::with_storage_layer(call).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(chaos_testing::cases(10_000)))]

    #[test]
    fn a_token_does_what_eip_20_says(
        options in any_options(),
        actions in prop::collection::vec(any_action(), 1..40),
    ) {
        new_test_ext().execute_with(|| {
            token_with(options);
            let mut model = Model {
                options,
                supply: SUPPLY,
                balances: [(ALICE, SUPPLY)].into(),
                ..Default::default()
            };
            for action in &actions {
                let mut next = model.clone();
                let succeeds = next.perform(action).is_some();
                prop_assert_eq!(perform(action), succeeds, "{:?}", action);
                if succeeds {
                    model = next;
                }
                prop_assert_eq!(Erc20::do_try_state(), Ok(()));
            }
            prop_assert_eq!(Assets::total_supply(TOKEN), model.supply);
            for who in [ALICE, BOB, CHARLIE, NOBODY] {
                prop_assert_eq!(balance(TOKEN, who), model.balance(who));
                for spender in [ALICE, BOB, CHARLIE] {
                    let allowed = model.allowance(who, spender);
                    prop_assert_eq!(allowance(TOKEN, who, spender), allowed);
                }
            }
            Ok(())
        })?;
    }
}
