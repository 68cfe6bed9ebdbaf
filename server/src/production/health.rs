//! `vitrine health`: one question to the service on this machine, for a container's health check.

use std::io::{Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::Duration;

use crate::config::{Config, HostPort, Transport};

/// How long the service may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks the service whether it can serve.
///
/// # Errors
/// In words, when it does not answer or says that it cannot.
pub fn ask_health(config: &Config) -> Result<(), String> {
    // With certificates of its own it is asked at the door that speaks plain http.
    let door = match &config.transport {
        Transport::Acme(acme) => &acme.http_listen,
        Transport::Plain | Transport::Proxy { .. } | Transport::Lan => &config.listen,
    };
    let status = ask(door).map_err(|error| format!("{door} does not answer: {error}"))?;
    if status.starts_with("HTTP/1.1 200 ") { Ok(()) } else { Err(format!("{door}: {status}")) }
}

fn ask(door: &HostPort) -> std::io::Result<String> {
    let host = match door.host.as_str() {
        "0.0.0.0" => "127.0.0.1",
        "::" => "localhost",
        host => host,
    };
    let mut last = std::io::Error::other("there is no such address");
    for address in (host, door.port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(mut stream) => {
                stream.set_read_timeout(Some(PATIENCE))?;
                let head = "GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
                stream.write_all(head.as_bytes())?;
                let mut answer = Vec::new();
                stream.take(1_024).read_to_end(&mut answer)?;
                let answer = String::from_utf8_lossy(&answer);
                return Ok(answer.lines().next().unwrap_or_default().to_owned());
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}
