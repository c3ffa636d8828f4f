//! Whole blocks, executed by the compiled runtime.

use super::{
    transaction::{extension, remark, transaction},
    with_cache,
};
use crate::{
    executor::{host_functions::crypto::HostFunctions, signature_cache::*},
    signatures::{queue, transaction::Chain},
    testing::genesis,
};
use chaos_primitives::{Block, Hash, Header};
use chaos_runtime::{Executive, Runtime, UncheckedExtrinsic, VERSION};
use codec::Encode;
use sc_consensus::IncomingBlock;
use sc_executor::{
    sp_wasm_interface::{ExtendedHostFunctions, HostFunctions as Functions},
    WasmExecutor,
};
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_core::{
    sr25519,
    storage::well_known_keys::CODE,
    traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode},
};
use sp_io::{SubstrateHostFunctions, TestExternalities};
use sp_keyring::Sr25519Keyring::Alice;
use sp_runtime::{
    generic::Era,
    traits::{BlakeTwo256, Hash as _, Header as _},
    Digest, DigestItem, OpaqueExtrinsic,
};

/// In each block.
const TRANSACTIONS: u32 = 3_000;
/// The one that is bad, where one is.
const BAD: usize = 2_345;
/// In slots since the Unix epoch.
const SLOT: u64 = 1_800_000_000;
const GENESIS: Hash = Hash::zero();

/// Answers what is remembered, and never verifies.
mod remembered {
    use super::*;
    use sp_runtime_interface::{
        pass_by::{PassFatPointerAndRead, PassPointerAndRead},
        runtime_interface,
    };

    // The runtime calls them by their names.
    #[allow(dead_code)]
    #[runtime_interface]
    pub trait Crypto {
        fn sr25519_verify(
            _signature: PassPointerAndRead<&sr25519::Signature, 64>,
            _message: PassFatPointerAndRead<&[u8]>,
            _key: PassPointerAndRead<&sr25519::Public, 32>,
        ) -> bool {
            false
        }

        #[version(2)]
        fn sr25519_verify(
            signature: PassPointerAndRead<&sr25519::Signature, 64>,
            message: PassFatPointerAndRead<&[u8]>,
            key: PassPointerAndRead<&sr25519::Public, 32>,
        ) -> bool {
            let question = Question {
                function: Function::Sr25519Verify,
                signature: signature.as_ref(),
                message,
                key: key.as_ref(),
            };
            cache().is_some_and(|cache| cache.answer(question, || Err(())).is_ok())
        }
    }
}

type Ours = ExtendedHostFunctions<SubstrateHostFunctions, HostFunctions>;
type OnlyRemembered =
    ExtendedHostFunctions<SubstrateHostFunctions, remembered::crypto::HostFunctions>;

/// Signed by Alice, for the chain without a genesis block.
fn transactions(salt: usize) -> Vec<OpaqueExtrinsic> {
    let sign = |nonce| {
        let immortal = extension(Era::Immortal, nonce, false);
        let signer = Alice.public().into();
        transaction(
            remark(salt),
            immortal,
            (GENESIS, GENESIS),
            signer,
            |payload| Alice.sign(payload).into(),
        )
    };
    (0..TRANSACTIONS).map(sign).collect()
}

/// The first block of the chain, without a seal.
fn block(transactions: &[OpaqueExtrinsic]) -> Block {
    let slot = DigestItem::PreRuntime(AURA_ENGINE_ID, Slot::from(SLOT).encode());
    let digest = Digest { logs: vec![slot] };
    let header = Header::new(1, Hash::default(), Hash::default(), GENESIS, digest);
    let now = pallet_timestamp::Call::<Runtime>::set { now: SLOT * 1_000 };
    let inherent: OpaqueExtrinsic = UncheckedExtrinsic::new_bare(now.into()).into();
    let body: Vec<_> = [inherent]
        .into_iter()
        .chain(transactions.iter().cloned())
        .collect();
    let header = TestExternalities::from(genesis()).execute_with(|| {
        Executive::initialize_block(&header);
        for transaction in &body {
            let transaction = codec::Decode::decode(&mut &transaction.encode()[..]).unwrap();
            Executive::apply_extrinsic(transaction).unwrap().unwrap();
        }
        Executive::finalize_block()
    });
    Block {
        header,
        extrinsics: body,
    }
}

/// With a signature by somebody else in one of the transactions, and the header that such a block has.
fn with_bad_signature(block: &Block) -> Block {
    let (mut header, mut body) = (block.header.clone(), block.extrinsics.clone());
    let mut bytes = body[BAD].inner().to_vec();
    let mut before = bytes.clone();
    // After the version, and the address and the signature with their kinds.
    let signature = 1 + 33 + 1;
    bytes[signature] ^= 1;
    body[BAD] = OpaqueExtrinsic::from_blob(bytes.clone());
    before[signature] ^= 1;
    assert_eq!(before, bytes);
    header.extrinsics_root = BlakeTwo256::ordered_trie_root(
        body.iter().map(Encode::encode).collect(),
        VERSION.extrinsics_root_state_version(),
    );
    Block {
        header,
        extrinsics: body,
    }
}

/// What the compiled runtime says of the block.
fn execute<H: Functions>(block: &Block) -> Result<(), String> {
    let storage = genesis();
    let code = storage.top[CODE].clone();
    let fetcher = WrappedRuntimeCode(code.as_slice().into());
    let code = RuntimeCode {
        code_fetcher: &fetcher,
        hash: b"the only one".to_vec(),
        heap_pages: None,
    };
    let executor = WasmExecutor::<H>::builder().build();
    let mut chain = TestExternalities::from(storage);
    let context = CallContext::Onchain { import: true };
    let (answer, _) = executor.call(
        &mut chain.ext(),
        &code,
        "Core_execute_block",
        &block.encode(),
        context,
    );
    answer.map(drop).map_err(|error| {
        let text = error.to_string();
        let (reason, _) = text.split_once("WASM backtrace").unwrap_or((&text, ""));
        reason.to_owned()
    })
}

/// What happens to a block that arrives, before it is executed.
fn verify_first(block: &Block) {
    with_cache();
    let arrived = IncomingBlock {
        hash: block.header.hash(),
        header: Some(block.header.clone()),
        body: Some(block.extrinsics.clone()),
        indexed_body: None,
        justifications: None,
        origin: None,
        allow_missing_state: false,
        skip_execution: false,
        import_existing: false,
        state: None,
    };
    let chain = Chain {
        spec_version: VERSION.spec_version,
        transaction_version: VERSION.transaction_version,
        genesis: GENESIS,
        hash_of: &|_| None,
    };
    queue::verify(&[&arrived], &chain);
}

#[test]
fn nothing_is_verified_again_when_a_block_is_executed() {
    let block = block(&transactions(1));
    verify_first(&block);
    execute::<OnlyRemembered>(&block).unwrap();
}

#[test]
fn a_block_with_one_bad_signature_among_thousands_is_refused() {
    let good = block(&transactions(2));
    let bad = with_bad_signature(&good);
    // Also where the good signatures are known, and were known before.
    for _ in 0..2 {
        verify_first(&good);
        verify_first(&bad);
        assert_eq!(execute::<Ours>(&good), Ok(()));
        let refusal = execute::<Ours>(&bad).unwrap_err();
        assert!(
            refusal.contains("Transaction has a bad signature"),
            "{refusal}"
        );
        assert_eq!(execute::<SubstrateHostFunctions>(&bad), Err(refusal));
    }
}
