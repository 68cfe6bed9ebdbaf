//! argon2id in memory that goes back to the system after each hash.
//!
//! The allocator of glibc learns: once 19 MiB were given back, it takes the next 19 MiB out of the
//! heap of whichever thread asks, and keeps them there. A few threads that hash one after the other
//! so took 450 MiB for good. What is larger than its largest threshold, 32 MiB, it always asks the
//! system for and gives back at once; only the pages that are used are ever there.

use argon2::password_hash::phc::{Output, ParamsString, Salt};
use argon2::password_hash::{self, CustomizedPasswordHasher, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Block, Params, PasswordHash, Version};

/// Blocks asked for, of which fewer are used: one MiB more than glibc's largest threshold.
const ASKED_FOR: usize = 33 * 1024 * 1024 / Block::SIZE;

/// argon2id with the default parameters, or with those of the hash that is compared.
struct Argon(Argon2<'static>);

/// The argon2id string of a password, with a salt of its own.
///
/// # Errors
/// When the password is longer than four gibibytes.
pub(super) fn hash(password: &str) -> password_hash::Result<String> {
    let made = Argon(Argon2::default()).hash_password(password.as_bytes())?;
    Ok(made.to_string())
}

/// Whether the password belongs to an argon2id string.
pub(super) fn matches(password: &str, known: &str) -> bool {
    let Ok(known) = PasswordHash::new(known) else { return false };
    Argon(Argon2::default()).verify_password(password.as_bytes(), &known).is_ok()
}

impl PasswordHasher<PasswordHash> for Argon {
    fn hash_password_with_salt(
        &self,
        password: &[u8],
        salt: &[u8],
    ) -> password_hash::Result<PasswordHash> {
        let params = self.0.params();
        let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
        let mut memory = Vec::with_capacity(ASKED_FOR);
        memory.resize(params.block_count(), Block::new());
        let mut output = vec![0; length];
        self.0.hash_password_into_with_memory(password, salt, &mut output, memory)?;
        Ok(PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::default().into()),
            params: ParamsString::try_from(params)?,
            salt: Some(Salt::new(salt)?),
            hash: Some(Output::new(&output)?),
        })
    }
}

/// With it the library compares a password with a string it is given.
impl CustomizedPasswordHasher<PasswordHash> for Argon {
    type Params = Params;

    fn hash_password_customized(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Option<&str>,
        version: Option<u32>,
        params: Params,
    ) -> password_hash::Result<PasswordHash> {
        let algorithm = algorithm.map(Algorithm::try_from).transpose()?.unwrap_or_default();
        let version = version.map(Version::try_from).transpose()?.unwrap_or_default();
        Self(Argon2::new(algorithm, version, params)).hash_password_with_salt(password, salt)
    }
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::PasswordHasher as _;

    use super::*;

    #[test]
    fn s18_a_hash_is_the_one_that_every_other_argon2id_makes() {
        let (password, salt) = (b"correct horse battery", b"0123456789abcdef");
        let ours = Argon(Argon2::default()).hash_password_with_salt(password, salt).unwrap();
        let theirs = Argon2::default().hash_password_with_salt(password, salt).unwrap();
        assert_eq!(ours.to_string(), theirs.to_string());
        assert!(matches("correct horse battery", &theirs.to_string()));
        assert!(!matches("correct horse batterx", &theirs.to_string()));
        assert!(!matches("correct horse battery", "no such string"));
    }
}
