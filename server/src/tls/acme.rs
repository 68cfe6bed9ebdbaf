//! Certificates by ACME (RFC 8555) with the HTTP challenge: obtained, kept, renewed when two
//! thirds of their life are over, and put into use without a restart.
//!
//! The old certificate stays in use until there is a new one, however long that takes.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use instant_acme::{
    Account, AccountCredentials, AuthorizationStatus, ChallengeType, Identifier, NewAccount,
    NewOrder, OrderStatus, RetryPolicy,
};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::certificate::write_private;
use super::directory::Directory;
use super::{Certificate, CertificateError, Swap};
use crate::clock::Clock;
use crate::config::Acme;
use crate::problems::Problems;

/// Name of the problem while no certificate can be had.
const PROBLEM: &str = "certificate";
/// The authority does not know our account (RFC 8555 §6.7).
const NO_ACCOUNT: &str = "urn:ietf:params:acme:error:accountDoesNotExist";
/// An order may take this long in all.
const ORDER_WITHIN: Duration = Duration::from_secs(300);
/// How often an order is asked for its state, at first.
const POLL: Duration = Duration::from_millis(250);
/// First pause after a failure. Let's Encrypt counts five failures of a name in an hour; with
/// three times as much each time we stay below.
const FIRST_PAUSE: Duration = Duration::from_secs(60);
/// Longest pause after a failure.
const LONGEST_PAUSE: Duration = Duration::from_secs(6 * 60 * 60);
/// How often the clock is looked at: it may have been put right since.
const LOOK: Duration = Duration::from_secs(60 * 60);

/// Answers to the challenges of the certificate authority, by token.
#[derive(Debug, Default)]
pub struct Challenges {
    answers: DashMap<String, String>,
}

impl Challenges {
    /// What to answer under `/.well-known/acme-challenge/{token}`.
    #[must_use]
    pub fn answer(&self, token: &str) -> Option<String> {
        self.answers.get(token).map(|answer| answer.value().clone())
    }
}

/// Why there is no new certificate.
#[derive(Debug, thiserror::Error)]
enum Fault {
    /// The protocol did not go well.
    #[error("{0}")]
    Acme(#[from] instant_acme::Error),
    /// The certificate authority decided against us.
    #[error("{0}")]
    Refused(String),
    /// The certificate or the account cannot be read or kept.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The order takes too long.
    #[error("the certificate authority takes too long")]
    Slow,
}

/// An account at a directory, as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    directory: String,
    credentials: AccountCredentials,
}

/// Keeps a certificate in use.
pub struct Keeper {
    acme: Acme,
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    swap: Arc<Swap>,
    challenges: Arc<Challenges>,
    problems: Arc<Problems>,
    current: Option<Certificate>,
    failures: u32,
}

impl Keeper {
    /// Puts the kept certificate of `folder` into use, if there is one for this name.
    #[must_use]
    pub fn new(
        acme: Acme,
        folder: PathBuf,
        clock: Arc<dyn Clock>,
        swap: Arc<Swap>,
        challenges: Arc<Challenges>,
        problems: Arc<Problems>,
    ) -> Self {
        let mut keeper =
            Self { acme, folder, clock, swap, challenges, problems, current: None, failures: 0 };
        match Certificate::read(&keeper.file()) {
            Ok(Some(kept)) => keeper.put(kept),
            Ok(None) => {}
            // A new one takes its place.
            Err(error) => tracing::warn!(%error, "the kept certificate cannot be used"),
        }
        keeper
    }

    /// Runs until `stop`.
    pub async fn run(mut self, stop: CancellationToken) {
        loop {
            let pause = tokio::select! {
                pause = self.step() => pause,
                () = stop.cancelled() => return,
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    /// Obtains a certificate if one is due; when to look again.
    pub async fn step(&mut self) -> Duration {
        let now = self.clock.now();
        let due = self.current.as_ref().map(Certificate::renew_at).filter(|at| *at > now);
        if let Some(at) = due {
            let left = Duration::from_millis(u64::try_from(at.since(now)).unwrap_or_default());
            return left.min(LOOK);
        }
        let order = tokio::time::timeout(ORDER_WITHIN, self.obtain()).await;
        self.challenges.answers.clear();
        match order.unwrap_or(Err(Fault::Slow)) {
            Ok(certificate) => {
                self.failures = 0;
                self.problems.solved(PROBLEM);
                tracing::info!(not_after = certificate.not_after().0, "a new certificate");
                self.put(certificate);
                Duration::ZERO
            }
            Err(fault) => {
                let words = in_words(&fault);
                tracing::warn!(error = words, "no new certificate");
                self.problems.tell(PROBLEM, &format!("no new certificate: {words}"));
                let factor = 3_u32.saturating_pow(self.failures.min(8));
                self.failures = self.failures.saturating_add(1);
                FIRST_PAUSE.saturating_mul(factor).min(LONGEST_PAUSE)
            }
        }
    }

    fn put(&mut self, certificate: Certificate) {
        self.swap.put(certificate.key());
        self.current = Some(certificate);
    }

    fn account_file(&self) -> PathBuf {
        self.folder.join("account.json")
    }

    /// One file for each name, so that another name does not begin with a wrong certificate.
    fn file(&self) -> PathBuf {
        self.folder.join(format!("{}.pem", self.acme.domain))
    }

    async fn obtain(&self) -> Result<Certificate, Fault> {
        match self.order().await {
            // The authority has forgotten us, or is another one at the same address.
            Err(Fault::Acme(instant_acme::Error::Api(problem)))
                if problem.r#type.as_deref() == Some(NO_ACCOUNT) =>
            {
                std::fs::remove_file(self.account_file()).map_err(CertificateError::from)?;
                self.order().await
            }
            ended => ended,
        }
    }

    async fn order(&self) -> Result<Certificate, Fault> {
        let account = self.account().await?;
        let names = [Identifier::Dns(self.acme.domain.clone())];
        let mut order = account.new_order(&NewOrder::new(&names)).await?;
        let mut authorizations = order.authorizations();
        while let Some(authorization) = authorizations.next().await {
            let mut authorization = authorization?;
            match authorization.status {
                AuthorizationStatus::Valid => continue,
                AuthorizationStatus::Pending => {}
                other => return Err(Fault::Refused(format!("the authorization is {other:?}"))),
            }
            let mut challenge = authorization
                .challenge(ChallengeType::Http01)
                .ok_or_else(|| Fault::Refused("there is no HTTP challenge".to_owned()))?;
            let answer = challenge.key_authorization().as_str().to_owned();
            self.challenges.answers.insert(challenge.token.clone(), answer);
            challenge.set_ready().await?;
        }
        let patience = RetryPolicy::new().initial_delay(POLL).timeout(ORDER_WITHIN);
        let status = order.poll_ready(&patience).await?;
        if status != OrderStatus::Ready {
            return Err(Fault::Refused(self.why_not(&mut order, status).await));
        }
        let key = order.finalize().await?;
        let chain = order.poll_certificate(&patience).await?;
        let certificate = Certificate::parse(format!("{key}{chain}"))?;
        certificate.keep(&self.file())?;
        Ok(certificate)
    }

    /// What the authority says about our answer to its challenge.
    async fn why_not(&self, order: &mut instant_acme::Order, status: OrderStatus) -> String {
        let mut authorizations = order.authorizations();
        while let Some(Ok(authorization)) = authorizations.next().await {
            let mut problems = authorization.challenges.iter().filter_map(|one| one.error.as_ref());
            if let Some(problem) = problems.next() {
                return format!("{} is not reached at port 80: {problem}", self.acme.domain);
            }
        }
        format!("the order is {status:?}")
    }

    /// The kept account, or a new one.
    async fn account(&self) -> Result<Account, Fault> {
        let directory = Directory::new(self.acme.ca.as_deref()).map_err(Fault::Refused)?;
        let builder = Account::builder_with_http(Box::new(directory));
        let file = self.account_file();
        let kept = std::fs::read(&file).ok();
        let kept = kept.and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
        if let Some(kept) = kept.filter(|kept| kept.directory == self.acme.directory) {
            return Ok(builder.from_credentials(kept.credentials).await?);
        }
        let contact = self.acme.email.as_ref().map(|email| format!("mailto:{email}"));
        let new = NewAccount {
            contact: &contact.iter().map(String::as_str).collect::<Vec<_>>(),
            terms_of_service_agreed: true,
            only_return_existing: false,
        };
        let directory = self.acme.directory.clone();
        let (account, credentials) = builder.create(&new, directory.clone(), None).await?;
        let kept = Kept { directory, credentials };
        let bytes = serde_json::to_vec(&kept).map_err(std::io::Error::other);
        bytes.and_then(|bytes| write_private(&file, &bytes)).map_err(CertificateError::from)?;
        Ok(account)
    }
}

/// A fault with its causes, in one line.
fn in_words(fault: &Fault) -> String {
    let mut words = fault.to_string();
    let mut cause = std::error::Error::source(fault);
    while let Some(error) = cause {
        let text = error.to_string();
        // Some repeat what is below them.
        if !words.ends_with(&text) {
            words = format!("{words}: {text}");
        }
        cause = error.source();
    }
    words.replace('\n', " ")
}
