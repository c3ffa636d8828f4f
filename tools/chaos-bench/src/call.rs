//! A call of a chain, encoded.

use subxt::{
    ext::scale_encode::{self, EncodeAsFields, FieldIter, TypeResolver},
    transactions::Payload,
};

/// A call with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pallet: &'static str,
    name: &'static str,
    encoded: Encoded,
}

/// A call as transactions have it: the numbers of the pallet and of the call in it, a byte each, and
/// the arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded(Vec<u8>);

impl Call {
    /// `bytes` begin with the numbers of the pallet and the call.
    pub fn new(pallet: &'static str, name: &'static str, bytes: Vec<u8>) -> Self {
        Self {
            pallet,
            name,
            encoded: Encoded(bytes),
        }
    }

    /// As an argument of another call.
    pub fn bytes(&self) -> &[u8] {
        &self.encoded.0
    }
}

impl EncodeAsFields for Encoded {
    fn encode_as_fields_to<R: TypeResolver>(
        &self,
        _: &mut dyn FieldIter<'_, R::TypeId>,
        _: &R,
        out: &mut Vec<u8>,
    ) -> Result<(), scale_encode::Error> {
        out.extend_from_slice(self.0.get(2..).unwrap_or_default());
        Ok(())
    }
}

impl Payload for Call {
    type CallData = Encoded;

    fn pallet_name(&self) -> &str {
        self.pallet
    }

    fn call_name(&self) -> &str {
        self.name
    }

    fn call_data(&self) -> &Encoded {
        &self.encoded
    }
}
