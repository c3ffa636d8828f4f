//! What the calls weigh at worst: with a regulated token, accounts that do not exist yet, and records that have to be
//! created.

use crate::{
    Call, Charge, Config, HoldReason, NoticePeriod, Operation, Pallet, Payer, PolicyRecords, Price,
    Purchases, Regulations, Rule, RuleOf, Rules, SaleTerms, SaleTermsOf, Sales, Tier,
    WithdrawalLapses, Withdrawals, MAX_OPERATION_LENGTH, MAX_RULES, MAX_TIERS, MILLION,
};
use alloc::vec::Vec;
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT},
    Balance, Deposits, Erc20Tokens, TokenId,
};
use frame_benchmarking::v2::*;
use frame_support::{
    assert_ok,
    traits::fungible::{Inspect, InspectHold, Mutate},
};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System, RawOrigin};
use sp_runtime::traits::{One, StaticLookup};

/// One whole token, with eighteen decimals.
const WHOLE: Balance = 1_000_000_000_000_000_000;
const SUPPLY: Balance = 1_000_000 * WHOLE;

fn funded<T: Config>(name: &'static str) -> T::AccountId {
    let who = account(name, 0, 0);
    T::Currency::set_balance(&who, 10_000 * COS);
    who
}

/// A regulated token of an account with coins.
fn token<T: Config>() -> (T::AccountId, TokenId) {
    let owner = funded::<T>("owner");
    let token_id = T::Tokens::create_for_benchmark(&owner, SUPPLY);
    let regulated =
        Pallet::<T>::set_regulated(RawOrigin::Signed(owner.clone()).into(), token_id, true);
    assert_ok!(regulated);
    (owner, token_id)
}

fn wait<T: Config>(blocks: BlockNumberFor<T>) {
    System::<T>::set_block_number(System::<T>::block_number() + blocks);
}

/// A sale with a falling price, and a record of each buyer.
fn terms<T: Config>() -> SaleTermsOf<T> {
    let now = System::<T>::block_number();
    SaleTerms {
        amount: 100 * WHOLE,
        price: Price::Falling {
            start_price: 2 * COS,
            end_price: COS,
            start: now,
            end: now + 1_000u32.into(),
        },
        start: now,
        end: now + 1_000u32.into(),
        min_per_account: Some(1),
        max_per_account: Some(99 * WHOLE),
    }
}

fn sale<T: Config>() -> (T::AccountId, TokenId) {
    let (owner, token_id) = token::<T>();
    let origin = RawOrigin::Signed(owner.clone()).into();
    assert_ok!(Pallet::<T>::open_sale(origin, token_id, terms::<T>()));
    wait::<T>(One::one());
    (owner, token_id)
}

fn reserve<T: Config>(owner: &T::AccountId, token_id: TokenId) {
    let origin = || RawOrigin::Signed(owner.clone()).into();
    assert_ok!(Pallet::<T>::set_redemption(origin(), token_id, COS));
    assert_ok!(Pallet::<T>::fund_redemption(origin(), token_id, 100 * COS));
}

/// Double the price, and wait until it takes effect.
fn raise_price<T: Config>(owner: &T::AccountId, token_id: TokenId) {
    let origin = RawOrigin::Signed(owner.clone()).into();
    assert_ok!(Pallet::<T>::set_redemption(origin, token_id, 2 * COS));
    wait::<T>(NoticePeriod::<T>::get());
}

fn operation(id: u32) -> Operation {
    let mut name = id.to_le_bytes().to_vec();
    name.resize(MAX_OPERATION_LENGTH as usize, b'x');
    Operation::truncate_from(name)
}

/// The longest rules, with a receiver without an account.
fn rules<T: Config>(n: u32) -> Vec<RuleOf<T>> {
    let tier = |id: u32| Tier {
        from: id.into(),
        flat: 1,
        rate: MILLION / 100,
    };
    let tiers: Vec<_> = (0..MAX_TIERS).map(tier).collect();
    let rule = |id| Rule {
        operation: operation(id),
        charge: Charge::Tiered(tiers.clone().try_into().unwrap_or_default()),
        payer: Payer::Initiator,
        receiver: Some(account("receiver", 0, 0)),
    };
    (0..n).map(rule).collect()
}

fn policy<T: Config>(owner: &T::AccountId, token_id: TokenId, rules: Vec<RuleOf<T>>) {
    let origin = RawOrigin::Signed(owner.clone()).into();
    assert_ok!(Pallet::<T>::set_policy(origin, token_id, rules));
    wait::<T>(NoticePeriod::<T>::get());
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// The escrow does not exist yet.
    #[benchmark]
    fn open_sale() {
        let (owner, token_id) = token::<T>();
        let terms = terms::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), token_id, terms);

        assert!(Sales::<T>::contains_key(token_id));
    }

    /// The first purchase, with a record and a deposit.
    #[benchmark]
    fn buy() {
        let (_, token_id) = sale::<T>();
        let buyer = funded::<T>("buyer");

        #[extrinsic_call]
        _(RawOrigin::Signed(buyer.clone()), token_id, WHOLE, 2 * COS);

        assert!(Purchases::<T>::contains_key(token_id, &buyer));
        assert_eq!(T::Tokens::balance_of(token_id, &buyer), WHOLE);
    }

    /// By the owner, for an issuer without any tokens, with some unsold.
    #[benchmark]
    fn close_sale() {
        let (owner, token_id) = sale::<T>();
        let left = T::Tokens::balance_of(token_id, &owner);
        let other: T::AccountId = account("other", 0, 0);
        assert_ok!(Pallet::<T>::move_tokens(
            token_id, &owner, &owner, &other, left
        ));

        #[extrinsic_call]
        _(RawOrigin::Signed(owner.clone()), token_id);

        assert!(!Sales::<T>::contains_key(token_id));
        assert_eq!(T::Tokens::balance_of(token_id, &owner), 100 * WHOLE);
    }

    /// An announcement, replacing one that has taken effect.
    #[benchmark]
    fn set_redemption() {
        let (owner, token_id) = token::<T>();
        reserve::<T>(&owner, token_id);
        raise_price::<T>(&owner, token_id);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), token_id, COS);

        let status = Pallet::<T>::redemption(token_id);
        assert_eq!(status.map(|status| status.price), Some(2 * COS));
        let announced = Pallet::<T>::announced_price(token_id);
        assert_eq!(announced.map(|announced| announced.price), Some(COS));
    }

    /// The escrow does not exist yet.
    #[benchmark]
    fn fund_redemption() {
        let (owner, token_id) = token::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), token_id, COS);

        assert_eq!(Pallet::<T>::reserve(token_id), COS);
    }

    /// The holder's last tokens, into an escrow without any, at a price that was announced.
    #[benchmark]
    fn redeem() {
        let (owner, token_id) = token::<T>();
        reserve::<T>(&owner, token_id);
        let holder = funded::<T>("holder");
        let before = T::Currency::balance(&holder);
        assert_ok!(Pallet::<T>::move_tokens(
            token_id, &owner, &owner, &holder, WHOLE
        ));
        raise_price::<T>(&owner, token_id);

        #[extrinsic_call]
        _(RawOrigin::Signed(holder.clone()), token_id, WHOLE, COS);

        assert_eq!(T::Currency::balance(&holder), before + 2 * COS);
        let escrow = Pallet::<T>::escrow(token_id);
        assert_eq!(T::Tokens::balance_of(token_id, &escrow), WHOLE);
    }

    /// The second step: the withdrawal.
    #[benchmark]
    fn withdraw_redemption() {
        let (owner, token_id) = token::<T>();
        reserve::<T>(&owner, token_id);
        let origin = RawOrigin::Signed(owner.clone()).into();
        assert_ok!(Pallet::<T>::withdraw_redemption(origin, token_id, COS));
        wait::<T>(NoticePeriod::<T>::get());

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), token_id, COS);

        assert_eq!(Pallet::<T>::reserve(token_id), 99 * COS);
        assert!(!Withdrawals::<T>::contains_key(token_id));
        assert!(!WithdrawalLapses::<T>::contains_key(token_id));
    }

    /// Replaces a full policy, and an empty one that ended it, both by former owners.
    #[benchmark]
    fn set_policy(n: Linear<1, { MAX_RULES }>) -> Result<(), BenchmarkError> {
        let (owner, token_id) = token::<T>();
        policy::<T>(&owner, token_id, rules::<T>(MAX_RULES));
        policy::<T>(&owner, token_id, Vec::new());
        PolicyRecords::<T>::try_mutate(token_id, |policies| {
            let first = policies.current.as_mut().ok_or("the first policy")?;
            let (last, _) = policies.announced.as_mut().ok_or("the last policy")?;
            for (policy, name) in [(first, "first"), (last, "last")] {
                policy.depositor = funded::<T>(name);
                Pallet::<T>::hold(HoldReason::Policy, &policy.depositor, policy.deposit)?;
            }
            Ok::<_, BenchmarkError>(())
        })?;
        let rules = rules::<T>(n);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), token_id, rules);

        assert_eq!(Rules::<T>::iter().count(), n as usize);
        assert_eq!(PolicyRecords::<T>::get(token_id).iter().count(), 1);
        let former: T::AccountId = account("first", 0, 0);
        let held = T::Currency::balance_on_hold(&HoldReason::Policy.into(), &former);
        assert_eq!(held, 0);
        Ok(())
    }

    /// By the last of 16 tiers, with two accounts that do not exist yet.
    #[benchmark]
    fn execute() {
        let (owner, token_id) = token::<T>();
        policy::<T>(&owner, token_id, rules::<T>(MAX_RULES));
        let counterparty: T::AccountId = account("counterparty", 0, 0);
        let target = T::Lookup::unlookup(counterparty.clone());
        let name = operation(0).into_inner();

        #[extrinsic_call]
        _(
            RawOrigin::Signed(owner),
            token_id,
            name,
            Some(target),
            WHOLE,
            Balance::MAX,
        );

        assert_eq!(T::Tokens::balance_of(token_id, &counterparty), WHOLE);
        let receiver: T::AccountId = account("receiver", 0, 0);
        let fee = WHOLE / 100 + 1;
        assert_eq!(T::Tokens::balance_of(token_id, &receiver), fee);
        assert!(T::Currency::balance(&receiver) >= EXISTENTIAL_DEPOSIT);
    }

    /// To regulate a token, for which the supply is compared.
    #[benchmark]
    fn set_regulated() {
        let (owner, token_id) = token::<T>();
        Regulations::<T>::remove(token_id);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), token_id, true);

        assert!(Pallet::<T>::regulated(token_id));
    }

    /// During a later sale.
    #[benchmark]
    fn forget_purchase() {
        let (owner, token_id) = sale::<T>();
        let buyer = funded::<T>("buyer");
        let origin = RawOrigin::Signed(buyer.clone()).into();
        assert_ok!(Pallet::<T>::buy(origin, token_id, WHOLE, 2 * COS));
        let origin = || RawOrigin::Signed(owner.clone()).into();
        assert_ok!(Pallet::<T>::close_sale(origin(), token_id));
        assert_ok!(Pallet::<T>::open_sale(origin(), token_id, terms::<T>()));

        #[extrinsic_call]
        _(RawOrigin::Signed(buyer.clone()), token_id);

        assert!(!Purchases::<T>::contains_key(token_id, &buyer));
        let held = T::Currency::balance_on_hold(&HoldReason::Purchase.into(), &buyer);
        assert_eq!(held, 0);
    }

    /// By another account, for an owner without any of the token, after the end of redemption.
    #[benchmark]
    fn collect_redeemed() {
        let (owner, token_id) = sale::<T>();
        reserve::<T>(&owner, token_id);
        let holder = funded::<T>("holder");
        assert_ok!(Pallet::<T>::move_tokens(
            token_id, &owner, &owner, &holder, WHOLE
        ));
        let origin = RawOrigin::Signed(holder.clone()).into();
        assert_ok!(Pallet::<T>::redeem(origin, token_id, WHOLE, COS));
        let origin = RawOrigin::Signed(owner.clone()).into();
        assert_ok!(Pallet::<T>::set_redemption(origin, token_id, 0));
        wait::<T>(NoticePeriod::<T>::get());
        let rest = T::Tokens::balance_of(token_id, &owner);
        let other: T::AccountId = account("other", 0, 0);
        assert_ok!(Pallet::<T>::move_tokens(
            token_id, &owner, &owner, &other, rest
        ));

        #[extrinsic_call]
        _(RawOrigin::Signed(holder), token_id);

        assert_eq!(T::Tokens::balance_of(token_id, &owner), WHOLE);
    }

    impl_benchmark_test_suite!(
        Pallet,
        crate::tests::mock::new_test_ext(),
        crate::tests::mock::Test
    );
}
