//! The welcome page: what Tack does, two ways to pin, and what it keeps to itself.

use tack_browser::dom::before_paint;
use tack_browser::page;
use tack_protocol::Word;

use crate::element::{El, button, el};
use crate::icons::{Icon, icon};
use crate::live::Live;
use crate::model::standing::Standing;
use crate::options::problem;
use crate::relay_form::relay_form;
use crate::site::Site;
use crate::words::{say, say_with};

const PRIVACY: &str = "privacy";
const PRIVACY_LINK: &str = "#privacy";

/// The welcome page.
pub(crate) fn welcome() -> El {
    page::set_title(&say(Word::WelcomeTitle));
    let site = Site::new();
    site.begin(|_| {});
    let standing = Live::derived(move || site.standing.get());
    let ways = el("div", "ways").content_fn(move || match standing.get() {
        Standing::Unknown => vec![el("div", "card bone"), el("div", "card bone")],
        // Without a relay, what works at once comes first; with one, connecting does.
        Standing::NoRelay => vec![at_once(false), boards(site, relay_way(site))],
        Standing::NotConnected => vec![boards(site, connect(site)), at_once(false)],
        Standing::NeedsReconnecting => vec![boards(site, connect(site)), at_once(false)],
        Standing::Connecting => {
            let waiting = el("p", "form-said").child(el("span", "spinner"));
            vec![boards(site, waiting.child(el("span", "").say(Word::Connecting))), at_once(false)]
        }
        Standing::Connected | Standing::NeedsPermission => vec![connected(site), at_once(true)],
    });
    let hero = el("div", "hero")
        .child(el("h1", "").say(Word::WelcomeTitle))
        .child(el("p", "lead").say(Word::WelcomeLead));
    let toolbar = el("section", "card")
        .child(el("h2", "").say(Word::WelcomeToolbar))
        .child(el("p", "").say(Word::WelcomeToolbarText));
    let privacy = el("section", "card")
        .attr("id", PRIVACY)
        .child(el("h2", "").say(Word::WelcomePrivacy))
        .child(list("ul", [Word::WelcomePrivacy1, Word::WelcomePrivacy2, Word::WelcomePrivacy3]))
        .child(el("p", "muted").say(Word::NotAffiliated));
    let main = el("main", "site-main")
        .child(el("div", "hero-mark").child(icon(Icon::Tack)))
        .child(hero)
        .child(ways)
        .child(toolbar)
        .child(privacy);
    if page::address_hash() == PRIVACY_LINK {
        // The browser looked for it before it was there.
        before_paint(|| page::reveal(PRIVACY));
    }
    el("div", "site").child(main)
}

fn list(tag: &str, words: [Word; 3]) -> El {
    el(tag, "steps").children(words.map(|word| el("li", "").say(word)))
}

fn at_once(connected: bool) -> El {
    let third = if connected { Word::WelcomeNow3Connected } else { Word::WelcomeNow3 };
    let title = if connected { Word::WelcomeNowConnected } else { Word::WelcomeNow };
    el("section", "card")
        .child(el("h2", "").say(title))
        .child(list("ol", [Word::WelcomeNow1, Word::WelcomeNow2, third]))
}

fn boards(site: Site, more: El) -> El {
    el("section", "card")
        .child(el("h2", "").say(Word::WelcomeBoards))
        .child(el("p", "").say(Word::WelcomeBoardsText))
        .child(more)
        .child(problem(site))
}

fn connect(site: Site) -> El {
    let connect = button("button primary", Word::Connect).click(move || site.connect());
    el("div", "form-line").child(connect)
}

fn relay_way(site: Site) -> El {
    el("div", "stack").child(el("p", "").say(Word::WelcomeRelayQuestion)).child(relay_form(site))
}

fn connected(site: Site) -> El {
    let name = site.status.peek(|status| {
        let account = status.as_ref().and_then(|status| status.snapshot.account.as_ref());
        account.map_or_else(String::new, |account| account.shown_name().to_owned())
    });
    el("section", "card")
        .child(el("h2", "").text(&say_with(Word::WelcomeConnected, &[&name])))
        .child(el("p", "").say(Word::WelcomeConnectedText))
        .child(problem(site))
}
