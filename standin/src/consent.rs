//! The consent page: `www.pinterest.com/oauth/`.

use crate::exchange::{Answer, Ask, form};
use crate::house::House;
use crate::pages::{self, Slot, escape, fill, markup, text};
use crate::scope::{self, Scopes};
use crate::secrets::APP_ID;
use crate::world::{PEOPLE, person};
use crate::www::Page;
use hyper::StatusCode;

const PAGE: &str = include_str!("html/consent.html");
const DOCUMENTED: [&str; 5] = ["client_id", "redirect_uri", "response_type", "scope", "state"];

/// A valid authorize request.
struct Request {
    redirect_uri: String,
    scopes: Scopes,
    state: String,
}

/// What is wrong with an authorize request: what people read, and what is the client's fault.
struct Wrong {
    words: String,
    violation: Option<String>,
}

impl Wrong {
    fn fault(what: impl Into<String>) -> Self {
        let what = what.into();
        Self {
            words: format!("The app has asked in a way that does not work: {what}."),
            violation: Some(what),
        }
    }

    fn page(self) -> Page {
        (pages::message(StatusCode::BAD_REQUEST, "This app cannot connect", &self.words), self.violation)
    }
}

/// Whether an address is registered for the app.
fn is_registered(house: &House, uri: &str) -> bool {
    if let Some(list) = &house.state().redirect_uris {
        return list.iter().any(|registered| registered == uri);
    }
    let Ok(url) = url::Url::parse(uri) else { return false };
    let host = url.host_str().unwrap_or_default();
    match url.scheme() {
        "https" => {
            url.port().is_none()
                && [".chromiumapp.org", ".extensions.allizom.org"]
                    .iter()
                    .any(|end| host.strip_suffix(end).is_some_and(|label| !label.is_empty()))
        }
        "http" => host == "127.0.0.1" && url.path() == "/callback",
        _ => false,
    }
}

fn validate(house: &House, fields: &[(String, String)], scopes_key: &str) -> Result<Request, Wrong> {
    let get = |key: &str| fields.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
    let needed = |key: &str| {
        get(key).filter(|v| !v.is_empty()).ok_or_else(|| Wrong::fault(format!("{key} is missing")))
    };
    if let Some(state) = get("state") {
        house.state().secrets.see(state);
    }
    if needed("client_id")? != APP_ID {
        return Err(Wrong::fault("client_id is not that of an app"));
    }
    let redirect_uri = needed("redirect_uri")?;
    if !is_registered(house, redirect_uri) || redirect_uri.contains('#') {
        // What an administrator forgot is not the client's fault.
        return Err(Wrong {
            words: "The redirect URI of the request is not one of those that are registered for this app. \
                    Please close this window."
                .to_owned(),
            violation: None,
        });
    }
    if needed("response_type")? != "code" {
        return Err(Wrong::fault("response_type is not code"));
    }
    let scopes = scope::parse(needed(scopes_key)?)
        .map_err(|unknown| Wrong::fault(format!("{unknown} is not a scope")))?;
    if scopes.is_empty() {
        return Err(Wrong::fault("scope is empty"));
    }
    let state = needed("state")?;
    Ok(Request { redirect_uri: redirect_uri.to_owned(), scopes, state: state.to_owned() })
}

/// The page with the question.
pub(crate) fn show(house: &House, ask: &Ask) -> Page {
    let query = ask.query();
    for (n, (key, _)) in query.iter().enumerate() {
        if !DOCUMENTED.contains(&key.as_str()) {
            return Wrong::fault(format!("{key} is not a parameter of this page")).page();
        }
        if query.iter().take(n).any(|(earlier, _)| earlier == key) {
            return Wrong::fault(format!("{key} is given twice")).page();
        }
    }
    let request = match validate(house, &query, "scope") {
        Ok(request) => request,
        Err(wrong) => return wrong.page(),
    };
    let scopes = request.scopes.iter().map(|name| {
        let words = scope::words(name).unwrap_or_default();
        format!(
            "<label class=\"row\"><input type=\"checkbox\" name=\"scope\" value=\"{0}\" checked>\
             <span>{1}<small>{0}</small></span></label>",
            escape(name),
            escape(words)
        )
    });
    let accounts = PEOPLE.iter().map(|person| {
        let kind = if person.business { "business" } else { "personal" };
        format!("<option value=\"{0}\">{0} ({kind})</option>", person.username)
    });
    let body = fill(
        PAGE,
        &[
            ("client_id", text(APP_ID)),
            ("back", text(origin(&request.redirect_uri))),
            ("redirect_uri", text(&request.redirect_uri)),
            ("state", text(&request.state)),
            ("asked", text(scope::join(&request.scopes))),
            ("accounts", markup(accounts)),
            ("scopes", Slot::Markup(scopes.collect())),
        ],
    );
    (pages::page(StatusCode::OK, "Allow Tack?", body), None)
}

fn origin(uri: &str) -> String {
    url::Url::parse(uri).map_or_else(|_| uri.to_owned(), |url| url.origin().ascii_serialization())
}

/// The person has pressed a button.
pub(crate) fn decide(house: &House, ask: &Ask) -> Page {
    let fields = form(&ask.body);
    let request = match validate(house, &fields, "asked") {
        Ok(request) => request,
        Err(wrong) => return wrong.page(),
    };
    let get = |key: &str| fields.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
    let ticked: Scopes = fields
        .iter()
        .filter(|(key, value)| key == "scope" && request.scopes.contains(value))
        .map(|(_, value)| value.clone())
        .collect();
    let account = get("account").and_then(person);
    // Allowing nothing is the same as denying.
    let parameters = match (get("decision"), account) {
        (Some("allow"), Some(account)) if !ticked.is_empty() => {
            let mut state = house.state();
            let now = state.clock.now();
            let state = &mut *state;
            let code = state.grants.issue_code(
                account.username,
                ticked,
                &request.redirect_uri,
                now,
                &mut state.secrets,
            );
            [("code", code), ("state", request.state)]
        }
        _ => [("error", "access_denied".to_owned()), ("state", request.state)],
    };
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    let joint = if request.redirect_uri.contains('?') { '&' } else { '?' };
    let back = format!("{}{joint}{query}", request.redirect_uri);
    (Answer::bare(StatusCode::SEE_OTHER).with("location", &back).with("cache-control", "no-store"), None)
}
