//! The administrator's page: is it configured, which redirect URIs to register, what to do next. Says nothing that
//! is secret, loads nothing from anywhere, runs no script.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::config::{Config, NOT_CONFIGURED};
use crate::relay::VERSION;
use crate::thumbprint::sha256;

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1d1d1f;--quiet:#5b5b63;--paper:#fbfbfc;--card:#fff;--line:#dcdce2;--good:#0a6b35;\
--bad:#a3161b;--accent:#2f4fbf}\
@media(prefers-color-scheme:dark){:root{--ink:#ececf0;--quiet:#a9a9b3;--paper:#161618;--card:#202024;--line:#3a3a41;\
--good:#6fd89a;--bad:#ff9b98;--accent:#a9baff}}\
*{box-sizing:border-box}\
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,sans-serif}\
main{max-width:44rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}\
h1{font-size:1.6rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}\
.quiet{color:var(--quiet);margin:.1rem 0 1.5rem}\
.status{border:1px solid var(--line);border-inline-start:.35rem solid currentColor;border-radius:.5rem;\
background:var(--card);padding:.8rem 1rem;font-weight:600}\
.good{color:var(--good)}.bad{color:var(--bad)}\
ul,ol{padding-inline-start:1.4rem}li{margin:.35rem 0}\
code{font:.9em/1.4 ui-monospace,monospace;background:var(--card);border:1px solid var(--line);border-radius:.3rem;\
padding:.05rem .3rem;overflow-wrap:anywhere}\
a{color:var(--accent)}";

/// The page's content security policy: its own style, by digest, and nothing else.
pub(crate) fn policy() -> String {
    let digest = STANDARD.encode(sha256(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// The page.
pub(crate) fn render(config: &Config) -> String {
    let mut body = String::new();
    let (tone, status) = status(config);
    // Writing to a String cannot fail.
    let _ = write!(body, r#"<p class="status {tone}" role="status">{status}</p>"#);
    list(&mut body, config);
    facts(&mut body, config);
    steps(&mut body, config);
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">\
         <title>Tack relay</title><style>{STYLE}</style></head><body><main><h1>Tack relay</h1>\
         <p class=\"quiet\">Version {VERSION}. Signs Tack, the browser extension, in to Pinterest. It keeps no \
         tokens. Not a Pinterest service.</p>{body}</main></body></html>\n"
    )
}

fn status(config: &Config) -> (&'static str, &'static str) {
    if !config.enabled {
        ("bad", "Switched off: TACK_RELAY_ENABLED is false")
    } else if config.credentials().is_none() {
        ("bad", NOT_CONFIGURED)
    } else if config.redirects.is_empty() {
        ("bad", "App id and secret are set, but no redirect URI is allowed: nobody can sign in")
    } else {
        ("good", "Configured: ready to sign people in")
    }
}

fn list(body: &mut String, config: &Config) {
    body.push_str("<h2>Allowed redirect URIs</h2>");
    if config.redirects.is_empty() {
        body.push_str("<p>None.</p>");
        return;
    }
    body.push_str("<p>Register each of these for your app at Pinterest, exactly as it stands here:</p><ul>");
    for uri in config.redirects.iter() {
        let _ = write!(body, "<li><code>{}</code></li>", escape(uri));
    }
    body.push_str("</ul>");
}

fn facts(body: &mut String, config: &Config) {
    let seen = |set: bool| if set { "set" } else { "missing" };
    let app_id = config
        .app_id
        .as_deref()
        .map_or_else(|| "missing".into(), |id| format!("<code>{}</code>", escape(id)));
    let keys = match config.seal_keys.len() {
        0 => {
            "none set: one was made at start. Sign-ins will not survive a restart, and replicas will not \
              understand each other"
        }
        1 => "one set",
        _ => "two set: the first seals, both open",
    };
    let address = match &config.public_url {
        Some(url) => format!("<code>{}</code>", escape(url.as_str())),
        None => "not fixed: taken from each request’s <code>Host</code> header".into(),
    };
    let _ = write!(
        body,
        "<h2>Configuration</h2><ul><li>App id: {app_id}</li><li>App secret: {}</li><li>Sealing keys: {keys}</li>\
         <li>Own address: {address}</li></ul>",
        seen(config.app_secret.is_some()),
    );
}

fn steps(body: &mut String, config: &Config) {
    let mut steps: Vec<&str> = Vec::new();
    if config.app_id.is_none() {
        steps.push(
            "Create an app in the <a href=\"https://developers.pinterest.com/apps/\" rel=\"noreferrer\">Pinterest \
             developer portal</a>, and set <code>PINTEREST_APP_ID</code> to its id.",
        );
    }
    if config.app_secret.is_none() {
        steps.push(
            "Set <code>PINTEREST_APP_SECRET_FILE</code> to a file that holds the app’s secret and that only the \
             relay can read (or <code>PINTEREST_APP_SECRET</code> to the secret).",
        );
    }
    if config.redirects.is_empty() {
        steps.push(
            "Set <code>TACK_RELAY_REDIRECT_URIS</code> to the redirect URIs of your Tack builds. Tack’s settings \
             page shows the one of your browser.",
        );
    }
    if config.seal_keys.is_empty() {
        steps.push(
            "Set <code>TACK_RELAY_SEAL_KEYS</code> to a key from <code>openssl rand -base64 32</code>, the same \
             for all replicas.",
        );
    }
    if !config.enabled {
        steps.push("Set <code>TACK_RELAY_ENABLED</code> to <code>true</code> to switch the relay on.");
    }
    if steps.is_empty() {
        steps.push("Compare the redirect URIs above with those registered at Pinterest.");
        steps.push("Enter this relay’s address in Tack’s settings, and choose “Connect to Pinterest”.");
    } else {
        steps.push("Restart the relay, and load this page again.");
    }
    body.push_str("<h2>What to do next</h2><ol>");
    for step in steps {
        let _ = write!(body, "<li>{step}</li>");
    }
    body.push_str("</ol>");
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::{credentials, seal_key};
    use crate::redirect::AllowList;

    fn whole() -> Config {
        Config {
            redirects: AllowList::parse("https://a.example/?x=1&y='<b>").unwrap(),
            seal_keys: vec![seal_key()],
            app_id: Some("1234567".into()),
            app_secret: Some(credentials().secret),
            ..Config::default()
        }
    }

    #[test]
    fn nothing_configured_says_what_to_do() {
        let page = render(&Config::default());
        for words in [
            NOT_CONFIGURED,
            "PINTEREST_APP_ID",
            "PINTEREST_APP_SECRET_FILE",
            "TACK_RELAY_REDIRECT_URIS",
            "TACK_RELAY_SEAL_KEYS",
            "Sign-ins will not survive a restart",
            "Restart the relay",
        ] {
            assert!(page.contains(words), "{words}");
        }
    }

    #[test]
    fn configured_shows_the_uris_escaped_and_no_secret() {
        let page = render(&whole());
        assert!(page.contains("Configured: ready"));
        assert!(page.contains("<code>https://a.example/?x=1&amp;y=&#39;&lt;b&gt;</code>"), "{page}");
        assert!(page.contains("Connect to Pinterest") && !page.contains("Restart"));
        assert!(!page.contains("s:cret") && !page.contains("AQEBAQ"));
    }

    #[test]
    fn half_configured_and_switched_off_are_told() {
        let page = render(&Config { app_secret: None, ..whole() });
        assert!(
            page.contains(NOT_CONFIGURED) && page.contains("App secret: missing") && page.contains("1234567")
        );
        assert!(render(&Config { enabled: false, ..whole() }).contains("Switched off"));
        assert!(
            render(&Config { redirects: AllowList::default(), ..whole() }).contains("nobody can sign in")
        );
    }

    #[test]
    fn nothing_is_loaded_and_nothing_runs() {
        let page = render(&whole());
        for forbidden in
            ["<script", "<img", "<link", "src=", "style=\"", "@import", "url(", "onload", "onclick"]
        {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        assert!(policy().starts_with("default-src 'none'; style-src 'sha256-"));
    }
}
