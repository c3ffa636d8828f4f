//! `chaos-node sign-peer-id`: the signature by which a member may have the peer id of a new node key.

use codec::Encode;
use pallet_node_admission::ROTATION;
use sp_core::{bytes, ed25519, Pair};
use std::{fs, path::PathBuf};

/// Sign, with the new key of a node, that a member may have its peer id
///
/// What is printed is the last argument of `nodeAdmission.updatePeerId`.
#[derive(Debug, Clone, clap::Parser)]
pub struct SignPeerIdCmd {
    /// What `admission_rotationMessage` says for the member and the peer id, in hexadecimal
    pub message: String,

    /// The file with the new key, as `key generate-node-key` writes it
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
    let seed = bytes::from_hex(key).map_err(|_| "the file has no key in hexadecimal")?;
    let key = ed25519::Pair::from_seed_slice(&seed).map_err(|_| "the key has not 32 bytes")?;
    let message = bytes::from_hex(message).map_err(|_| "the message is not hexadecimal")?;
    // By its signatures a node proves on the network who it is: nothing else is signed.
    if !message.starts_with(&ROTATION.encode()) {
        return Err("the message is none of `admission_rotationMessage`");
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
