//! The manifest asks for what is used, and the privacy policy says for what.

use crate::files::*;

/// Each permission, and what in the code needs it: a namespace of `browser`, or a call.
const PERMISSIONS: [(&str, &str); 8] = [
    ("identity", "browser.identity"),
    ("storage", "browser.storage"),
    ("unlimitedStorage", "indexedDB"),
    ("contextMenus", "browser.contextMenus"),
    ("activeTab", "executeScript"),
    ("scripting", "browser.scripting"),
    ("alarms", "browser.alarms"),
    ("notifications", "browser.notifications"),
];
/// Namespaces that need no permission, as they are used here: of `tabs`, nothing that tells addresses or titles.
const FREE: [&str; 7] = ["action", "extension", "i18n", "permissions", "runtime", "tabs", "windows"];
const API_HOSTS: [&str; 2] = ["https://api.pinterest.com/*", "https://api-sandbox.pinterest.com/*"];
const OPTIONAL_HOSTS: [&str; 2] = ["https://*/*", "http://*/*"];

/// The namespaces of `browser` in use: bound in the seam, or named in the scripts that a browser loads as they are.
fn namespaces() -> Names {
    let mut found = Names::new();
    for (_, text) in code(&["browser/src/"], &[".rs"]) {
        found.extend(after(&text, "js_namespace = [\"browser\", \"", is_name).map(str::to_owned));
    }
    for (_, text) in code(&["extension/"], &[".js"]) {
        found.extend(after(&text, "browser.", is_name).map(str::to_owned));
        for (before, _) in text.match_indices("} = browser;").map(|(at, _)| text.split_at(at)) {
            let taken = &before[before.rfind('{').unwrap() + 1..];
            found.extend(taken.split(',').map(|name| name.split(':').next().unwrap().trim().to_owned()));
        }
    }
    found
}

#[test]
fn the_manifest_asks_for_this_and_no_more() {
    let manifest = json("manifest.json");
    let permissions: Vec<&str> = PERMISSIONS.iter().map(|(permission, _)| *permission).collect();
    assert_eq!(list(&manifest["permissions"]), names(&permissions));
    assert_eq!(list(&manifest["host_permissions"]), names(&API_HOSTS));
    assert_eq!(list(&manifest["optional_host_permissions"]), names(&OPTIONAL_HOSTS));
    for key in
        ["externally_connectable", "web_accessible_resources", "content_scripts", "optional_permissions"]
    {
        assert!(manifest.get(key).is_none(), "manifest.json has {key}");
    }
}

#[test]
fn permissions_and_calls_need_each_other() {
    let used = namespaces();
    let seam: String = code(&["browser/src/"], &[".rs"]).into_iter().map(|(_, text)| text).collect();
    for (permission, need) in PERMISSIONS {
        let needed = match need.strip_prefix("browser.") {
            Some(namespace) => used.contains(namespace),
            None => seam.contains(&format!("js_name = {need}")),
        };
        assert!(needed, "{permission} is asked for, and nothing uses {need}");
    }
    for namespace in used {
        let granted = PERMISSIONS.iter().any(|(_, need)| need.strip_prefix("browser.") == Some(&namespace));
        assert!(granted || FREE.contains(&namespace.as_str()), "browser.{namespace} has no permission");
    }
}

#[test]
fn the_privacy_policy_explains_each_permission() {
    let explained = section("docs/privacy.md", "Permissions");
    let manifest = json("manifest.json");
    for key in ["permissions", "host_permissions", "optional_host_permissions"] {
        for permission in list(&manifest[key]) {
            assert!(explained.contains(&format!("`{permission}`")), "docs/privacy.md: {permission}");
        }
    }
    let collected =
        &manifest["browser_specific_settings"]["gecko"]["data_collection_permissions"]["required"];
    for kind in list(collected) {
        assert!(read("docs/privacy.md").contains(&format!("`{kind}`")), "docs/privacy.md: {kind}");
    }
}
