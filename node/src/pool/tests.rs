//! What the pool takes, on a development chain, and in which order it is validated.

use super::*;
use crate::{
    authorship::tests::{is_waiting, sign, Chain},
    signatures::tests::transaction::{extension, remark, transaction as signed_transaction},
    testing::new_chain_with,
};
use chaos_primitives::{currency::COS, Balance};
use chaos_runtime::{fees::ChargeAlways, Runtime, RuntimeCall};
use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight};
use futures::future::join_all;
use sc_transaction_pool_api::{error::Error as Refusal, TransactionPool};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, Ferdie, One};
use sp_runtime::generic::Era;

/// A remark by somebody who pays no tip.
fn without_tip(chain: &Chain, by: Sr25519Keyring, nonce: u32) -> OpaqueExtrinsic {
    sign_without_tip(chain, by, nonce, remark(10))
}

fn sign_without_tip(
    chain: &Chain,
    by: Sr25519Keyring,
    nonce: u32,
    call: RuntimeCall,
) -> OpaqueExtrinsic {
    sign_with_tip(chain, by, nonce, call, 0)
}

fn sign_with_tip(
    chain: &Chain,
    by: Sr25519Keyring,
    nonce: u32,
    call: RuntimeCall,
    tip: Balance,
) -> OpaqueExtrinsic {
    let genesis = chain.client.info().genesis_hash;
    let mut extension = extension(Era::Immortal, nonce, false);
    extension.8 = ChargeAlways::with_tip(tip);
    let signer = by.public().into();
    signed_transaction(call, extension, (genesis, genesis), signer, |payload| {
        by.sign(payload).into()
    })
}

async fn submit(chain: &Chain, transaction: &OpaqueExtrinsic) -> Result<(), Refusal> {
    let at = chain.client.info().genesis_hash;
    let submission =
        chain
            .transaction_pool
            .submit_one(at, TransactionSource::External, transaction.clone());
    let answer = submission.await.map_err(IntoPoolError::into_pool_error);
    match answer {
        Ok(_) => Ok(()),
        Err(Ok(refusal)) => Err(refusal),
        Err(Err(failure)) => panic!("{failure}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_pool_keeps_what_it_has_and_says_no() {
    let (_folder, _, chain) = new_chain_with(&["--pool-limit", "10"], |_| {});
    let accepted: Vec<_> = (0..10)
        .map(|nonce| without_tip(&chain, Alice, nonce))
        .collect();
    for transaction in &accepted {
        submit(&chain, transaction).await.unwrap();
    }

    for late in [without_tip(&chain, Alice, 10), without_tip(&chain, One, 0)] {
        let refusal = submit(&chain, &late).await;
        assert!(matches!(refusal, Err(Refusal::ImmediatelyDropped)));
    }
    let tipped = sign(&chain, Bob, 0, remark(1));
    submit(&chain, &tipped).await.unwrap();

    for transaction in accepted.iter().chain([&tipped]) {
        assert!(is_waiting(&chain, transaction));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_replaces_a_transaction_pays_for_it() {
    let (_folder, _, chain) = new_chain_with(&[], |_| {});
    let with_tip = |tip, call| sign_with_tip(&chain, Alice, 0, call, tip);
    let first = with_tip(0, remark(10));
    submit(&chain, &first).await.unwrap();
    for bytes in [10, 9] {
        let second = with_tip(1, remark(bytes));
        let refusal = submit(&chain, &second).await;
        assert!(matches!(refusal, Err(Refusal::TooLowPriority { .. })));
    }
    let refusal = submit(&chain, &first).await;
    assert!(matches!(refusal, Err(Refusal::AlreadyImported(_))));
    assert!(is_waiting(&chain, &first));

    let paid = with_tip(COS / 1_000, remark(10));
    submit(&chain, &paid).await.unwrap();
    assert!(is_waiting(&chain, &paid) && !is_waiting(&chain, &first));
    let refusal = submit(&chain, &with_tip(COS / 500, remark(10))).await;
    assert!(matches!(refusal, Err(Refusal::TooLowPriority { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_those_that_come_at_once_one_is_accepted() {
    let (_folder, _, chain) = new_chain_with(&[], |_| {});
    // The first one waits for another, and nobody is told that it is there.
    for nonce in [1, 0] {
        let at_once: Vec<_> = (0..50)
            .map(|tip| sign_with_tip(&chain, Alice, nonce, remark(10), tip))
            .collect();
        let answers = join_all(at_once.iter().map(|each| submit(&chain, each))).await;
        let accepted = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(accepted, 1);
        for refusal in answers.into_iter().filter_map(Result::err) {
            assert!(matches!(refusal, Refusal::TooLowPriority { .. }));
        }
    }
    let status = chain.transaction_pool.status();
    assert_eq!((status.ready, status.future), (2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_much_of_a_block_leaves_room_to_others() {
    let (_folder, _, chain) = new_chain_with(&["--pool-limit", "10"], |_| {});
    let declares = |milliseconds| -> RuntimeCall {
        pallet_contracts::Call::<Runtime>::call {
            dest: Bob.to_account_id().into(),
            value: 0,
            gas_limit: Weight::from_parts(milliseconds * WEIGHT_REF_TIME_PER_MILLIS, 0),
            storage_deposit_limit: None,
            data: Vec::new(),
        }
        .into()
    };
    for nonce in 0..5 {
        let large = sign_without_tip(&chain, Alice, nonce, declares(380));
        submit(&chain, &large).await.unwrap();
    }
    for (by, large) in [
        (Alice, declares(380)),
        (Bob, declares(11)),
        (Charlie, remark(20_000)),
    ] {
        let nonce = if by == Alice { 5 } else { 0 };
        let refusal = submit(&chain, &sign_without_tip(&chain, by, nonce, large)).await;
        assert!(matches!(refusal, Err(Refusal::ImmediatelyDropped)));
    }
    let small = sign_without_tip(&chain, Bob, 0, declares(5));
    submit(&chain, &small).await.unwrap();
    let tipped = sign(&chain, Dave, 0, declares(380));
    submit(&chain, &tipped).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn those_that_wait_for_another_one_have_half_of_the_room() {
    let (_folder, _, chain) = new_chain_with(&["--pool-limit", "10"], |_| {});
    let by_alice: Vec<_> = (0..9)
        .map(|nonce| without_tip(&chain, Alice, nonce))
        .collect();
    for transaction in &by_alice[1..6] {
        submit(&chain, transaction).await.unwrap();
    }
    assert_eq!(chain.transaction_pool.status().future, 5);

    for waits in [by_alice[6].clone(), sign(&chain, One, 1, remark(1))] {
        let refusal = submit(&chain, &waits).await;
        assert!(matches!(refusal, Err(Refusal::ImmediatelyDropped)));
    }
    // Those that could be in the next block have room: of another account, one after the other, and the one that the
    // others wait for.
    submit(&chain, &without_tip(&chain, One, 0)).await.unwrap();
    submit(&chain, &without_tip(&chain, One, 1)).await.unwrap();
    submit(&chain, &by_alice[0]).await.unwrap();

    for transaction in &by_alice[..6] {
        assert!(is_waiting(&chain, transaction));
    }
    submit(&chain, &by_alice[6]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn however_they_arrive_all_that_are_accepted_wait_for_a_block() {
    const EACH: u32 = 200;
    let (_folder, _, chain) = new_chain_with(&[], |_| {});
    let senders = [Alice, Bob, Charlie, Dave, Eve, Ferdie];
    // The last ones first.
    for nonce in (0..EACH).rev() {
        for sender in senders {
            submit(&chain, &without_tip(&chain, sender, nonce))
                .await
                .unwrap();
        }
    }
    let status = chain.transaction_pool.status();
    assert_eq!(status.ready, senders.len() * EACH as usize);
    assert_eq!(status.future, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_makes_validation_trap_is_held_off() {
    let (_folder, _, chain) = new_chain_with(&[], |config| {
        config.executor.default_heap_pages = Some(128);
    });
    let large = sign(&chain, Alice, 0, remark(3 * 1024 * 1024));
    // Somebody else's name does not hold that one off.
    let mut forged = sign(&chain, Bob, 0, remark(3 * 1024 * 1024))
        .inner()
        .to_vec();
    // After the version, and the address and the signature with their kinds.
    forged[1 + 33 + 1] ^= 1;
    let at = chain.client.info().genesis_hash;
    for traps in [large, OpaqueExtrinsic::from_blob(forged)] {
        let submission = chain
            .transaction_pool
            .submit_one(at, TransactionSource::External, traps);
        assert!(submission.await.unwrap_err().into_pool_error().is_err());
    }

    let refusal = submit(&chain, &sign(&chain, Alice, 0, remark(1))).await;
    assert!(matches!(refusal, Err(Refusal::TemporarilyBanned)));
    submit(&chain, &sign(&chain, Bob, 0, remark(1)))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_what_cannot_be_decoded_is_not_held_off() {
    let (_folder, _, chain) = new_chain_with(&[], |_| {});
    let unknown = pallet_utility::Call::<Runtime>::with_weight {
        call: Box::new(remark(1)),
        weight: Weight::zero(),
    };
    let at = chain.client.info().genesis_hash;
    let submission = chain.transaction_pool.submit_one(
        at,
        TransactionSource::External,
        sign(&chain, Alice, 0, unknown.into()),
    );
    assert!(submission.await.unwrap_err().into_pool_error().is_err());

    submit(&chain, &sign(&chain, Alice, 0, remark(1)))
        .await
        .unwrap();
}

fn request(number: u8) -> Request {
    Request {
        at: Hash::zero(),
        source: TransactionSource::External,
        transaction: Arc::new(OpaqueExtrinsic::from_blob(vec![number])),
        answer: oneshot::channel().0,
    }
}

#[tokio::test]
async fn half_of_a_batch_is_of_those_that_were_valid_before() {
    const NEW: u8 = 0;
    const AGAIN: u8 = 1;
    let (new, new_requests) = async_channel::unbounded();
    let (again, again_requests) = async_channel::unbounded();
    for _ in 0..2 * MAX_BATCH {
        new.send(request(NEW)).await.unwrap();
    }
    for _ in 0..MAX_BATCH - 10 {
        again.send(request(AGAIN)).await.unwrap();
    }
    let queue = Queue {
        new: new_requests,
        again: again_requests,
    };
    let mut of_the_first = [0, 0];
    for request in queue.next().await.unwrap() {
        of_the_first[request.transaction.inner()[0] as usize] += 1;
    }
    assert!(
        of_the_first[AGAIN as usize] >= MAX_BATCH / 2 - 1,
        "{of_the_first:?}"
    );
    assert!(
        of_the_first[NEW as usize] >= MAX_BATCH / 2 - 1,
        "{of_the_first:?}"
    );
    // What there is not enough of leaves its room to the others.
    let second = queue.next().await.unwrap();
    assert_eq!(second.len(), MAX_BATCH);
}
