//! Coins: sending, vesting, claiming; and remarks.

use super::{by, by_anybody, Caller, Draft, Draw, Entry};
use chaos_primitives::currency::COS;
use chaos_runtime::{
    configs::coin::MinVestedTransfer, AccountId, Balance, CosDistribution, Runtime,
};
use pallet_vesting::{Call as Vesting, VestingInfo};
use sp_core::{ecdsa, Pair};
use sp_io::hashing::keccak_256;
use std::sync::LazyLock;

type Coin = pallet_balances::Call<Runtime>;
type System = frame_system::Call<Runtime>;

pub const ENTRIES: &[Entry] = &[
    |draw| {
        let sender = draw.person().account.clone();
        let value = draw.coins_of(&sender);
        let dest = draw.address();
        by(sender, Coin::transfer_allow_death { dest, value })
    },
    |draw| {
        let sender = draw.person().account.clone();
        let value = draw.coins_of(&sender);
        let dest = draw.address();
        by(sender, Coin::transfer_keep_alive { dest, value })
    },
    |draw| {
        let (dest, keep_alive) = (draw.address(), draw.source.flip());
        by_anybody(Coin::transfer_all { dest, keep_alive })
    },
    |draw| {
        let who = vec![draw.account(), draw.account()];
        by_anybody(Coin::upgrade_accounts { who })
    },
    // Which nobody may.
    |draw| {
        let (value, keep_alive) = (draw.amount(), draw.source.flip());
        by_anybody(Coin::burn { value, keep_alive })
    },
    |_| by(a_stash(), Vesting::<Runtime>::vest {}),
    |_| {
        let target = a_stash().into();
        by_anybody(Vesting::<Runtime>::vest_other { target })
    },
    |draw| {
        let (target, schedule) = (draw.address(), schedule(draw));
        by_anybody(Vesting::<Runtime>::vested_transfer { target, schedule })
    },
    |draw| {
        by(
            draw.account(),
            Vesting::<Runtime>::merge_schedules {
                schedule1_index: draw.source.below(3),
                schedule2_index: draw.source.below(3),
            },
        )
    },
    |draw| {
        let remark = draw.text(1_000);
        match draw.source.flip() {
            true => by_anybody(System::remark { remark }),
            false => by_anybody(System::remark_with_event { remark }),
        }
    },
    |draw| {
        let dest = draw.account();
        let ethereum_signature = claim_of(&dest);
        Draft {
            caller: Caller::Nobody,
            call: pallet_cos_distribution::Call::claim {
                dest,
                ethereum_signature,
            }
            .into(),
        }
    },
];

/// An account of the team, whose coins vest.
pub fn a_stash() -> AccountId {
    sp_keyring::Sr25519Keyring::AliceStash.to_account_id()
}

/// A vesting of the least that there may be, or of more.
pub fn schedule(draw: &mut Draw) -> VestingInfo<Balance, u32> {
    let locked = MinVestedTransfer::get() + draw.amount() % (100 * COS);
    VestingInfo::new(locked, locked / 10, draw.block())
}

/// Signed by the claimant of the development chain, whose key everybody knows.
fn claim_of(dest: &AccountId) -> pallet_cos_distribution::EthereumSignature {
    static CLAIMANT: LazyLock<ecdsa::Pair> = LazyLock::new(|| {
        let seed = hex::decode("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
        ecdsa::Pair::from_seed_slice(&seed.expect("it is hexadecimal; qed"))
            .expect("it is a key; qed")
    });
    let text = CosDistribution::claim_text(dest);
    let text = format!("\x19Ethereum Signed Message:\n{}{text}", text.len());
    let signature = CLAIMANT.sign_prehashed(&keccak_256(text.as_bytes()));
    pallet_cos_distribution::EthereumSignature(signature.0)
}
