//! Frames that a seed has spoilt: HS4 for everything a client may send, on both sockets.
//!
//! `VITRINE_SEED=17` spoils them differently; `VITRINE_TORTURE=full` spoils twenty times as many.

mod frames;
mod spoil;

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio_tungstenite::tungstenite::Message;
use vitrine_shared::wire::{self, Auth, ClientMessage, Hello, Ping, ServerMessage};
use vitrine_tests::memory::resident_kib;
use vitrine_tests::torture::{self, Dice};
use vitrine_tests::{Login, Production, RawSocket, new_id, open_shop_in, upgrade_at};

use spoil::spoil;

/// Spoilt frames for each decoder.
const DECODED: (u32, u32) = (60_000, 1_200_000);
/// Spoilt frames that are really sent, on the socket of a conversation and on that of a page.
const SENT: (u32, u32) = (2_400, 60_000);
const SENT_BY_PAGES: (u32, u32) = (300, 6_000);
/// Frames that are sent before the server is asked whether it lives; HS4 lets five be bad.
const AT_ONCE: usize = 5;
/// How much more memory the process may hold afterwards, in KiB: one frame of 64 KiB for each of a
/// thousand sockets, which never are there at once.
const MORE_KIB: u64 = 64 * 1_024;

#[test]
fn hs4_no_spoilt_frame_is_misread_and_none_ends_the_decoder() {
    let (frames, pages) = (frames::of_conversations(), frames::of_pages());
    let mut dice = Dice::new();
    let (mut taken, mut refused) = (0_u32, 0_u32);
    for _ in 0..torture::count(DECODED.0, DECODED.1) {
        let frame = spoil(&mut dice, &frames);
        // What is taken is understood whole: written down again it reads the same.
        match wire::decode(&frame) {
            Some(message) => {
                let again = serde_json::to_string(&message).expect("JSON");
                assert_eq!(wire::decode(&again), Some(message), "{frame}");
                taken += 1;
            }
            None => refused += 1,
        }
    }
    for _ in 0..torture::count(DECODED.0, DECODED.1) / 4 {
        let frame = spoil(&mut dice, &pages);
        match wire::decode_presence(&frame) {
            Some(message) => {
                let again = serde_json::to_string(&message).expect("JSON");
                assert_eq!(wire::decode_presence(&again), Some(message), "{frame}");
                taken += 1;
            }
            None => refused += 1,
        }
    }
    // Both kinds of frame have to be among them, or little was shown.
    assert!(taken > refused / 50 && refused > taken, "{taken} taken, {refused} refused");
    torture::report(&format!("{taken} frames taken, {refused} refused"));
}

/// A welcomed socket of this visitor.
async fn welcomed(process: &Production, login: &Login) -> RawSocket {
    let mut socket = RawSocket::open(process.address).await;
    let auth: Auth = login.prove(process.address).await;
    socket.send(&ClientMessage::Hello(Hello { v: 1, auth, tab: new_id(), caps: vec![] })).await;
    assert!(matches!(socket.next().await, Some(ServerMessage::Welcome(_))));
    socket
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hs4_the_real_program_answers_or_closes_and_lives_on() {
    let folder = tempfile::tempdir().expect("a folder");
    open_shop_in(folder.path()).await;
    let config = folder.path().join("vitrine.toml");
    // Only the pace is wide: the caps on what is sent stay as they are.
    std::fs::write(&config, "[limits]\nlive_per_s = 99999\ndurable_per_s = 9999\n")
        .expect("a file");
    let flags = ["--config", config.to_str().expect("UTF-8")];
    let process = Production::start(folder.path(), &flags);
    let login = process.new_visitor().await;
    let mut socket = welcomed(&process, &login).await;
    let before = resident_kib(process.id());

    let (frames, mut dice) = (frames::of_conversations(), Dice::new());
    let (mut answered, mut closed, mut n) = (0, 0, 0);
    for _ in 0..torture::count(SENT.0, SENT.1) as usize / AT_ONCE {
        for _ in 0..AT_ONCE {
            socket.send_text(&spoil(&mut dice, &frames)).await;
        }
        n += 1;
        socket.send(&ClientMessage::Ping(Ping { n })).await;
        let alive = loop {
            match socket.next().await {
                Some(ServerMessage::Pong(pong)) if pong.n == n => break true,
                Some(_) => {}
                None => break false,
            }
        };
        if alive {
            answered += 1;
        } else {
            closed += 1;
            socket = welcomed(&process, &login).await;
        }
    }
    assert!(answered > 20 && closed > 20, "{answered} answered, {closed} closed");

    let pages = frames::of_pages();
    let visit = &frames::of_pages()[0];
    for n in 0..torture::count(SENT_BY_PAGES.0, SENT_BY_PAGES.1) {
        let origin = Some("http://localhost:1");
        let mut page = upgrade_at(process.address, "/v1/presence", origin).await.expect("it opens");
        let mut say = vec![spoil(&mut dice, &pages), "?".to_owned()];
        if n % 2 == 0 {
            say.insert(0, visit.clone());
        }
        for frame in say {
            page.send(Message::Text(frame.into())).await.ok();
        }
        // The last of them is none: the server ends the socket, whatever came before.
        let end = async { while matches!(page.next().await, Some(Ok(Message::Text(_)))) {} };
        tokio::time::timeout(vitrine_tests::DEADLINE, end).await.expect("it ends the socket");
    }
    let after = resident_kib(process.id());
    assert!(after < before + MORE_KIB, "{before} KiB before, {after} KiB afterwards");

    // Somebody else finds everything as it should be.
    let other = process.new_visitor().await;
    let client = vitrine_tests::TestClient::connect(process.address, &other, new_id()).await;
    client.open(1, vitrine_tests::TestTopic::Public(client.conversation())).await;
    client.say("Is anybody there?").await;
    drop((client, socket));
    process.signal("TERM");
    let (status, log) = tokio::task::block_in_place(|| process.wait(Duration::from_secs(30)));
    assert!(status.success() && !log.contains("panicked"), "{log}");
}
