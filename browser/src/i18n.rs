//! The words of `_locales`, and how this person's language writes numbers, times and plurals.

use js_sys::{Array, JsString, RegExp};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["browser", "i18n"], js_name = getMessage)]
    fn get_message(key: &str, substitutions: &Array) -> String;
    #[wasm_bindgen(js_namespace = ["browser", "i18n"], js_name = getUILanguage)]
    fn get_ui_language() -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type PluralRules;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(language: &str) -> PluralRules;
    #[wasm_bindgen(method)]
    fn select(this: &PluralRules, count: f64) -> String;

    type Text;
    #[wasm_bindgen(method)]
    fn normalize(this: &Text, form: &str) -> Text;
    #[wasm_bindgen(method)]
    fn replace(this: &Text, what: &RegExp, with: &str) -> Text;
    #[wasm_bindgen(method, js_name = toLocaleLowerCase)]
    fn to_lower_case(this: &Text) -> String;

    type Number;
    #[wasm_bindgen(method, js_name = toLocaleString)]
    fn to_locale_string(this: &Number) -> String;

    type Date;
    #[wasm_bindgen(constructor)]
    fn at(millis: f64) -> Date;
    #[wasm_bindgen(method, js_name = toLocaleString)]
    fn date_and_time(this: &Date) -> String;
    #[wasm_bindgen(method, js_name = toLocaleString)]
    fn date_and_time_with(this: &Date, languages: &Array, options: &JsValue) -> String;
    #[wasm_bindgen(method, js_name = toLocaleTimeString)]
    fn clock_time(this: &Date, languages: &Array, options: &JsValue) -> String;
}

thread_local! {
    // To make them takes longer than to use them, and a list of boards counts in every row.
    static PLURALS: PluralRules = PluralRules::new(&get_ui_language());
    static ACCENTS: RegExp = RegExp::new("\\p{M}+", "gu");
}

/// The message called `key`, with its placeholders filled.
pub fn message(key: &str, args: &[&str]) -> String {
    let list: Array = args.iter().map(|arg| JsString::from(*arg)).collect();
    get_message(key, &list)
}

/// The CLDR plural category of `count` in the language of the browser: `one`, `few`, `other` and so on.
pub fn plural_category(count: u32) -> String {
    PLURALS.with(|rules| rules.select(f64::from(count)))
}

/// `count` as this person's language writes it.
pub fn number(count: u32) -> String {
    JsValue::from(count).unchecked_into::<Number>().to_locale_string()
}

/// A date and a time, of milliseconds since 1970.
pub fn date_and_time(millis: f64) -> String {
    Date::at(millis).date_and_time()
}

/// When something is to happen: hours and minutes where that is within half a day of `now`, else with the day.
pub fn time_ahead(millis: f64, now: f64) -> String {
    if (millis - now).abs() < 43_200_000.0 { clock_time(millis) } else { day_and_time(millis) }
}

/// Day, month, year, hours and minutes in a form that reads well, of milliseconds since 1970.
pub fn day_and_time(millis: f64) -> String {
    let options = js_sys::Object::new();
    for (name, style) in [("dateStyle", "medium"), ("timeStyle", "short")] {
        // A plain object takes any property: there is nothing to fail.
        let _ = js_sys::Reflect::set(&options, &name.into(), &style.into());
    }
    Date::at(millis).date_and_time_with(&Array::new(), &options)
}

/// Day, month and year, of milliseconds since 1970.
pub fn day(millis: f64) -> String {
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"dateStyle".into(), &"medium".into());
    Date::at(millis).date_and_time_with(&Array::new(), &options)
}

/// Hours and minutes, of milliseconds since 1970.
pub fn clock_time(millis: f64) -> String {
    let options = js_sys::Object::new();
    // A plain object takes any property: there is nothing to fail.
    let _ = js_sys::Reflect::set(&options, &"timeStyle".into(), &"short".into());
    Date::at(millis).clock_time(&Array::new(), &options)
}

/// `text` for comparing what was typed: in lower case and without accents.
pub fn folded(text: &str) -> String {
    let text: Text = JsValue::from_str(text).unchecked_into();
    ACCENTS.with(|accents| text.normalize("NFD").replace(accents, "").to_lower_case())
}
