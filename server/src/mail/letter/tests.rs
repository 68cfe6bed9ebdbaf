//! What mails look like on their way.

use super::*;
use crate::clock::new_id;

fn letter<'a>(shop: &'a str, language: &'a str, answers: &'a [String]) -> Letter<'a> {
    Letter {
        conversation: new_id(),
        answer: 7,
        shop,
        language: Some(language),
        answers,
        link: "https://chat.example/continue#secret",
        still: None,
        at: UnixMillis(1_790_000_000_000),
    }
}

/// Headers and body as they are sent.
fn sent(letter: Letter<'_>, to: &str) -> Result<(String, String), LetterError> {
    let from: Mailbox = "chat@shop.example".parse().expect("an address");
    let message = letter.message(&from, None, to, "chat.example")?;
    let text = String::from_utf8(message.formatted()).expect("mails are ASCII");
    let (headers, body) = text.split_once("\r\n\r\n").expect("headers end");
    Ok((headers.to_owned(), body.to_owned()))
}

/// The names of all headers.
fn names(headers: &str) -> Vec<&str> {
    let unfolded = headers.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
    unfolded.filter_map(|line| line.split_once(':').map(|(name, _)| name)).collect()
}

#[test]
fn a_mail_says_who_what_and_where_to_go_on() {
    let answers = ["Yes, we sew a new one on.".to_owned()];
    let (headers, body) =
        sent(letter("Corda", "en", &answers), "luis@shop.example").expect("a mail");
    assert!(headers.contains("Subject: Corda has answered you\r\n"), "{headers}");
    assert!(headers.contains("From: Corda <chat@shop.example>"), "{headers}");
    assert!(headers.contains("To: luis@shop.example"), "{headers}");
    assert!(headers.contains("Auto-Submitted: auto-generated"), "{headers}");
    assert!(headers.contains(".7@chat.example>"), "{headers}");
    assert!(body.contains("> Yes, we sew a new one on.\r\n"), "{body}");
    assert!(body.contains("https://chat.example/continue#secret\r\n"), "{body}");
}

#[test]
fn s72_no_name_and_no_text_can_add_a_header() {
    let bad = "Corda\r\nBcc: victim@shop.example\r\n\r\nBuy now";
    let answers = ["First\r\n.\r\nMAIL FROM:<a@b.example>\u{0}\u{7}".to_owned()];
    for language in ["en", "es", "ru"] {
        let (headers, _) =
            sent(letter(bad, language, &answers), "luis@shop.example").expect("a mail");
        let known = [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "References",
            "Auto-Submitted",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding",
        ];
        for name in names(&headers) {
            assert!(known.contains(&name), "{name} in {headers}");
        }
    }
    for to in ["a@b.example\r\nBcc: c@d.example", "a b@c.example", "@", "a@", "жук@shop.example"]
    {
        assert!(matches!(sent(letter("x", "en", &answers), to), Err(LetterError::Address)), "{to}");
    }
}

#[test]
fn a_domain_in_another_script_goes_out_in_ascii() {
    let answers = ["x".to_owned()];
    let (headers, _) = sent(letter("x", "en", &answers), "luis@пример.рф").expect("a mail");
    assert!(headers.contains("To: luis@xn--e1afmkfd.xn--p1ai"), "{headers}");
}

#[test]
fn a_long_answer_is_cut_and_a_picture_stands_behind_the_text() {
    let answers = ["ж".repeat(5_000)];
    let (_, body) = sent(letter("x", "ru", &answers), "luis@shop.example").expect("a mail");
    assert!(body.len() < 12_000, "{}", body.len());
    let with = Letter { still: Some(vec![0xFF, 0xD8, 0xFF]), ..letter("x", "es", &answers) };
    let (headers, body) = sent(with, "luis@shop.example").expect("a mail");
    assert!(headers.contains("multipart/mixed"), "{headers}");
    assert!(body.contains("Content-Type: image/jpeg\r\n"), "{body}");
    assert!(body.contains("Content-Disposition: inline; filename=\"picture.jpg\""), "{body}");
}
