//! Writes the raw chain spec of a development chain on which many auctions are open.
//!
//! Usage: cargo run --release --workspace --example open_auctions -- AUCTIONS > SPEC
//!
//! Alice has minted the items and listed all of them with her own house. By transactions, a million of them would take
//! an hour.

use chaos_primitives::currency::COS;
use chaos_runtime::{genesis, DutchAuction, Erc721, RuntimeOrigin, WASM_BINARY};
use pallet_dutch_auction::{Currency, Curve, Sellers, Terms};
use pallet_erc721::{CollectionOptions, MAX_BATCH};
use sp_core::storage::well_known_keys::CODE;
use sp_keyring::Sr25519Keyring::{Alice, Charlie};
use sp_runtime::{DispatchError, Permill};
use std::io::{self, BufWriter, Write};

const COLLECTION: u32 = 0;
const HOUSE: u32 = 0;

fn main() {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let count = count.expect("the first argument is how many auctions to open");
    let genesis = genesis::complete("development").expect("the preset exists");
    let genesis = serde_json::to_vec(&genesis).expect("a genesis is JSON");
    sp_io::TestExternalities::new_empty().execute_with(|| {
        genesis::build_state(genesis).expect("a preset can be built");
        open_auctions(count).expect("Alice can pay for them");
        write_spec(&mut BufWriter::new(io::stdout().lock())).expect("stdout takes it");
    });
}

fn open_auctions(count: u32) -> Result<(), DispatchError> {
    let alice = || RuntimeOrigin::signed(Alice.to_account_id());
    let options = CollectionOptions {
        royalty: Some((Charlie.to_account_id().into(), Permill::from_percent(10))),
        transferable: true,
        max_supply: None,
        burnable: false,
    };
    Erc721::create_collection(alice(), b"Growth".into(), b"GRW".into(), vec![], options)?;
    let terms = Terms {
        currency: Currency::Coin,
        commission: Permill::from_percent(5),
        shortest: 1,
        longest: 1_000_000,
        curve: Curve::Linear,
        sellers: Sellers::Anybody,
    };
    DutchAuction::create_house(alice(), COLLECTION, terms)?;
    let house = DutchAuction::house_account(HOUSE);
    Erc721::set_approval_for_all(alice(), COLLECTION, house.into(), true)?;
    for first in (0..count).step_by(MAX_BATCH as usize) {
        let items = (count - first).min(MAX_BATCH);
        let to = Alice.to_account_id().into();
        Erc721::batch_mint(alice(), COLLECTION, to, items).map_err(|failed| failed.error)?;
    }
    for item in 0..count {
        DutchAuction::list(alice(), HOUSE, item, COS, COS / 10, 1_000_000)?;
    }
    Ok(())
}

/// All that is in storage, as a chain spec.
fn write_spec(out: &mut impl Write) -> io::Result<()> {
    let code = WASM_BINARY.expect("it was built without SKIP_WASM_BUILD");
    write!(
        out,
        r#"{{"name":"Open auctions","id":"dev","chainType":"Development","bootNodes":[],
        "telemetryEndpoints":null,"protocolId":"chaos","properties":null,"codeSubstitutes":{{}},
        "genesis":{{"raw":{{"childrenDefault":{{}},"top":{{"#
    )?;
    let mut key = Vec::new();
    while let Some(next) = sp_io::storage::next_key(&key) {
        let value = sp_io::storage::get(&next).unwrap_or_default();
        if next != CODE {
            writeln!(out, r#""{}":"{}","#, hex(&next), hex(&value))?;
        }
        key = next;
    }
    writeln!(out, r#""{}":"{}"}}}}}}}}"#, hex(CODE), hex(code))
}

fn hex(bytes: &[u8]) -> String {
    sp_core::bytes::to_hex(bytes, false)
}
