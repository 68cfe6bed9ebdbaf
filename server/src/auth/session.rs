//! The console's session: how long it lasts, the cookie that carries it, the words for a device.

use vitrine_shared::time::UnixMillis;

use super::hash;
use crate::clock::new_id;
use crate::store::NewSession;

/// A session that is not used ends after this, in milliseconds: a working day.
pub const SESSION_IDLE_MS: i64 = 8 * 60 * 60 * 1_000;
/// A session ends after this in any case, in milliseconds.
pub const SESSION_LIFE_MS: i64 = 24 * 60 * 60 * 1_000;
/// The use of a session is noted at most this often, in milliseconds: one write a minute.
pub const SESSION_NOTE_MS: i64 = 60 * 1_000;
/// A visitor's token works this long, in milliseconds. Longer than an agent's session, because a
/// customer comes back for the answer days later, and it opens one conversation only.
pub const VISITOR_TOKEN_LIFE_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// Name of the console's cookie for a service at `origin`.
///
/// The prefix makes browsers refuse the cookie from another host, from a path, or without
/// `Secure`. On plain http on loopback it goes without, because Safari keeps no secure cookies
/// there.
#[must_use]
pub fn cookie_name(origin: &str) -> &'static str {
    if is_https(origin) { "__Host-vitrine" } else { "vitrine" }
}

/// The `Set-Cookie` header that begins a session.
#[must_use]
pub fn cookie_header(origin: &str, value: &str) -> String {
    with_age(origin, value, SESSION_LIFE_MS / 1_000)
}

/// The `Set-Cookie` header that ends a session in the browser.
#[must_use]
pub fn no_cookie_header(origin: &str) -> String {
    with_age(origin, "", 0)
}

fn with_age(origin: &str, value: &str, seconds: i64) -> String {
    let name = cookie_name(origin);
    let secure = if is_https(origin) { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
}

fn is_https(origin: &str) -> bool {
    origin.starts_with("https://")
}

/// A session under a fresh name, for the cookie's value `cookie`.
#[must_use]
pub fn new_session(cookie: &str, device: String, at: UnixMillis) -> NewSession {
    NewSession {
        id: new_id(),
        cookie: hash(cookie),
        at,
        idle_until: UnixMillis(at.0.saturating_add(SESSION_IDLE_MS)),
        expires_at: UnixMillis(at.0.saturating_add(SESSION_LIFE_MS)),
        device,
    }
}

/// Browser and system of a `User-Agent` in words that tell one's own devices apart and no more:
/// no version, no model, nothing of what else the header says.
#[must_use]
pub fn device(user_agent: &str) -> String {
    // The first that matches: browsers name the ones they descend from as well.
    const BROWSERS: [(&str, &str); 5] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let word = |list: &[(&str, &'static str)]| {
        list.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, word)| *word)
    };
    let words: Vec<_> = [word(&BROWSERS), word(&SYSTEMS)].into_iter().flatten().collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s23_the_cookie_is_bound_to_the_host_on_https_and_to_loopback_without() {
        let value = cookie_header("https://chat.example", "abc");
        assert_eq!(
            value,
            "__Host-vitrine=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=86400; Secure"
        );
        let value = cookie_header("http://127.0.0.1:8080", "abc");
        assert_eq!(value, "vitrine=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=86400");
        assert!(no_cookie_header("https://chat.example").contains("__Host-vitrine=; "));
    }

    #[test]
    fn a_device_is_told_in_coarse_words() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like \
                    Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0";
        assert_eq!(device(edge), "Edge, Windows");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 \
                     Mobile/15E148 Safari/604.1";
        assert_eq!(device(phone), "Safari, iPhone");
        assert_eq!(device("curl/8.0"), "");
    }
}
