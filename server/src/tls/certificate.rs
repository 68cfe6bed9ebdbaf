//! A certificate chain with its key: reading, keeping as one private file, knowing when to renew.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::sync::Arc;

use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use vitrine_shared::time::UnixMillis;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// It is no certificate with its key.
    #[error("not a certificate with its key: {0}")]
    Content(String),
    /// The file cannot be read or written.
    #[error("the certificate cannot be kept: {0}")]
    File(#[from] io::Error),
}

/// A certificate chain, its key, and how long it is good.
#[derive(Debug)]
pub struct Certificate {
    pem: String,
    key: Arc<CertifiedKey>,
    not_before: UnixMillis,
    not_after: UnixMillis,
}

impl Certificate {
    /// Reads the key and the chain, the own certificate first, from PEM.
    ///
    /// # Errors
    /// [`CertificateError::Content`].
    pub fn parse(pem: String) -> Result<Self, CertificateError> {
        let content = |why: &dyn std::fmt::Display| CertificateError::Content(why.to_string());
        let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|e| content(&e))?;
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
        let chain = chain.map_err(|e| content(&e))?;
        let own = chain.first().ok_or_else(|| content(&"there is no certificate in it"))?;
        let (_, parsed) = X509Certificate::from_der(own).map_err(|e| content(&e))?;
        let validity = parsed.validity();
        let millis = |seconds: i64| UnixMillis(seconds.saturating_mul(1_000));
        let not_before = millis(validity.not_before.timestamp());
        let not_after = millis(validity.not_after.timestamp());
        let signing = any_supported_type(&key).map_err(|e| content(&e))?;
        let key = CertifiedKey::new(chain, signing);
        key.keys_match().map_err(|e| content(&e))?;
        Ok(Self { pem, key: Arc::new(key), not_before, not_after })
    }

    /// Reads what [`Certificate::keep`] wrote; `None` when there is nothing.
    ///
    /// # Errors
    /// See [`CertificateError`].
    pub fn read(file: &Path) -> Result<Option<Self>, CertificateError> {
        match fs::read_to_string(file) {
            Ok(pem) => Self::parse(pem).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps it in a file that only this user can read; a crash leaves the old or the new one.
    ///
    /// # Errors
    /// [`CertificateError::File`].
    pub fn keep(&self, file: &Path) -> Result<(), CertificateError> {
        Ok(write_private(file, self.pem.as_bytes())?)
    }

    /// For the TLS library.
    #[must_use]
    pub fn key(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.key)
    }

    /// When two thirds of its life are over.
    #[must_use]
    pub fn renew_at(&self) -> UnixMillis {
        let life = self.not_after.0.saturating_sub(self.not_before.0).max(0);
        UnixMillis(self.not_before.0.saturating_add(life / 3 * 2))
    }

    /// When it ends.
    #[must_use]
    pub fn not_after(&self) -> UnixMillis {
        self.not_after
    }
}

/// Writes a file of mode 0600 in a folder of mode 0700, whole or not at all.
pub(super) fn write_private(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let new = file.with_extension("new");
    // A file that a crash left behind might have another mode.
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut out = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
    out.write_all(bytes)?;
    out.sync_all()?;
    fs::rename(&new, file)?;
    fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::tls::lan::self_signed;

    #[test]
    fn a_kept_certificate_reads_back_and_is_private() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("tls/own.pem");
        assert!(Certificate::read(&file).expect("nothing is no fault").is_none());
        let day = 24 * 60 * 60 * 1_000;
        let now = UnixMillis(1_700_000_000_000);
        let made = self_signed(&["a.example".to_owned()], now).expect("made");
        made.keep(&file).expect("kept");
        made.keep(&file).expect("kept again");
        let read = Certificate::read(&file).expect("readable").expect("there");
        assert_eq!(read.not_after(), made.not_after());
        assert!(read.renew_at().0 > now.0 + 200 * day && read.renew_at() < read.not_after());
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(&folder.path().join("tls"))), (0o600, 0o700));
    }

    #[test]
    fn the_key_of_another_certificate_is_refused() {
        let now = UnixMillis(1_700_000_000_000);
        let [one, two] = ["a", "b"].map(|name| self_signed(&[name.to_owned()], now).expect("made"));
        let (_, chain) = one.pem.split_once("-----BEGIN CERTIFICATE").expect("a chain");
        let (key, _) = two.pem.split_once("-----BEGIN CERTIFICATE").expect("a key");
        let mixed = format!("{key}-----BEGIN CERTIFICATE{chain}");
        assert!(matches!(Certificate::parse(mixed), Err(CertificateError::Content(_))));
        assert!(matches!(Certificate::parse(String::new()), Err(CertificateError::Content(_))));
    }
}
