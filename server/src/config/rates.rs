//! Rates that an installation changes: `[limits]` in the file, `VITRINE_LIMITS_…`.

use serde::{Deserialize, Serialize};
use vitrine_shared::limits::Rates;

/// A rate for those who set it: its name, what it caps, its default, and what it is set to.
#[derive(Clone, Copy, Debug)]
pub struct NamedRate {
    /// Key in `[limits]`; after `VITRINE_LIMITS_` in capitals.
    pub name: &'static str,
    /// What it caps, in one sentence.
    pub help: &'static str,
    /// The default.
    pub default: u32,
    /// The override.
    pub set: Option<u32>,
}

/// Declares the overrides once for each rate.
macro_rules! rates {
    ($($name:ident: $help:literal,)*) => {
        /// Rates to use instead of the defaults of [`Rates`].
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct RateOverrides {
            $(#[doc = $help] pub $name: Option<u32>,)*
        }

        impl RateOverrides {
            /// The rates to run with.
            #[must_use]
            pub fn rates(&self) -> Rates {
                let d = Rates::default();
                Rates { $($name: self.$name.unwrap_or(d.$name),)* }
            }

            /// Every rate by name.
            #[must_use]
            pub fn named(&self) -> Vec<NamedRate> {
                let d = Rates::default();
                vec![$(NamedRate {
                    name: stringify!($name),
                    help: $help,
                    default: d.$name,
                    set: self.$name,
                },)*]
            }

            /// The same overrides by name, with which `over` wins.
            pub(super) fn overlaid(self, over: Self) -> Self {
                Self { $($name: over.$name.or(self.$name),)* }
            }

            /// What `value` knows by name.
            pub(super) fn from_names(mut value: impl FnMut(&str) -> Option<u32>) -> Self {
                Self { $($name: value(stringify!($name)),)* }
            }
        }
    };
}

rates! {
    durable_per_s: "Durable operations a second on one socket, sustained.",
    durable_burst: "Durable operations in a burst on one socket.",
    live_per_s: "Live frames a second on one socket; more are dropped and counted.",
    visitor_sockets: "Sockets of one visitor; the oldest is closed when one more comes.",
    address_pending: "Sockets of one address that have not authenticated yet.",
    address_sockets: "Sockets of one address.",
    sockets: "Sockets of this process; never more than the limit of open files allows.",
    visitors_per_min: "New visitor tokens a minute for one address.",
    fetches_per_min: "Fetches of a picture or page a minute for one participant.",
}
