//! What can be fuzzed.

use crate::{
    chain::Chain,
    checks,
    dictionary::{contract_function, Draw, Transaction},
    finding::{Finding, Kind},
    people::PEOPLE,
    sequence::{self, Log},
    story::forwarder,
    tally::Tally,
};
use chaos_runtime::{filters::FilteredCall, Runtime, RuntimeCall, UncheckedExtrinsic};
use clap::ValueEnum;
use codec::{DecodeLimit, Encode};
use frame_support::{
    dispatch::GetDispatchInfo, traits::IsInherent, weights::Weight, MAX_EXTRINSIC_DEPTH,
};
use rand::{rngs::StdRng, Rng, RngCore, SeedableRng};

/// What bytes are read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Target {
    /// Decisions, by which a sequence is made.
    Runtime,
    /// A transaction, and a call that the scheduler keeps.
    Extrinsic,
    /// What a contract passes to the chain's extension: the number of a function, and its input.
    Extension,
}

impl Target {
    /// Try these bytes.
    pub fn run(
        self,
        chain: &mut Chain,
        bytes: &[u8],
        log: &mut Log,
        tally: &mut Tally,
    ) -> Result<(), Finding> {
        match self {
            Self::Runtime => sequence::run(chain, bytes, log, tally),
            Self::Extrinsic => extrinsic(chain, bytes),
            Self::Extension => extension(chain, bytes, log, tally),
        }
    }

    /// The bytes of a number: any for a sequence, for the others some that are well formed, but for a few.
    pub fn bytes(self, chain: &mut Chain, seed: u64, number: u64) -> Vec<u8> {
        let mut rng = StdRng::seed_from_u64(seed.rotate_left(32) ^ number);
        let mut decisions = vec![0; rng.gen_range(16..500)];
        rng.fill_bytes(&mut decisions);
        if self == Self::Runtime {
            return decisions;
        }
        chain.reset();
        let transaction = chain.run(|| Draw::new(&decisions).transaction());
        let mut bytes = match self {
            Self::Runtime | Self::Extrinsic => transaction.bytes,
            Self::Extension => {
                let (function, input) = contract_function(&transaction.call);
                [function.encode(), input].concat()
            }
        };
        for _ in 0..rng.gen_range(0..4) {
            let at = rng.gen_range(0..bytes.len());
            match rng.gen_range(0..4) {
                0 => bytes.truncate(at + 1),
                1 => bytes.insert(at, rng.gen()),
                _ => bytes[at] = rng.gen(),
            }
        }
        bytes
    }
}

fn extrinsic(chain: &mut Chain, bytes: &[u8]) -> Result<(), Finding> {
    chain.reset();
    let decoded =
        UncheckedExtrinsic::decode_all_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut &*bytes);
    let is_inherent = match decoded {
        Ok(extrinsic) => {
            same(bytes, &extrinsic.encode())?;
            Runtime::is_inherent(&extrinsic)
        }
        Err(_) => false,
    };
    let decoded = FilteredCall::decode_all_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut &*bytes);
    if let Ok(call) = decoded {
        same(bytes, &call.encode())?;
        call.get_dispatch_info();
    }
    // A block's author alone makes these, and may panic over its own. The pool takes none.
    if is_inherent {
        return Ok(());
    }
    chain.open_block()?;
    chain.apply(bytes)?;
    chain.close_block()?;
    chain.run(checks::after_block)
}

fn same(read: &[u8], written: &[u8]) -> Result<(), Finding> {
    match read == written {
        true => Ok(()),
        false => Err(Finding::new(
            Kind::Encoding,
            format!(
                "{} is written as {}",
                hex::encode(read),
                hex::encode(written)
            ),
        )),
    }
}

fn extension(
    chain: &mut Chain,
    bytes: &[u8],
    log: &mut Log,
    tally: &mut Tally,
) -> Result<(), Finding> {
    chain.reset();
    let call = RuntimeCall::from(pallet_contracts::Call::call {
        dest: forwarder().into(),
        value: 0,
        gas_limit: Weight::from_parts(50_000_000_000, u32::MAX as u64 / 2),
        storage_deposit_limit: None,
        data: bytes.to_vec(),
    });
    chain.open_block()?;
    let transaction = chain.run(|| Transaction::signed(&PEOPLE[2], call, 0));
    sequence::send(chain, transaction, log, tally)?;
    chain.close_block()?;
    chain.run(checks::after_sequence)
}
