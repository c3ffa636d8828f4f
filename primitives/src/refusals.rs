//! Why the values of a genesis are refused.

/// Declares the reasons for which a pallet refuses values, at genesis and in a call, each once: the enum, the message
/// for the author of a chain spec, and the pallet's error of the same name.
#[macro_export]
macro_rules! refusals {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident for $error:ident {
            $($(#[$doc:meta])* $reason:ident = $message:literal,)+
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$doc])* $reason,)+
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
                f.write_str(match self {
                    $(Self::$reason => $message,)+
                })
            }
        }

        impl<T> From<$name> for $error<T> {
            fn from(reason: $name) -> Self {
                match reason {
                    $($name::$reason => Self::$reason,)+
                }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    enum Error<T> {
        PeriodZero,
        _Phantom(T),
    }

    refusals! {
        /// Why rules are refused.
        pub enum RulesError for Error {
            /// The period is zero blocks.
            PeriodZero = "period must be at least one block",
        }
    }

    #[test]
    fn a_reason_has_a_message_and_an_error() {
        let reason = RulesError::PeriodZero;
        assert_eq!(reason.to_string(), "period must be at least one block");
        assert!(matches!(Error::<()>::from(reason), Error::PeriodZero));
    }
}
