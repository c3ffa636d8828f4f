//! A chain of the preset `development`, without a node and without a database: its state is a map in memory.

use crate::{
    counted::{Accesses, Counted},
    runtime::{Called, Runtime},
};
use chaos_runtime::{
    calls,
    fees::ChargeAlways,
    genesis::merge,
    sender::CheckSender,
    votes::{self, CheckEra},
    AccountId, Address, Balance, Hash, Header, Nonce, Runtime as Native, RuntimeCall, RuntimeEvent,
    RuntimeOrigin, SignedPayload, System, TxExtension, VERSION,
};
use codec::{Decode, Encode};
use frame_support::{dispatch::DispatchClass, weights::Weight};
use serde_json::Value;
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_core::storage::Storage;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
    generic::Era,
    traits::{Dispatchable, Header as _},
    transaction_validity::TransactionSource,
    ApplyExtrinsicResult, Digest, DigestItem, DispatchError, MultiSignature,
};
use sp_state_machine::BasicExternalities;
use std::{fmt, mem};

/// Why a case has no transactions to measure.
#[derive(Debug)]
pub enum Error {
    /// The runtime lets nobody do what is to be prepared: the attack is not possible any more.
    Prevented(Outcome),
    /// The case itself is wrong.
    Broken(String),
}

impl From<String> for Error {
    fn from(error: String) -> Self {
        Self::Broken(error)
    }
}

/// With this the SDK begins the reason where the input of a function is not what it takes.
const UNDECODABLE: &str = "Bad input data";

const APPLY: &str = "BlockBuilder_apply_extrinsic";

/// When the chain begins, in slots of one second since the Unix epoch.
const START: u64 = 1_800_000_000;

/// A transaction as blocks have it: with its length in front.
pub type Transaction = Vec<u8>;

/// The chain. A block is begun, filled and ended.
pub struct Chain<'a> {
    runtime: &'a Runtime,
    state: BasicExternalities,
    number: u32,
    parent: Hash,
}

/// All there is of a chain, to go back to.
#[derive(Clone)]
pub struct Snapshot {
    state: Storage,
    number: u32,
    parent: Hash,
}

impl<'a> Chain<'a> {
    /// The chain of a snapshot.
    pub fn at(runtime: &'a Runtime, snapshot: &Snapshot) -> Self {
        Self {
            runtime,
            state: BasicExternalities::new(snapshot.state.clone()),
            number: snapshot.number,
            parent: snapshot.parent,
        }
    }

    /// A new chain, with one empty block.
    pub fn new(runtime: &'a Runtime) -> Result<Self, String> {
        let mut chain = Self {
            runtime,
            state: BasicExternalities::new_empty(),
            number: 0,
            parent: Hash::repeat_byte(0x42),
        };
        let mut config = chain.preset(None)?;
        merge(&mut config, chain.preset(Some("development"))?);
        let config = serde_json::to_vec(&config).map_err(|error| error.to_string())?;
        chain.ask::<Result<(), String>>("GenesisBuilder_build_state", config)??;
        chain.begin_block(None)?;
        chain.end_block()?;
        Ok(chain)
    }

    fn preset(&mut self, name: Option<&str>) -> Result<Value, String> {
        let preset: Option<Vec<u8>> = self.ask("GenesisBuilder_get_preset", name)?;
        let preset = preset.ok_or("there is no such preset")?;
        serde_json::from_slice(&preset).map_err(|error| error.to_string())
    }

    /// Call a function of the runtime's.
    fn call(&mut self, function: &str, arguments: &[u8]) -> Called {
        self.runtime.call(&mut self.state, function, arguments)
    }

    /// Call a function that must not fail.
    fn ask<A: Decode>(&mut self, function: &str, arguments: impl Encode) -> Result<A, String> {
        let answer = self.call(function, &arguments.encode()).answer;
        let answer = answer.map_err(|error| format!("{function}: {error}"))?;
        A::decode(&mut &answer[..]).map_err(|error| format!("{function}: {error}"))
    }

    /// Begin the next block, with the time in it. Notes the keys of the state that this needs.
    pub fn begin_block(&mut self, accesses: Option<&mut Accesses>) -> Result<(), String> {
        self.number += 1;
        let slot = START + u64::from(self.number);
        let time = DigestItem::PreRuntime(AURA_ENGINE_ID, Slot::from(slot).encode());
        let (root, digest) = (Hash::default(), Digest { logs: vec![time] });
        let header = Header::new(self.number, root, root, self.parent, digest).encode();
        let now = pallet_timestamp::Call::<Native>::set { now: slot * 1_000 };
        let inherent = bare(now.into());
        let mut ignored = Accesses::default();
        let mut state = Counted::new(&mut self.state, accesses.unwrap_or(&mut ignored));
        for (function, argument) in [("Core_initialize_block", &header), (APPLY, &inherent)] {
            let answer = self.runtime.call(&mut state, function, argument).answer;
            answer.map_err(|error| format!("{function}: {error}"))?;
        }
        Ok(())
    }

    /// End the block.
    pub fn end_block(&mut self) -> Result<(), String> {
        let header: Header = self.ask("BlockBuilder_finalize_block", ())?;
        self.parent = header.hash();
        Ok(())
    }

    /// Apply a transaction to the block that was begun. What can't be in it leaves no trace.
    pub fn apply(&mut self, transaction: &Transaction) -> (Outcome, Called) {
        let called = self.call(APPLY, transaction);
        (Outcome::of(&called.answer), called)
    }

    /// Apply a transaction, and note the keys of the state that it needs.
    pub fn apply_counted(&mut self, transaction: &Transaction, accesses: &mut Accesses) {
        let mut state = Counted::new(&mut self.state, accesses);
        // Nobody asks what came of it: it was applied before.
        let _ = self.runtime.call(&mut state, APPLY, transaction);
    }

    /// Validate a transaction, as the pool has it done.
    pub fn validate(&mut self, transaction: &Transaction) -> Called {
        let source = TransactionSource::External;
        let arguments = [source.encode(), transaction.clone(), self.parent.encode()].concat();
        self.call("TaggedTransactionQueue_validate_transaction", &arguments)
    }

    /// What blocks weigh so far, the one that was begun.
    pub fn weight(&mut self) -> Weight {
        self.inspect(|| System::block_weight().total())
    }

    /// What a transaction says that it weighs. None if it can't be decoded.
    pub fn declared(&mut self, transaction: &Transaction) -> Option<Weight> {
        let arguments = [transaction.clone(), (transaction.len() as u32).encode()].concat();
        let answer = self
            .call("TransactionPaymentApi_query_info", &arguments)
            .answer;
        let (weight, class) = <(Weight, DispatchClass)>::decode(&mut &answer.ok()?[..]).ok()?;
        let limits = <Native as frame_system::Config>::BlockWeights::get();
        Some(weight.saturating_add(limits.get(class).base_extrinsic))
    }

    /// Read what is on the chain, or prepare it.
    pub fn inspect<R>(&mut self, look: impl FnOnce() -> R) -> R {
        self.state.execute_with(look)
    }

    /// Make a block with this one transaction, which must succeed. Its events.
    pub fn send(
        &mut self,
        sender: Sr25519Keyring,
        call: impl Into<RuntimeCall>,
    ) -> Result<Vec<RuntimeEvent>, Error> {
        let transaction = self.sign(sender, call);
        self.begin_block(None)?;
        let (outcome, _) = self.apply(&transaction);
        if outcome.is_prevented() {
            return Err(Error::Prevented(outcome));
        }
        if outcome != Outcome::Ok {
            return Err(Error::Broken(format!("a preparation: {outcome}")));
        }
        self.end_block()?;
        let events = || System::read_events_no_consensus().map(|record| record.event);
        Ok(self.inspect(|| events().collect()))
    }

    /// Prepare something without a transaction: what many accounts do, or Root.
    pub fn dispatch(
        &mut self,
        origin: RuntimeOrigin,
        call: impl Into<RuntimeCall>,
    ) -> Result<(), Error> {
        let call = call.into();
        let result = self.inspect(|| call.dispatch(origin));
        result
            .map(drop)
            .map_err(|error| Error::Broken(format!("a preparation: {:?}", error.error)))
    }

    /// Make empty blocks, until there are so many.
    pub fn wait_until(&mut self, number: u32) -> Result<(), String> {
        while self.number < number {
            self.begin_block(None)?;
            self.end_block()?;
        }
        Ok(())
    }

    /// The number of the last block.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The next nonce of an account.
    pub fn nonce(&mut self, who: Sr25519Keyring) -> Nonce {
        self.inspect(|| System::account_nonce(who.to_account_id()))
    }

    /// A transaction with the next nonce of `sender`.
    pub fn sign(&mut self, sender: Sr25519Keyring, call: impl Into<RuntimeCall>) -> Transaction {
        let nonce = self.nonce(sender);
        self.sign_as(sender, nonce, call)
    }

    /// A transaction with that nonce of `sender`.
    pub fn sign_as(
        &mut self,
        sender: Sr25519Keyring,
        nonce: Nonce,
        call: impl Into<RuntimeCall>,
    ) -> Transaction {
        let call = call.into();
        let (number, parent) = (self.number.into(), self.parent);
        self.inspect(|| {
            let genesis = System::block_hash(0);
            // Votes begin with a block, the last one, in which there was what they vote on.
            let (era, birth) = match calls::count(&call, &votes::is_vote) {
                0 => (Era::Immortal, genesis),
                _ => (Era::mortal(64, number), parent),
            };
            let (spec, format) = (VERSION.spec_version, VERSION.transaction_version);
            let implicit = ((), (), spec, format, genesis, birth, (), (), (), None, ());
            let payload = SignedPayload::from_raw(call, extension(nonce, 0, era), implicit);
            let signature = payload.using_encoded(|bytes| sender.sign(bytes));
            let (call, extension, _) = payload.deconstruct();
            signed(&sender.to_account_id(), signature.into(), &extension, &call)
        })
    }

    /// All there is.
    pub fn snapshot(&mut self) -> Snapshot {
        let state = mem::take(&mut self.state).into_storages();
        self.state = BasicExternalities::new(state.clone());
        Snapshot {
            state,
            number: self.number,
            parent: self.parent,
        }
    }

    /// Go back to what was.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        self.state = BasicExternalities::new(snapshot.state.clone());
        self.number = snapshot.number;
        self.parent = snapshot.parent;
    }
}

/// What became of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the block, and its call has succeeded.
    Ok,
    /// It is in the block, and its call has failed with this error.
    Failed(DispatchError),
    /// It can't be in the block.
    Refused(String),
    /// The runtime was ended by it.
    Trapped(String),
}

impl Outcome {
    fn of(answer: &Result<Vec<u8>, String>) -> Self {
        let result = match answer {
            Ok(answer) => ApplyExtrinsicResult::decode(&mut &answer[..]),
            Err(error) if error.contains(UNDECODABLE) => {
                return Self::Refused("does not decode".to_owned())
            }
            Err(error) => return Self::Trapped(error.clone()),
        };
        match result {
            Ok(Ok(Ok(()))) => Self::Ok,
            Ok(Ok(Err(error))) => Self::Failed(error),
            Ok(Err(error)) => Self::Refused(format!("{error:?}")),
            Err(error) => Self::Trapped(error.to_string()),
        }
    }

    /// Whether this is something that the runtime lets nobody do.
    fn is_prevented(&self) -> bool {
        let filtered = frame_system::Error::<Native>::CallFiltered;
        match self {
            Self::Failed(error) => *error == filtered.into(),
            Self::Refused(_) => true,
            Self::Ok | Self::Trapped(_) => false,
        }
    }

    /// Whether it is in the block, and so is paid for.
    pub fn is_included(&self) -> bool {
        matches!(self, Self::Ok | Self::Failed(_))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Ok => f.write_str("ok"),
            Self::Failed(error) => write!(f, "failed: {error:?}"),
            Self::Refused(error) => write!(f, "refused: {error}"),
            Self::Trapped(error) => write!(f, "trapped: {error}"),
        }
    }
}

/// A transaction without a signature. Encoded by hand, as the types of the runtime don't have what it refuses.
pub fn bare(call: RuntimeCall) -> Transaction {
    // Of version 5, without anything but the call.
    let mut bytes = vec![0x05];
    call.encode_to(&mut bytes);
    bytes.encode()
}

fn signed(
    sender: &AccountId,
    signature: MultiSignature,
    extension: &TxExtension,
    call: &RuntimeCall,
) -> Transaction {
    let mut bytes = vec![0x84];
    Address::from(sender.clone()).encode_to(&mut bytes);
    signature.encode_to(&mut bytes);
    extension.encode_to(&mut bytes);
    call.encode_to(&mut bytes);
    bytes.encode()
}

fn extension(nonce: Nonce, tip: Balance, era: Era) -> TxExtension {
    (
        frame_system::AuthorizeCall::new(),
        CheckSender,
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        CheckEra::from(era),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
        ChargeAlways::with_tip(tip),
        frame_metadata_hash_extension::CheckMetadataHash::new(false),
        frame_system::WeightReclaim::new(),
    )
}
