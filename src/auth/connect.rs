//! Connecting an account: authorization code with PKCE (RFC 7636) and proof of possession (RFC 9449), by way of
//! the relay and the browser's sign-in window.

use tack_protocol::{Account, ConnectionId, Details, Environment, Problem, ProblemKind};

use crate::auth::relay::{Authorize, Exchange, PROTOCOL, Relay, Tokens};
use crate::auth::{Connection, connection, proof, scopes};
use crate::encoding::{base64url, parameter, percent};
use crate::pinterest::error::shortened;
use crate::pinterest::{Client, Failed, user_account};
use crate::ports::{AuthorizeFailure, Ports, ProofFailure, StorageFailure};
use crate::secret::Secret;

/// The only page that may ask a person for consent.
const AUTHORIZE_PAGE: &str = "https://www.pinterest.com/oauth/?";
/// The longest `state` and code that are taken.
const PARAMETER_MAX: usize = 1024;
/// What a token lasts where Pinterest does not say, seconds; short, so that it is soon refreshed.
const UNSTATED_LIFETIME_S: f64 = 3600.0;
/// The longest lifetime that is believed, seconds: Pinterest documents 30 days, and 60 for what renews it.
const LONGEST_LIFETIME_S: f64 = 60.0 * 86_400.0;

impl From<ProofFailure> for Problem {
    fn from(_: ProofFailure) -> Self {
        ProblemKind::StorageFailed.into()
    }
}

impl From<StorageFailure> for Problem {
    fn from(_: StorageFailure) -> Self {
        ProblemKind::StorageFailed.into()
    }
}

/// Connects an account through the relay at `relay_address`, and returns it, not yet stored.
///
/// # Errors
/// What the person has to know: relay, window, consent, Pinterest.
pub async fn connect<P: Ports>(
    ports: &P,
    relay_address: &str,
    environment: Environment,
    secret_boards: bool,
) -> Result<Connection, Problem> {
    let scopes = scopes::wanted(secret_boards);
    let relay = Relay::new(ports, relay_address);
    relay.config().await?;
    let verifier = Secret::new(proof::random_text(ports, 32));
    let challenge = base64url(&ports.sha256(verifier.expose().as_bytes()).await?);
    let jkt = proof::thumbprint(ports).await?;
    let redirect_uri = ports.redirect_uri();
    let authorized = relay
        .authorize(&Authorize {
            protocol: PROTOCOL,
            redirect_uri: &redirect_uri,
            code_challenge: &challenge,
            scope: &scopes.join(" "),
            environment,
            jkt: &jkt,
        })
        .await?;
    let page = authorize_page(&authorized.authorize_url, &authorized.state, &redirect_uri, &scopes)
        .ok_or(ProblemKind::RelayForeignAuthorizePage)?;
    let back = ports.authorize(&page).await.map_err(|failure| match failure {
        AuthorizeFailure::Closed => ProblemKind::AuthWindowClosed,
        AuthorizeFailure::NotLoaded | AuthorizeFailure::Other => ProblemKind::AuthWindowFailed,
        AuthorizeFailure::Busy => ProblemKind::AuthWindowBusy,
        AuthorizeFailure::Private => ProblemKind::PrivateWindow,
    })?;
    let code = code_in(&back, &redirect_uri, &authorized.state, ports.now())?;
    let tokens =
        relay.token(&Exchange { code: &code, state: &authorized.state, code_verifier: &verifier }).await?;
    scopes::check(secret_boards, tokens.scope.as_deref().unwrap_or_default())?;
    let mut connection = described(ports, relay_address, environment, tokens).await?;
    connection.account.secret_boards = secret_boards;
    Ok(connection)
}

/// Asks Pinterest whose tokens these are.
async fn described<P: Ports>(
    ports: &P,
    relay_address: &str,
    environment: Environment,
    tokens: Tokens,
) -> Result<Connection, Problem> {
    let client = Client { ports, environment, token: &tokens.access_token };
    let user = user_account::get(&client).await.map_err(|Failed { mut problem, .. }| {
        // Of tokens that were just given, nobody has signed out.
        if problem.kind == ProblemKind::NeedsReconnecting {
            problem.kind = ProblemKind::SignInRefused;
        }
        problem
    })?;
    let known = connection::of_account(ports, &user.id, &user.username, environment).await?;
    let id = match &known {
        Some(known) => known.account.connection.clone(),
        None => ConnectionId::new(proof::random_text(ports, 12)),
    };
    let account = Account {
        connection: id,
        username: user.username,
        name: user.business_name,
        picture: user.profile_image,
        business: user.account_type.as_deref() == Some("BUSINESS"),
        environment,
        needs_reconnecting: false,
        ending: None,
        secret_boards: false,
    };
    let now = ports.now();
    Ok(Connection {
        account,
        generation: known.map_or(0, |known| known.generation),
        relay: relay_address.to_owned(),
        access_made_at: now,
        access_expires_at: now + lifetime_ms(tokens.expires_in),
        refresh_expires_at: tokens.refresh_expires_in.map(|s| now + lifetime_ms(Some(s))),
        access_token: tokens.access_token,
        refresh_handle: tokens.refresh_handle,
        scope: tokens.scope.unwrap_or_default(),
        account_id: user.id,
        ailing: None,
    })
}

/// A lifetime in milliseconds, from seconds as they came.
pub fn lifetime_ms(seconds: Option<f64>) -> f64 {
    seconds.filter(|s| s.is_finite() && *s > 0.0).unwrap_or(UNSTATED_LIFETIME_S).min(LONGEST_LIFETIME_S)
        * 1000.0
}

/// Pinterest's consent page for this connect; `None` when what the relay named is not that. A relay that was taken over
/// could otherwise show the person any page in the sign-in window, or ask for more than Tack needs: so of its address only
/// the app id is taken, and the rest is written anew.
fn authorize_page(authorize_url: &str, state: &str, redirect_uri: &str, scopes: &[&str]) -> Option<String> {
    let query = authorize_url.strip_prefix(AUTHORIZE_PAGE)?;
    let is = |name: &str, value: &str| parameter(query, name).as_deref() == Some(value);
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    let app = parameter(query, "client_id").filter(|id| (1..=64).contains(&id.len()) && plain(id))?;
    let ours = (16..=PARAMETER_MAX).contains(&state.len())
        && plain(state)
        && is("state", state)
        && is("redirect_uri", redirect_uri)
        && is("response_type", "code");
    ours.then(|| {
        let (redirect_uri, scope) = (percent(redirect_uri), percent(&scopes.join(",")));
        let redirect_uri = ["&redirect_uri=", &redirect_uri, "&response_type=code&scope="].concat();
        [AUTHORIZE_PAGE, "client_id=", &app, &redirect_uri, &scope, "&state=", state].concat()
    })
}

/// The code in the address that the window led back to (RFC 6749, section 4.1.2).
fn code_in(back: &str, redirect_uri: &str, state: &str, now: f64) -> Result<Secret, Problem> {
    let rest = back.strip_prefix(redirect_uri).ok_or(ProblemKind::StateMismatch)?;
    let query = rest.strip_prefix('?').unwrap_or_default();
    let query = query.split('#').next().unwrap_or_default();
    if let Some(error) = parameter(query, "error") {
        // What Deny sends is not documented, so no `state` is asked of it: a forged one costs a second click.
        if error == "access_denied" {
            return Err(ProblemKind::ConsentDenied.into());
        }
        let described = parameter(query, "error_description").unwrap_or(error);
        let details = Details { message: Some(shortened(&described)), at: now, ..Details::default() };
        return Err(Problem::from(ProblemKind::SignInRefused).with_details(details));
    }
    if parameter(query, "state").as_deref() != Some(state) {
        return Err(ProblemKind::StateMismatch.into());
    }
    match parameter(query, "code") {
        Some(code) if (1..=PARAMETER_MAX).contains(&code.len()) => Ok(Secret::new(code)),
        _ => Err(ProblemKind::ConsentDenied.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REDIRECT: &str = "https://abc.chromiumapp.org/";
    const STATE: &str = "0123456789abcdef";

    #[test]
    fn only_pinterests_own_page_is_opened() {
        let page = |base: &str, redirect: &str, state: &str| {
            format!("{base}client_id=1&redirect_uri={redirect}&response_type=code&scope=a&state={state}")
        };
        let encoded = "https%3A%2F%2Fabc.chromiumapp.org%2F";
        let ours = format!(
            "{AUTHORIZE_PAGE}client_id=1&redirect_uri={encoded}&response_type=code&scope=user_accounts%3Aread%2C\
             boards%3Aread%2Cboards%3Awrite%2Cpins%3Aread%2Cpins%3Awrite&state={STATE}"
        );
        let named = page(AUTHORIZE_PAGE, encoded, STATE);
        assert_eq!(authorize_page(&named, STATE, REDIRECT, &scopes::wanted(false)), Some(ours.clone()));
        // Browsers drop a tab in a name; written anew, what hid behind it is gone.
        let hidden = format!("{named}&redirect\t_uri=https://evil.example/&scope=ads:write");
        assert_eq!(authorize_page(&hidden, STATE, REDIRECT, &scopes::wanted(false)), Some(ours));
        for foreign in [
            page("https://www.pinterest.com.evil.example/oauth/?", encoded, STATE),
            page("http://www.pinterest.com/oauth/?", encoded, STATE),
            page("https://www.pinterest.com/oauth/../x?", encoded, STATE),
            page(AUTHORIZE_PAGE, "https%3A%2F%2Fevil.example%2F", STATE),
            page(AUTHORIZE_PAGE, encoded, "another-state-0000"),
            format!("{named}&state=x"),
            named.replace("client_id=1", "client_id=1%26x"),
        ] {
            assert_eq!(authorize_page(&foreign, STATE, REDIRECT, &scopes::wanted(false)), None, "{foreign}");
        }
    }

    #[test]
    fn the_way_back() {
        let kind = |back: &str| code_in(back, REDIRECT, STATE, 0.0).map_err(|p| p.kind);
        assert_eq!(kind(&format!("{REDIRECT}?code=xyz&state={STATE}")), Ok(Secret::new("xyz")));
        assert_eq!(kind(&format!("{REDIRECT}?code=xyz&state=other")), Err(ProblemKind::StateMismatch));
        assert_eq!(kind(&format!("{REDIRECT}?code=xyz")), Err(ProblemKind::StateMismatch));
        assert_eq!(kind(&format!("{REDIRECT}?error=access_denied")), Err(ProblemKind::ConsentDenied));
        assert_eq!(
            kind(&format!("{REDIRECT}?error=server_error&state={STATE}")),
            Err(ProblemKind::SignInRefused)
        );
        assert_eq!(kind(&format!("{REDIRECT}?state={STATE}")), Err(ProblemKind::ConsentDenied));
        assert_eq!(kind("https://evil.example/?code=xyz"), Err(ProblemKind::StateMismatch));
    }

    #[test]
    fn absurd_lifetimes_are_tamed() {
        assert_eq!(lifetime_ms(None), 3_600_000.0);
        assert_eq!(lifetime_ms(Some(-5.0)), 3_600_000.0);
        assert_eq!(lifetime_ms(Some(f64::NAN)), 3_600_000.0);
        assert_eq!(lifetime_ms(Some(1e300)), 60.0 * 86_400_000.0);
    }
}
