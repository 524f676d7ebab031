//! `blog.example`: an article, a page whose owner asks not to be pinned, a hostile page.

use crate::exchange::{Answer, Ask};

const POST: &str = include_str!("../html/post.html");
const POST_HEAD: &str = include_str!("../html/post_head.html");
const NOPIN: &str = include_str!("../html/nopin.html");
const NOPIN_HEAD: &str =
    r#"<meta name="pinterest" content="nopin" description="Please ask me first: anna@blog.example">"#;
const NOHOVER_HEAD: &str = r#"<meta name="pinterest" content="nohover">"#;
const FRAMED: &str = include_str!("../html/framed.html");
const HOME: &str = include_str!("../html/blog.html");
const HOSTILE: &str = include_str!("../html/hostile.html");

/// Answers a page of the blog.
pub(crate) fn answer(ask: &Ask) -> Answer {
    match ask.path.as_str() {
        "/" => super::page("A slow kitchen", "", HOME.to_owned()),
        "/post" => super::page("Apricots in September", POST_HEAD, POST.to_owned()),
        "/nopin" => super::page("My drawings", NOPIN_HEAD, NOPIN.to_owned()),
        "/nohover" => super::page("My drawings", NOHOVER_HEAD, NOPIN.to_owned()),
        "/framed" => super::page("A page in a page", "", FRAMED.to_owned()),
        "/hostile" => Answer::html(hyper::StatusCode::OK, HOSTILE.to_owned())
            .with("content-security-policy", "default-src 'none'; img-src *"),
        _ => super::nothing(),
    }
}
