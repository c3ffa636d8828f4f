//! Alice sends somebody 2.5 COS and a thousand of a token, by subxt and types generated from the
//! chain's metadata.
//!
//! Usage: transfer URL RECIPIENT TOKEN

use std::{env, error::Error, str::FromStr};
use subxt::{
    config::PolkadotConfig,
    tx::Payload,
    utils::{AccountId32, MultiAddress},
    OnlineClient,
};
use subxt_signer::sr25519::dev;

#[subxt::subxt(runtime_metadata_path = "chaos.scale")]
mod chaos {}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let [url, recipient, token]: [String; 3] = env::args()
        .skip(1)
        .collect::<Vec<_>>()
        .try_into()
        .map_err(|_| "expected URL, RECIPIENT and TOKEN")?;
    let recipient = AccountId32::from_str(&recipient)?;
    let token: u32 = token.parse()?;

    let client = OnlineClient::<PolkadotConfig>::from_insecure_url(url).await?;
    let dest = || MultiAddress::Id(recipient.clone());
    let calls = chaos::transactions();
    send(&client, &calls.balances().transfer_keep_alive(dest(), 2_500_000_000_000)).await?;
    send(&client, &calls.erc20().transfer(token, dest(), 1_000)).await?;

    let block = client.at_current_block().await?;
    let coins = chaos::storage().system().account();
    let coins = block.storage().fetch(coins, (recipient.clone(),)).await?.decode()?;
    let tokens = chaos::storage().assets().account();
    let tokens = block.storage().fetch(tokens, (token, recipient)).await?.decode()?;
    println!("{} {}", coins.data.free, tokens.balance);
    Ok(())
}

/// Send a transaction of Alice's and wait until it is final. That it failed is an error.
async fn send(
    client: &OnlineClient<PolkadotConfig>,
    call: &impl Payload,
) -> Result<(), Box<dyn Error>> {
    let block = client.at_current_block().await?;
    block
        .transactions()
        .sign_and_submit_then_watch_default(call, &dev::alice())
        .await?
        .wait_for_finalized_success()
        .await?;
    Ok(())
}
