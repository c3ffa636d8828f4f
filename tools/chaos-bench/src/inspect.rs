//! What the state of a final block says of it: its time, how full it is, and which transactions have
//! failed.

use crate::{
    chain::Chain,
    error::Error,
    follow::Block,
    state::{value_key, BlockWeight},
};
use codec::{Decode, DecodeAll};
use std::collections::{BTreeMap, HashSet};
use subxt::{error::DispatchError, events::Phase};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspected {
    /// Of `Timestamp`, in milliseconds.
    pub time: Option<u64>,
    /// What transactions of the class normal have used, in picoseconds.
    pub weight: Option<u64>,
    /// The numbers of the load's transactions that have failed.
    pub failed: HashSet<u32>,
    /// Why, and how many times.
    pub reasons: BTreeMap<String, u64>,
}

pub async fn inspect(chain: &Chain, block: &Block) -> Result<Inspected, Error> {
    let keys = [
        value_key("Timestamp", "Now"),
        value_key("System", "BlockWeight"),
        value_key("System", "Events"),
    ];
    // Of a block without transactions of the load, nobody wants to know the events.
    let keys = if block.found.is_empty() {
        &keys[..2]
    } else {
        &keys
    };
    let mut values = chain.values(keys, Some(block.hash)).await?.into_iter();
    let mut next = || values.next().flatten();
    let (time, weight, events) = (next(), next(), next());
    let weight = weight.and_then(|bytes| BlockWeight::decode_all(&mut &bytes[..]).ok());
    let mut inspected = Inspected {
        time: time.and_then(|bytes| u64::decode(&mut &bytes[..]).ok()),
        weight: weight.map(|weight| weight.normal.ref_time),
        ..Default::default()
    };
    if let Some(events) = events {
        find_failed(chain, block, events, &mut inspected)?;
    }
    Ok(inspected)
}

fn find_failed(
    chain: &Chain,
    block: &Block,
    events: Vec<u8>,
    inspected: &mut Inspected,
) -> Result<(), Error> {
    for event in chain.at().events().from_bytes(events).iter() {
        let event = event?;
        let Phase::ApplyExtrinsic(index) = event.phase() else {
            continue;
        };
        if (event.pallet_name(), event.event_name()) != ("System", "ExtrinsicFailed") {
            continue;
        }
        // They are in the order of their places.
        let Ok(at) = block
            .found
            .binary_search_by_key(&index, |found| found.index)
        else {
            continue;
        };
        inspected.failed.insert(block.found[at].number);
        let error = DispatchError::decode_from(event.field_bytes(), chain.at().metadata());
        let reason = error.map_or_else(|error| error.to_string(), |error| error.to_string());
        *inspected.reasons.entry(reason).or_default() += 1;
    }
    Ok(())
}
