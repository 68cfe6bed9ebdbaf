//! Large files from addresses that somebody else named, straight to the disk.

use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::Response;
use reqwest::StatusCode;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ETAG, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use tokio::io::AsyncWriteExt as _;
use url::Url;

use super::{FetchError, Guard, next_hop, refused_or_unreachable};

/// Largest file, in bytes as they come.
const BYTES: u64 = 1024 * 1024 * 1024;
/// Redirects that are followed, each checked like the first address.
const REDIRECTS: u32 = 3;
/// From the first look-up to the last byte.
const TIME: Duration = Duration::from_secs(10 * 60);
/// Longest wait for the next bytes: some shops make their file when it is asked for.
const SILENCE: Duration = Duration::from_secs(60);
/// Longest validator of a server that is kept, in bytes.
const VALIDATOR_BYTES: usize = 1024;

/// What a server said by which it knows a file again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// `ETag`.
    pub(crate) etag: Option<String>,
    /// `Last-Modified`.
    pub(crate) last_modified: Option<String>,
}

/// What became of a download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Downloaded {
    /// It is the same as last time.
    NotModified,
    /// It is in the file.
    Whole(Known),
}

impl Guard {
    /// Writes what is at `url` into `file`, unless the server still has what is `known`.
    ///
    /// # Errors
    /// [`FetchError`] says which cap or rule was met.
    pub(crate) async fn download(
        &self,
        url: Url,
        known: &Known,
        file: &mut tokio::fs::File,
    ) -> Result<Downloaded, FetchError> {
        let followed = tokio::time::timeout(TIME, self.follow_to(url, known, file)).await;
        followed.unwrap_or(Err(FetchError::TooSlow(TIME)))
    }

    async fn follow_to(
        &self,
        mut url: Url,
        known: &Known,
        file: &mut tokio::fs::File,
    ) -> Result<Downloaded, FetchError> {
        for _ in 0..=REDIRECTS {
            let client = self.client_for(&url)?;
            // Packed or not: whoever reads the file sees by itself what it is.
            let mut request = client
                .get(url.clone())
                .header(ACCEPT, "application/xml,text/xml,text/tab-separated-values,*/*;q=0.5")
                .header(ACCEPT_ENCODING, "gzip, identity;q=0.5");
            for (name, value) in
                [(IF_NONE_MATCH, &known.etag), (IF_MODIFIED_SINCE, &known.last_modified)]
            {
                if let Some(value) = value {
                    request = request.header(name, value);
                }
            }
            let sent = tokio::time::timeout(SILENCE, request.send()).await;
            let response = sent
                .map_err(|_elapsed| FetchError::TooSlow(SILENCE))?
                .map_err(refused_or_unreachable)?;
            let status = response.status();
            if status == StatusCode::NOT_MODIFIED {
                return Ok(Downloaded::NotModified);
            } else if status.is_redirection() {
                url = next_hop(&url, &response)?;
            } else if status.is_success() {
                let told = Known {
                    etag: validator(&response, ETAG),
                    last_modified: validator(&response, LAST_MODIFIED),
                };
                write(response, file).await?;
                return Ok(Downloaded::Whole(told));
            } else {
                return Err(FetchError::Status(status.as_u16()));
            }
        }
        Err(FetchError::Refused("too many redirects"))
    }
}

fn validator(response: &Response, name: HeaderName) -> Option<String> {
    let value = response.headers().get(name)?.to_str().ok()?;
    (value.len() <= VALIDATOR_BYTES).then(|| value.to_owned())
}

/// What counts is what arrives, whatever `Content-Length` says.
async fn write(response: Response, file: &mut tokio::fs::File) -> Result<(), FetchError> {
    let mut written = 0_u64;
    let mut chunks = response.bytes_stream();
    loop {
        let chunk = tokio::time::timeout(SILENCE, chunks.next()).await;
        let Some(chunk) = chunk.map_err(|_elapsed| FetchError::TooSlow(SILENCE))? else { break };
        let chunk = chunk.map_err(FetchError::Unreachable)?;
        written += chunk.len() as u64;
        if written > BYTES {
            return Err(FetchError::TooBig(usize::try_from(BYTES).unwrap_or(usize::MAX)));
        }
        file.write_all(&chunk).await.map_err(FetchError::Disk)?;
    }
    file.flush().await.map_err(FetchError::Disk)
}
