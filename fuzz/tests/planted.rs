//! Bugs of each kind that the fuzzer looks for, put into the runtime: it finds them.
//!
//! Where a mended bug can be put back from outside, such as a filter that does not filter, it is that one;
//! the others do to the state what a bug would have done.

use chaos_fuzz::{
    chain::{self, Chain, Outcome, NOT_SLOW},
    checks,
    dictionary::Transaction,
    finding::{Finding, Kind},
    people::{zero, PEOPLE},
    prices::Prices,
    sequence::{decide, send, Log},
    story::{forwarder, prepared_chain},
    tally::Tally,
    undo::undo,
};
use chaos_primitives::currency::COS;
use chaos_runtime::{
    configs::governance::ProxyType, AccountId, Assets, Balances, BusinessTokens, Cip, DutchAuction,
    Erc721, Grandpa, Nfts, Preimage, Proxy, Runtime, RuntimeCall, RuntimeHoldReason, RuntimeOrigin,
    System, UncheckedExtrinsic,
};
use codec::{DecodeAll, Encode};
use frame_support::{
    traits::{
        fungible::{Mutate, MutateHold},
        fungibles,
        tokens::{nonfungibles_v2, Precision, Preservation},
        Bounded, UnfilteredDispatchable,
    },
    weights::Weight,
};
use pallet_business_tokens::{
    Event as BusinessEvent, NextSale, Price, RedemptionPrices, SaleTerms, Withdrawals,
};
use pallet_cip::{Cips, Document, PreimageDeposits, Rules, Tallies};
use pallet_dutch_auction::{Currency, Turnovers};
use pallet_erc20::MAX_SUPPLY;
use sp_core::H256;
use sp_runtime::{
    generic::Era,
    traits::{BlakeTwo256, ExtrinsicCall, Hash as _},
    transaction_validity::InvalidTransaction,
    DispatchError,
};
use std::time::Instant;

fn remark() -> RuntimeCall {
    let remark = b"nothing".to_vec();
    frame_system::Call::remark { remark }.into()
}

fn burn() -> RuntimeCall {
    let (value, keep_alive) = (COS, true);
    pallet_balances::Call::burn { value, keep_alive }.into()
}

fn somebody() -> AccountId {
    PEOPLE[4].account.clone()
}

/// Send what `sign` makes in the first block after the prepared ones.
fn sent(apply: chain::Apply, sign: impl FnOnce() -> Transaction) -> Result<Outcome, Finding> {
    let mut chain = prepared_chain().with_apply(apply);
    chain.open_block()?;
    let transaction = chain.run(sign);
    let (mut log, mut tally) = (Log::default(), Tally::default());
    send(&mut chain, transaction, &mut log, &mut tally)
}

/// Send one transaction to a runtime with a bug, make it a block, and look at the state as after a sequence.
fn found(apply: chain::Apply, call: RuntimeCall) -> Finding {
    found_after(|| {}, apply, call)
}

/// The same, where something was done before, without a bug.
fn found_after(prepare: impl FnOnce(), apply: chain::Apply, call: RuntimeCall) -> Finding {
    let mut chain = prepared_chain().with_apply(apply);
    chain.run(prepare);
    let look = |chain: &mut Chain| {
        chain.open_block()?;
        let transaction = chain.run(|| Transaction::signed(&PEOPLE[4], call, 0));
        send(
            chain,
            transaction,
            &mut Log::default(),
            &mut Tally::default(),
        )?;
        chain.close_block()?;
        chain.run(checks::after_sequence)
    };
    look(&mut chain).expect_err("the bug is found")
}

#[test]
fn without_a_bug_nothing_is_found() {
    let mut chain = prepared_chain();
    for call in [remark(), burn()] {
        chain.open_block().unwrap();
        let transaction = chain.run(|| Transaction::signed(&PEOPLE[4], call, 0));
        send(
            &mut chain,
            transaction,
            &mut Log::default(),
            &mut Tally::default(),
        )
        .unwrap();
        chain.close_block().unwrap();
    }
    assert_eq!(chain.run(checks::after_sequence), Ok(()));
}

#[test]
fn a_filter_that_lets_coins_be_burnt_is_found() {
    let apply = |bytes: &[u8]| {
        let outcome = chain::apply(bytes);
        let call = UncheckedExtrinsic::decode_all(&mut &*bytes)
            .unwrap()
            .into_call();
        call.dispatch_bypass_filter(RuntimeOrigin::signed(somebody()))
            .unwrap();
        outcome
    };
    assert_eq!(found(apply, burn()).kind, Kind::FailedButChanged);

    let apply = |bytes: &[u8]| {
        Balances::burn_from(
            &somebody(),
            COS,
            Preservation::Preserve,
            Precision::Exact,
            frame_support::traits::tokens::Fortitude::Force,
        )
        .unwrap();
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::Issuance);
}

#[test]
fn coins_that_are_nobodys_are_found() {
    let apply = |bytes: &[u8]| {
        frame_system::Account::<Runtime>::mutate(PEOPLE[5].account.clone(), |account| {
            account.data.free -= COS
        });
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::Balances);
}

#[test]
fn coins_of_the_team_that_are_free_are_found() {
    let apply = |bytes: &[u8]| {
        let freed = pallet_vesting::Call::<Runtime>::force_remove_vesting_schedule {
            target: sp_keyring::Sr25519Keyring::AliceStash
                .to_account_id()
                .into(),
            schedule_index: 0,
        };
        freed.dispatch_bypass_filter(RuntimeOrigin::root()).unwrap();
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::Vesting);
}

#[test]
fn a_transaction_that_pays_nothing_is_found() {
    // As it was for preimages that had been requested: executed, and its fee given back.
    let apply = |bytes: &[u8]| {
        let extrinsic = UncheckedExtrinsic::decode_all(&mut &*bytes).unwrap();
        let _ = extrinsic
            .into_call()
            .dispatch_bypass_filter(RuntimeOrigin::signed(somebody()));
        Outcome::Succeeded
    };
    assert_eq!(found(apply, remark()).kind, Kind::Unpaid);
}

#[test]
fn what_is_free_and_fails_is_found() {
    let claim = || {
        let call = pallet_cos_distribution::Call::claim {
            dest: somebody(),
            ethereum_signature: pallet_cos_distribution::EthereumSignature([1; 65]),
        };
        Transaction::unsigned(call.into())
    };
    // A signature of nobody who may claim is refused; a claim that can't be paid out was not.
    assert!(matches!(sent(chain::apply, claim), Ok(Outcome::Refused(_))));
    let apply = |_: &[u8]| Outcome::Failed(DispatchError::Other("it can't be paid out"));
    assert_eq!(sent(apply, claim).unwrap_err().kind, Kind::Unpaid);
}

#[test]
fn a_transaction_that_everybody_could_sign_is_found() {
    let of_zero = || Transaction::forged(remark(), 0);
    // Its signature is good, and it can be paid for.
    let refused = Outcome::Refused(InvalidTransaction::BadSigner.into());
    assert_eq!(sent(chain::apply, of_zero), Ok(refused));
    let found = sent(|_| Outcome::Succeeded, of_zero).unwrap_err();
    assert_eq!(found.kind, Kind::Sender);
}

#[test]
fn a_vote_on_what_came_later_is_found() {
    let vote = |cip| {
        let (approve, votes) = (true, COS);
        RuntimeCall::from(pallet_cip::Call::vote {
            cip,
            approve,
            votes,
        })
    };
    let in_time = || Transaction::signed(&PEOPLE[4], vote(0), 0);
    assert_eq!(sent(chain::apply, in_time), Ok(Outcome::Succeeded));

    // It was proposed in the first block.
    for era in [Era::Immortal, Era::mortal(64, 0)] {
        let calls = vec![vote(0)];
        let batch = RuntimeCall::from(pallet_utility::Call::<Runtime>::batch_all { calls });
        let early = || Transaction::signed_in(era, &PEOPLE[4], batch.clone(), 0);
        let refused = Outcome::Refused(InvalidTransaction::AncientBirthBlock.into());
        assert_eq!(sent(chain::apply, early), Ok(refused));
        let found = sent(|_| Outcome::Succeeded, early).unwrap_err();
        assert_eq!(found.kind, Kind::Vote);
    }

    // The next to be proposed.
    let unknown = || Transaction::signed(&PEOPLE[4], vote(1), 0);
    let refused = Outcome::Refused(InvalidTransaction::Call.into());
    assert_eq!(sent(chain::apply, unknown), Ok(refused));
    let found = sent(|_| Outcome::Succeeded, unknown).unwrap_err();
    assert_eq!(found.kind, Kind::Vote);
}

#[test]
fn a_transaction_that_is_carried_out_twice_is_found() {
    let mut chain = prepared_chain();
    chain.open_block().unwrap();
    let transaction = chain.run(|| Transaction::signed(&PEOPLE[4], remark(), 0));
    let [first, second] = [(); 2].map(|()| {
        let outcome = chain.apply(&transaction.bytes).unwrap();
        // As an account did that was forgotten.
        chain.run(|| {
            frame_system::Account::<Runtime>::mutate(&PEOPLE[4].account, |account| {
                account.nonce -= 1
            })
        });
        outcome
    });
    assert_eq!(first, Outcome::Succeeded);
    let finding = checks::after_repetition(&second).unwrap_err();
    assert_eq!(finding.kind, Kind::Repeated);
}

/// Somebody acts for another, and says whether as a proxy that must not transfer.
fn by_proxy(force_proxy_type: Option<ProxyType>) -> RuntimeCall {
    pallet_proxy::Call::<Runtime>::proxy {
        real: PEOPLE[5].account.clone().into(),
        force_proxy_type,
        call: Box::new(remark()),
    }
    .into()
}

#[test]
fn a_proxy_that_moves_what_it_must_not_is_found() {
    let add_proxy = || {
        let real = RuntimeOrigin::signed(PEOPLE[5].account.clone());
        Proxy::add_proxy(real, somebody().into(), ProxyType::NonTransfer, 0).unwrap();
    };
    let batch = || {
        let calls = vec![remark(), by_proxy(None)];
        RuntimeCall::from(pallet_utility::Call::<Runtime>::batch_all { calls })
    };
    let transfer = |bytes: &[u8]| {
        let (source, dest) = (&PEOPLE[5].account, &PEOPLE[6].account);
        let outcome = chain::apply(bytes);
        Balances::transfer(source, dest, COS, Preservation::Preserve).unwrap();
        outcome
    };
    let stake = |bytes: &[u8]| {
        let reason = RuntimeHoldReason::Cip(pallet_cip::HoldReason::Proposal);
        Balances::hold(&reason, &PEOPLE[5].account, COS).unwrap();
        chain::apply(bytes)
    };
    let said = || by_proxy(Some(ProxyType::NonTransfer));
    let bugs: [chain::Apply; 2] = [transfer, stake];
    for apply in bugs {
        assert_eq!(found_after(add_proxy, apply, said()).kind, Kind::Moved);
        assert_eq!(found_after(add_proxy, apply, batch()).kind, Kind::Moved);
    }
}

#[test]
fn a_contract_that_takes_more_than_its_caller_agreed_to_is_found() {
    let apply = |bytes: &[u8]| {
        let outcome = chain::apply(bytes);
        // More than is held of the caller.
        let (keep, amount) = (Preservation::Preserve, 10_000 * COS);
        Balances::transfer(&somebody(), &PEOPLE[5].account, amount, keep).unwrap();
        outcome
    };
    let call = pallet_contracts::Call::<Runtime>::call {
        dest: forwarder().into(),
        value: 0,
        gas_limit: Weight::from_parts(10_000_000_000, 1_000_000),
        storage_deposit_limit: None,
        data: Vec::new(),
    };
    assert_eq!(found(apply, call.into()).kind, Kind::Limit);
}

#[test]
fn a_price_that_falls_in_a_paused_house_is_found() {
    let fell = |set_clock_going: bool| {
        let mut chain = prepared_chain();
        chain.open_block().unwrap();
        let before = chain.run(|| {
            let owner = RuntimeOrigin::signed(PEOPLE[0].account.clone());
            DutchAuction::pause_house(owner, 0).unwrap();
            if set_clock_going {
                let now = System::block_number();
                Turnovers::<Runtime>::mutate(0, Currency::Coin, |turnover| {
                    turnover.clock.set(true, now)
                });
            }
            Prices::now()
        });
        chain.close_block().unwrap();
        for _ in 0..3 {
            chain.open_block().unwrap();
            chain.close_block().unwrap();
        }
        chain.run(|| before.check())
    };
    assert_eq!(fell(false), Ok(()));
    assert_eq!(fell(true).unwrap_err().kind, Kind::Price);
}

#[test]
fn an_item_that_leaves_a_house_in_silence_is_found() {
    let apply = |bytes: &[u8]| {
        <Nfts as nonfungibles_v2::Transfer<AccountId>>::transfer(&0, &0, &somebody()).unwrap();
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::Untold);

    // By this project's ledger it is told.
    let apply = |bytes: &[u8]| {
        <Erc721 as nonfungibles_v2::Transfer<AccountId>>::transfer(&0, &0, &somebody()).unwrap();
        chain::apply(bytes)
    };
    assert_ne!(found(apply, remark()).kind, Kind::Untold);
}

#[test]
fn a_transaction_that_takes_longer_than_it_weighs_is_found() {
    let apply = |bytes: &[u8]| {
        let started = Instant::now();
        while started.elapsed() < NOT_SLOW * 40 {
            std::hint::spin_loop();
        }
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::Time);
}

#[test]
fn a_failure_that_leaves_something_is_found() {
    let apply = |bytes: &[u8]| {
        let outcome = chain::apply(bytes);
        pallet_erc20::NextTokenId::<Runtime>::put(9);
        outcome
    };
    assert_eq!(found(apply, burn()).kind, Kind::FailedButChanged);
}

#[test]
fn tokens_out_of_nothing_are_found() {
    let apply = |bytes: &[u8]| {
        pallet_assets::Account::<Runtime>::mutate(0, &PEOPLE[0].account, |account| {
            account.as_mut().unwrap().balance += 1
        });
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::TokenSupply);
}

#[test]
fn more_tokens_than_there_may_be_are_found() {
    let apply = |bytes: &[u8]| {
        // By the ledger, which has another limit.
        let who = &PEOPLE[0].account;
        <Assets as fungibles::Mutate<AccountId>>::mint_into(0, who, MAX_SUPPLY).unwrap();
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::TokenSupply);
}

#[test]
fn coins_that_leave_a_reserve_for_nothing_are_found() {
    let apply = |bytes: &[u8]| {
        let keep = frame_support::traits::tokens::Preservation::Preserve;
        Balances::transfer(&BusinessTokens::escrow(0), &somebody(), 1, keep).unwrap();
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::Reserve);
}

#[test]
fn a_withdrawal_without_notice_is_found() {
    let apply = |bytes: &[u8]| {
        let owner = RuntimeOrigin::signed(PEOPLE[0].account.clone());
        let withdraw = || BusinessTokens::withdraw_redemption(owner.clone(), 0, 1);
        withdraw().unwrap();
        let due = System::block_number();
        Withdrawals::<Runtime>::mutate(0, |withdrawal| withdrawal.as_mut().unwrap().due = due);
        withdraw().unwrap();
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::Reserve);
}

#[test]
fn a_price_without_notice_is_found() {
    let apply = |bytes: &[u8]| {
        RedemptionPrices::<Runtime>::insert(0, COS);
        let holder = RuntimeOrigin::signed(PEOPLE[1].account.clone());
        BusinessTokens::redeem(holder, 0, COS / 2, 0).unwrap();
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::Reserve);
}

#[test]
fn what_was_redeemed_and_comes_back_too_early_is_found() {
    let redeem = || {
        let holder = RuntimeOrigin::signed(PEOPLE[1].account.clone());
        BusinessTokens::redeem(holder, 0, COS / 2, 0).unwrap();
    };
    // As it was when it was the owner's at once.
    let apply = |bytes: &[u8]| {
        let (escrow, owner) = (BusinessTokens::escrow(0), PEOPLE[0].account.clone());
        let (token_id, amount) = (0, COS / 2);
        let expendable = Preservation::Expendable;
        <Assets as fungibles::Mutate<AccountId>>::transfer(0, &escrow, &owner, amount, expendable)
            .unwrap();
        System::deposit_event(BusinessEvent::<Runtime>::RedeemedCollected {
            token_id,
            owner,
            amount,
        });
        chain::apply(bytes)
    };
    assert_eq!(found_after(redeem, apply, remark()).kind, Kind::Reserve);
}

/// Somebody offers the second token, all of which is hers.
fn sell_deeds() {
    let terms = SaleTerms {
        amount: COS,
        price: Price::Fixed(COS),
        start: 0,
        end: u32::MAX,
        min_per_account: None,
        max_per_account: None,
    };
    BusinessTokens::open_sale(RuntimeOrigin::signed(somebody()), 1, terms).unwrap();
}

fn regulate_deeds() {
    BusinessTokens::set_regulated(RuntimeOrigin::signed(somebody()), 1, true).unwrap();
}

#[test]
fn a_token_that_is_regulated_after_a_sale_is_found() {
    let apply = |bytes: &[u8]| {
        sell_deeds();
        BusinessTokens::close_sale(RuntimeOrigin::signed(somebody()), 1).unwrap();
        // As it was when that made no difference.
        let sales = NextSale::<Runtime>::take(1);
        regulate_deeds();
        NextSale::<Runtime>::insert(1, sales);
        sell_deeds();
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::Regulated);

    // Before is no bug.
    let mut chain = prepared_chain();
    chain.open_block().unwrap();
    chain.run(|| {
        regulate_deeds();
        sell_deeds();
        assert_eq!(checks::what_was_sold_moves(), Ok(()));
    });
}

#[test]
fn tokens_of_the_account_of_zeros_are_found() {
    let apply = |bytes: &[u8]| {
        let account = pallet_assets::Account::<Runtime>::take(0, &PEOPLE[1].account).unwrap();
        pallet_assets::Account::<Runtime>::insert(0, zero(), account);
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::Owners);
}

#[test]
fn an_item_of_two_owners_is_found() {
    let apply = |bytes: &[u8]| {
        pallet_nfts::Account::<Runtime>::insert((somebody(), 0, 0), ());
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::Owners);
}

#[test]
fn a_pallet_whose_guarantees_are_broken_is_found() {
    let apply = |bytes: &[u8]| {
        pallet_erc721::TokenByIndex::<Runtime>::insert(0, 0, 2);
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::TryState);
}

#[test]
fn a_deposit_that_does_not_come_back_is_found() {
    let apply = |bytes: &[u8]| {
        let reason = RuntimeHoldReason::Cip(pallet_cip::HoldReason::Vote);
        Balances::hold(&reason, &somebody(), COS).unwrap();
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::Held);
}

#[test]
fn a_deposit_for_what_no_contract_stores_is_found() {
    fn hold(who: &AccountId) {
        let reason =
            RuntimeHoldReason::Contracts(pallet_contracts::HoldReason::StorageDepositReserve);
        Balances::hold(&reason, who, COS / 2).unwrap();
    }
    let of_a_contract = |bytes: &[u8]| {
        hold(&forwarder());
        chain::apply(bytes)
    };
    let of_another_account = |bytes: &[u8]| {
        hold(&somebody());
        chain::apply(bytes)
    };
    let bugs: [chain::Apply; 2] = [of_a_contract, of_another_account];
    for apply in bugs {
        assert_eq!(found(apply, remark()).kind, Kind::Held);
    }
}

#[test]
fn a_preimage_that_is_kept_for_nothing_is_found() {
    let apply = |bytes: &[u8]| {
        let proposer = || RuntimeOrigin::signed(somebody());
        let proposed = RuntimeCall::from(frame_system::Call::remark {
            remark: vec![0; 200],
        });
        let preimage = proposed.encode();
        let proposal = Bounded::Lookup {
            hash: BlakeTwo256::hash(&preimage),
            len: preimage.len() as u32,
        };
        Preimage::note_preimage(proposer(), preimage).unwrap();
        let document = Document {
            hash: H256::zero(),
            location: Vec::new(),
        };
        let rules = Rules {
            min_voters: None,
            min_turnout: None,
            min_approval: None,
            period: 10,
        };
        let title = b"A long remark".to_vec();
        Cip::propose(proposer(), title, document, Some(proposal), rules).unwrap();
        // It comes back, and with it the record of it.
        let deposit = PreimageDeposits::<Runtime>::take(1).unwrap();
        let reason = RuntimeHoldReason::Cip(pallet_cip::HoldReason::Preimage);
        Balances::release(&reason, &somebody(), deposit, Precision::Exact).unwrap();
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::Held);
}

#[test]
fn a_vote_that_goes_on_and_on_is_found() {
    let apply = |bytes: &[u8]| {
        let end = 5_000;
        Cips::<Runtime>::mutate(0, |cip| cip.as_mut().unwrap().end = end);
        Tallies::<Runtime>::mutate(0, |open| open.as_mut().unwrap().end = end);
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::End);
}

#[test]
fn a_false_stall_of_finality_is_found() {
    let apply = |bytes: &[u8]| {
        let (delay, best_final) = (1, 1);
        Grandpa::note_stalled(RuntimeOrigin::root(), delay, best_final).unwrap();
        chain::apply(bytes)
    };
    assert_eq!(found(apply, remark()).kind, Kind::Finality);
}

#[test]
fn a_cip_that_cannot_be_withdrawn_is_found() {
    let mut chain = prepared_chain();
    // It takes no votes any more, and is not decided.
    chain.run(|| Tallies::<Runtime>::remove(0));
    assert_eq!(undo(&mut chain).unwrap_err().kind, Kind::Stuck);
}

#[test]
fn a_house_that_cannot_be_closed_is_found() {
    let mut chain = prepared_chain();
    // Its item does not move any more.
    chain.run(|| <Nfts as nonfungibles_v2::Transfer<AccountId>>::disable_transfer(&0, &0).unwrap());
    assert_eq!(undo(&mut chain).unwrap_err().kind, Kind::Stuck);
}

#[test]
fn what_is_undone_without_a_bug_leaves_nothing() {
    assert_eq!(undo(&mut prepared_chain()), Ok(()));
}

#[test]
fn what_is_held_for_nothing_is_found() {
    let mut chain = prepared_chain();
    let apply = || {
        let reason = RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
        Balances::hold(&reason, &somebody(), COS).unwrap();
    };
    chain.run(apply);
    assert_eq!(undo(&mut chain).unwrap_err().kind, Kind::Held);
}

#[test]
fn a_reserve_for_nothing_is_found() {
    let mut chain = prepared_chain();
    chain.run(|| {
        <Balances as frame_support::traits::ReservableCurrency<_>>::reserve(&somebody(), COS)
            .unwrap()
    });
    assert_eq!(undo(&mut chain).unwrap_err().kind, Kind::Held);
}

#[test]
#[should_panic = "an invariant"]
fn a_panic_is_not_caught_by_the_chain() {
    found(|_| panic!("an invariant"), remark());
}

#[test]
fn what_those_with_the_most_coins_approve_of_is_enacted() {
    let enacted = |apply: chain::Apply| {
        let mut chain = prepared_chain().with_apply(apply);
        let mut tally = Tally::default();
        decide(&mut chain, &mut Log::default(), &mut tally).unwrap();
        tally.cips_enacted()
    };
    assert_eq!(enacted(chain::apply), 1);
    // Where no vote counts, `--all-succeed` has nothing to count.
    assert_eq!(enacted(|_| Outcome::Undecodable), 0);
}
