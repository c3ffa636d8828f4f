//! How runtime APIs' types say in JSON what JSON has no type for, in `#[serde(serialize_with = "…")]`.

use alloc::string::String;
use core::fmt::Display;
use serde::Serializer;

/// An amount as a decimal string: JSON numbers lose digits above 2^53.
pub fn decimal<T: Display, S: Serializer>(amount: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(amount)
}

/// An amount as a decimal string, or null where there is none.
pub fn optional_decimal<T: Display, S: Serializer>(
    amount: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match amount {
        Some(amount) => serializer.collect_str(amount),
        None => serializer.serialize_none(),
    }
}

/// UTF-8 bytes as a string, with U+FFFD for what is not UTF-8.
pub fn text<T: AsRef<[u8]>, S: Serializer>(bytes: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&String::from_utf8_lossy(bytes.as_ref()))
}

#[cfg(test)]
mod tests {
    use crate::Balance;
    use alloc::vec::Vec;
    use serde::Serialize;

    #[derive(Serialize)]
    struct Answer {
        #[serde(serialize_with = "super::decimal")]
        amount: Balance,
        #[serde(serialize_with = "super::optional_decimal")]
        limit: Option<Balance>,
        #[serde(serialize_with = "super::text")]
        name: Vec<u8>,
    }

    #[test]
    fn amounts_are_decimal_strings_and_bytes_are_text() {
        let mut answer = Answer {
            amount: Balance::MAX,
            limit: None,
            name: "金 \"1\"".into(),
        };
        assert_eq!(
            serde_json::to_string(&answer).unwrap(),
            r#"{"amount":"340282366920938463463374607431768211455","limit":null,"name":"金 \"1\""}"#
        );
        answer.limit = Some(0);
        answer.name = b"\xff!".to_vec();
        assert_eq!(
            serde_json::to_string(&answer).unwrap(),
            r#"{"amount":"340282366920938463463374607431768211455","limit":"0","name":"�!"}"#
        );
    }
}
