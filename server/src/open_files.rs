//! How many files, and so sockets, this process may have open.

/// Kept for databases, pictures, requests of our own and everything else that is not a
/// connection.
const RESERVE: u64 = 256;
/// Connections when the limit is not known.
const FALLBACK: u64 = 1_024;

/// Raises the limit of open files to what the system allows this process.
pub fn raise() {
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the limit of open files cannot be raised");
    }
}

/// Connections that fit below the limit of open files (S12).
#[must_use]
pub fn connections() -> usize {
    let limit = rlimit::getrlimit(rlimit::Resource::NOFILE).map_or(FALLBACK, |(soft, _)| soft);
    usize::try_from(limit.saturating_sub(RESERVE).max(1)).unwrap_or(usize::MAX)
}

/// Sockets of all addresses: what is configured, and less where so many files cannot be open.
/// A tenth of the connections is kept for pages, pictures and requests.
#[must_use]
pub fn sockets(configured: u32) -> u32 {
    let fit = connections() / 10 * 9;
    let fit = u32::try_from(fit.max(1)).unwrap_or(u32::MAX);
    if fit < configured {
        tracing::info!(sockets = fit, "the limit of open files allows fewer sockets");
    }
    configured.min(fit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s12_the_cap_of_sockets_is_below_the_limit_of_open_files() {
        let (soft, _) = rlimit::getrlimit(rlimit::Resource::NOFILE).expect("a limit");
        assert!((connections() as u64) < soft);
        assert!(u64::from(sockets(u32::MAX)) < connections() as u64);
        assert_eq!(sockets(1), 1);
    }
}
