//! Ethereum addresses in text.

use crate::EthereumAddress;

/// The examples of EIP-55.
const CHECKSUMMED: [&str; 4] = [
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
];

#[test]
fn addresses_are_written_with_their_checksum() {
    for text in CHECKSUMMED {
        let address: EthereumAddress = text.parse().unwrap();
        assert_eq!(address.to_string(), text);
    }
}

#[test]
fn addresses_of_one_case_have_no_checksum() {
    for text in CHECKSUMMED {
        let expected = text.parse::<EthereumAddress>().unwrap();
        let digits = &text[2..];
        assert_eq!(format!("0x{}", digits.to_lowercase()).parse(), Ok(expected));
        assert_eq!(format!("0x{}", digits.to_uppercase()).parse(), Ok(expected));
    }
}

#[test]
fn a_mistyped_digit_is_found() {
    let mistyped = CHECKSUMMED[0].replace("5aA", "6aA");
    let error = mistyped.parse::<EthereumAddress>().unwrap_err();
    assert!(error.contains("wrong checksum (EIP-55)"), "{error}");
}

#[test]
fn what_is_no_address_is_refused() {
    let odd = &CHECKSUMMED[0][..41];
    let long = format!("{}0", CHECKSUMMED[0]);
    let not_hex = CHECKSUMMED[0].replace('a', "g");
    for text in ["", "0x", odd, &long, &not_hex, &CHECKSUMMED[0][2..], "0xé"] {
        let error = text.parse::<EthereumAddress>().unwrap_err();
        assert!(error.contains("is not an Ethereum address"), "{error}");
    }
}

#[test]
fn json_has_the_same_text() {
    let address: EthereumAddress = CHECKSUMMED[1].parse().unwrap();
    let json = serde_json::to_string(&address).unwrap();
    assert_eq!(json, format!("\"{}\"", CHECKSUMMED[1]));
    assert_eq!(
        serde_json::from_str::<EthereumAddress>(&json).unwrap(),
        address
    );
    assert!(serde_json::from_str::<EthereumAddress>("\"0x12\"").is_err());
}
