//! A self-signed certificate for the addresses of this machine, for the demo in the house.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::path::Path;
use std::time::Duration;

use rcgen::{CertificateParams, KeyPair};
use vitrine_shared::time::UnixMillis;

use super::{Certificate, CertificateError};

/// How long it is good: what Apple's systems accept at most.
const LIFE: Duration = Duration::from_secs(397 * 24 * 60 * 60);
/// It begins earlier, because the clock of a phone may be late.
const SLACK: Duration = Duration::from_secs(24 * 60 * 60);

/// The address that other machines of this network reach us under.
///
/// No packet is sent: a connected datagram socket only says which way it would go.
///
/// # Errors
/// When the machine is in no network.
pub fn address() -> std::io::Result<IpAddr> {
    /// Documentation addresses (RFC 5737, RFC 3849): nobody is there.
    const NOBODY: [&str; 2] = ["192.0.2.1:9", "[2001:db8::1]:9"];
    let mut last = std::io::Error::other("no network");
    for nobody in NOBODY {
        let any: SocketAddr = if nobody.starts_with('[') {
            (std::net::Ipv6Addr::UNSPECIFIED, 0).into()
        } else {
            (std::net::Ipv4Addr::UNSPECIFIED, 0).into()
        };
        let way = UdpSocket::bind(any).and_then(|socket| {
            socket.connect(nobody)?;
            socket.local_addr()
        });
        match way {
            Ok(way) => return Ok(way.ip()),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// The kept certificate for these names, or a new one.
///
/// It is kept, so that a browser that was told to trust it need not be told again.
///
/// # Errors
/// See [`CertificateError`].
pub fn certificate(
    folder: &Path,
    names: &[String],
    now: UnixMillis,
) -> Result<Certificate, CertificateError> {
    let name: String =
        names[0].chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let file = folder.join(format!("lan-{name}.pem"));
    if let Ok(Some(kept)) = Certificate::read(&file)
        && now < kept.renew_at()
    {
        return Ok(kept);
    }
    let made = self_signed(names, now)?;
    made.keep(&file)?;
    Ok(made)
}

/// The kept certificates of the demo as PEM, for those of us who have to trust its shop.
#[must_use]
pub fn roots(folder: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let lan = files.filter(|file| file.file_name().to_string_lossy().starts_with("lan-"));
    lan.filter_map(|file| std::fs::read(file.path()).ok()).flatten().collect()
}

/// A new certificate for these host names and addresses.
pub(super) fn self_signed(
    names: &[String],
    now: UnixMillis,
) -> Result<Certificate, CertificateError> {
    let content = |error: rcgen::Error| CertificateError::Content(error.to_string());
    let since_1970 = Duration::from_millis(u64::try_from(now.0).unwrap_or_default());
    let now = rcgen::date_time_ymd(1970, 1, 1) + since_1970;
    let mut params = CertificateParams::new(names).map_err(content)?;
    params.not_before = now - SLACK;
    params.not_after = now + LIFE;
    let key = KeyPair::generate().map_err(content)?;
    let made = params.self_signed(&key).map_err(content)?;
    Certificate::parse(format!("{}{}", key.serialize_pem(), made.pem()))
}
