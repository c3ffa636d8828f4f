//! `chaos-node sign-peer-id`: the signature by which the owner of a new node key agrees to its use by a member.

use codec::Encode;
use pallet_node_admission::ROTATION;
use sp_core::{bytes, ed25519, Pair};
use std::{fs, path::PathBuf};

/// Sign the consent of a new node key to become the peer id of a member
///
/// Prints the signature that `nodeAdmission.updatePeerId` takes as its last argument.
#[derive(Debug, Clone, clap::Parser)]
pub struct SignPeerIdCmd {
    /// The message to sign, in hexadecimal: what `admission_rotationMessage` returns for the member and the new peer id
    pub message: String,

    /// The file that contains the new key, as written by `key generate-node-key`
    #[arg(long, value_name = "FILE")]
    pub file: PathBuf,
}

impl SignPeerIdCmd {
    /// Print the signature.
    pub fn run(&self) -> sc_cli::Result<()> {
        let key = fs::read_to_string(&self.file)?;
        let signature = sign(key.trim(), &self.message)
            .map_err(|error| sc_cli::Error::Input(error.to_string()))?;
        println!("{signature}");
        Ok(())
    }
}

/// The signature in hexadecimal, as the key and the message are.
fn sign(key: &str, message: &str) -> Result<String, &'static str> {
    let seed = bytes::from_hex(key).map_err(|_| "the file does not contain a hexadecimal key")?;
    let key = ed25519::Pair::from_seed_slice(&seed).map_err(|_| "the key is not 32 bytes long")?;
    let message = bytes::from_hex(message).map_err(|_| "the message is not hexadecimal")?;
    // By its signatures a node proves on the network who it is: nothing else is signed.
    if !message.starts_with(&ROTATION.encode()) {
        return Err("the message was not made by `admission_rotationMessage`");
    }
    Ok(bytes::to_hex(&key.sign(&message).0, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0000000000000000000000000000000000000000000000000000000000000001";

    fn hex(message: impl Encode) -> String {
        bytes::to_hex(&message.encode(), false)
    }

    #[test]
    fn what_it_signs_is_by_the_key_of_the_node() {
        let message = (ROTATION, 7u32);
        let signature = bytes::from_hex(&sign(KEY, &hex(message)).unwrap()).unwrap();
        let signature = ed25519::Signature::try_from(&signature[..]).unwrap();
        let seed: [u8; 32] = bytes::from_hex(KEY).unwrap().try_into().unwrap();
        let public = ed25519::Pair::from_seed(&seed).public();
        assert!(ed25519::Pair::verify(&signature, message.encode(), &public));
    }

    #[test]
    fn it_signs_nothing_else() {
        for (key, message) in [
            (KEY, hex(("another text", 7u32))),
            (KEY, "0x".into()),
            (KEY, "message".into()),
            (&KEY[2..], hex(ROTATION)),
            ("key", hex(ROTATION)),
        ] {
            assert!(sign(key, &message).is_err(), "{key}, {message}");
        }
    }
}
