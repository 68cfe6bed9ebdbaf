//! What staff reads of a visitor: its profile, its conversations, and no one else's; and notes that
//! are taken back.

use serde_json::Value;
use vitrine_shared::room::{AddNote, Command, EventBody, Redact, Resolve, Stream};
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::people::StaffRole;
use vitrine_tests::{TestClient, TestServer, TestTopic};

async fn read(server: &TestServer, path: &str) -> Value {
    let answer = server.ask(Some(&server.shop.agent), "GET", path, "").await;
    assert_eq!(answer.status, 200, "{path}");
    serde_json::from_str(&answer.body).expect("JSON")
}

fn me(client: &TestClient) -> String {
    client.see(|r| r.welcome.as_ref().expect("a welcome").me.to_string())
}

#[tokio::test]
async fn s17_an_agent_reads_the_conversations_of_one_visitor_page_by_page() {
    let server = TestServer::start_wide().await;
    let (login, namesake) = (server.new_visitor().await, server.new_visitor().await);
    let profile = r#"{"name":"Luis","email":"luis@shop.example"}"#;
    for one in [&login, &namesake] {
        assert_eq!(server.ask(Some(one), "PATCH", "/v1/visitor", profile).await.status, 200);
    }
    let other = server.tab(&namesake).await;
    other.say("I only say that I am Luis").await;
    let mut visitor = String::new();
    for n in 0..22 {
        let client = server.tab(&login).await;
        client.say(&format!("Question {n}")).await;
        client.act(Command::Resolve(Resolve {})).await.expect("one's own");
        visitor = me(&client);
    }
    let details = read(&server, &format!("/v1/visitors/{visitor}")).await;
    assert_eq!(details["email"], "luis@shop.example");
    assert_eq!(details["verified"], false, "it was told, not signed");
    let path = format!("/v1/visitors/{visitor}/conversations");
    let first = read(&server, &path).await;
    let words = |page: &Value| -> Vec<String> {
        let all = page["conversations"].as_array().expect("a list");
        all.iter().map(|one| one["firstWords"].as_str().expect("words").to_owned()).collect()
    };
    let expected: Vec<_> = (0..22).rev().map(|n| format!("Question {n}")).collect();
    assert_eq!(words(&first), expected[..20]);
    let next = first["next"].as_str().expect("there are older ones");
    let rest = read(&server, &format!("{path}?before={next}")).await;
    assert_eq!((words(&rest), &rest["next"]), (expected[20..].to_vec(), &Value::Null));
    let foreign = server.ask(Some(&login), "GET", &path, "").await;
    assert_eq!(foreign.status, 403, "it is for staff");
    drop(other);
    server.stop().await;
}

#[tokio::test]
async fn co8_a_note_is_taken_back_by_its_author_and_gone_for_all_who_read_it() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    visitor.say("Hello").await;
    let id = visitor.conversation();
    let sign_in = async |role| {
        let login = server.colleague(&server.shop, role).await.login;
        let client = server.connect(&login).await;
        client.open(1, TestTopic::Public(id)).await;
        client.open(2, TestTopic::Staff(id)).await;
        client
    };
    let (author, colleague) = (sign_in(StaffRole::Agent).await, sign_in(StaffRole::Agent).await);
    let supervisor = sign_in(StaffRole::Supervisor).await;
    let note = |text: &str| Command::AddNote(AddNote { text: text.to_owned() });
    let redact = |seq| Command::Redact(Redact { stream: Stream::Staff, seq, target: None });
    agent.say("I answer from here on").await;
    let first = author.act(note("Her card is 4111")).await.expect("staff writes notes");
    let second = author.act(note("She is called Ida")).await.expect("staff writes notes");

    let refused = colleague.act(redact(first)).await.expect_err("it is somebody else's");
    assert_eq!(refused.code, ErrorCode::Forbidden);
    let refused = visitor.act(redact(first)).await.expect_err("visitors have no notes");
    assert_eq!(refused.code, ErrorCode::Forbidden);
    author.act(redact(first)).await.expect("one's own");
    supervisor.act(redact(second)).await.expect("a supervisor looks after the team");
    colleague
        .until(|r| {
            let told = |seq| {
                r.topic(2).events.iter().any(|event| {
                    matches!(&event.body, EventBody::Redacted(redacted) if redacted.target_seq == seq)
                })
            };
            told(first) && told(second)
        })
        .await;
    let late = sign_in(StaffRole::Agent).await;
    let kept = late.see(|r| format!("{:?}", r.topic(2)));
    assert!(!kept.contains("4111") && !kept.contains("Ida"), "{kept}");
    drop((visitor, agent, author, colleague, supervisor, late));
    server.stop().await;
}
