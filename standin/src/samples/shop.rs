//! `shop.example`: a shop front, and pages that are hard on whoever reads them.

use crate::exchange::{Answer, Ask};
use crate::pages::{Slot, fill, text};

const FRONT: &str = include_str!("../html/shop.html");
const EMPTY: &str = include_str!("../html/empty.html");
const ONE: &str = include_str!("../html/one.html");
const CORNERS: &str = include_str!("../html/corners.html");
const HEAD: &str = include_str!("../html/shop_head.html");
/// How many different pictures `/many` shows: drawing thousands takes a minute.
const KINDS: usize = 40;
/// The most pictures that `/many` shows.
const MOST: usize = 20_000;

/// How a product's picture is offered.
enum Shape {
    /// One file.
    Plain,
    /// A `picture` with a larger file in its `source`.
    Picture,
    /// A `srcset` by pixel density.
    Dense,
    /// A `srcset` with three widths.
    ThreeSizes,
}

/// The products: file name, name, alternative text, price, how the picture is offered.
const PRODUCTS: [(&str, &str, &str, &str, Shape); 12] = [
    ("stoneware-vase", "Stoneware vase", "A vase with wild flowers by a window", "48", Shape::ThreeSizes),
    ("walnut-bowl", "Walnut bowl", "A wide bowl full of fruit", "62", Shape::Picture),
    ("reading-lamp", "Reading lamp", "A lamp with a linen shade, switched on", "119", Shape::Plain),
    ("olive-plant", "Olive in a pot", "A young olive plant in a clay pot", "35", Shape::Dense),
    ("notebook-stack", "Cloth notebooks", "Four cloth notebooks under a small bowl", "24", Shape::Plain),
    ("morning-cup", "Morning cup", "A cup of coffee on a wide saucer", "18", Shape::Picture),
    ("beeswax-candle", "Beeswax candles", "Three candles of different heights, lit", "22", Shape::Plain),
    ("milk-jug", "Milk jug", "A tall jug beside a single apricot", "39", Shape::Dense),
    ("round-mirror", "Table mirror", "A round mirror on a wooden foot", "85", Shape::Plain),
    ("summer-fruit", "Papier-mâché fruit", "Three painted fruits on a table", "29", Shape::Plain),
    ("spindle-chair", "Spindle chair", "A painted chair in the morning light", "240", Shape::Picture),
    ("harvest-bowl", "Harvest bowl", "A pale bowl heaped with apples", "54", Shape::Plain),
];

/// Answers a page of the shop.
pub(crate) fn answer(ask: &Ask) -> Answer {
    match ask.path.as_str() {
        "/" => front(),
        "/empty" => super::page("Opening hours", "", EMPTY.to_owned()),
        "/many" => many(ask),
        "/broken" => broken(),
        "/one" => super::page("The red chair", "", ONE.to_owned()),
        "/corners" => super::page("Odd corners", "", CORNERS.to_owned()),
        path => match path.strip_prefix("/product/").and_then(|slug| PRODUCTS.iter().find(|p| p.0 == slug)) {
            Some(product) => detail(product),
            None => super::nothing(),
        },
    }
}

fn file(slug: &str, width: u32, height: u32) -> String {
    format!("https://cdn.example/picture/{slug}-{width}x{height}.jpg")
}

fn picture(slug: &str, alt: &str, shape: &Shape) -> String {
    let small = file(slug, 400, 500);
    match shape {
        Shape::Plain => format!(r#"<img src="{small}" width="400" height="500" alt="{alt}">"#),
        Shape::Picture => format!(
            r#"<picture><source media="(min-width: 600px)" srcset="{}"><img src="{small}" width="400" height="500" alt="{alt}"></picture>"#,
            file(slug, 1200, 1500)
        ),
        Shape::Dense => format!(
            r#"<img src="{small}" srcset="{small} 1x, {} 2x" width="400" height="500" alt="{alt}">"#,
            file(slug, 800, 1000)
        ),
        Shape::ThreeSizes => format!(
            r#"<img src="{small}" srcset="{small} 400w, {} 800w, {} 1600w" sizes="(min-width: 60rem) 16rem, 45vw" width="400" height="500" alt="{alt}">"#,
            file(slug, 800, 1000),
            file(slug, 1600, 2000)
        ),
    }
}

fn front() -> Answer {
    let products: String = PRODUCTS
        .iter()
        .map(|(slug, name, alt, price, shape)| {
            format!(
                r#"<li><a href="/product/{slug}">{}<span class="name">{name}</span></a><span class="price">€ {price}</span></li>"#,
                picture(slug, alt, shape)
            )
        })
        .collect();
    super::page(
        "Still & Table: things for quiet rooms",
        HEAD,
        fill(FRONT, &[("products", Slot::Markup(products))]),
    )
}

fn detail((slug, name, alt, price, _): &(&str, &str, &str, &str, Shape)) -> Answer {
    let head = format!(
        r#"<link rel="canonical" href="https://shop.example/product/{slug}"><meta property="og:title" content="{name}"><meta property="og:image" content="{}">"#,
        file(slug, 1200, 1500)
    );
    let body = format!(
        r#"<main class="article"><p><a href="/">Still &amp; Table</a></p><h1>{name}</h1><figure><img src="{}" width="800" height="1000" alt="{alt}"></figure><p class="price">€ {price}</p></main>"#,
        file(slug, 800, 1000)
    );
    super::page(name, &head, body)
}

fn many(ask: &Ask) -> Answer {
    let asked = ask.query_value("n").and_then(|n| n.parse().ok()).unwrap_or(500_usize).min(MOST);
    let loading = if ask.query_value("lazy").is_some() { "lazy" } else { "eager" };
    let pictures: String = (1..=asked)
        .map(|i| {
            format!(
                r#"<img src="https://cdn.example/picture/copy-{i}/thing-{}-160x120.jpg" width="160" height="120" loading="{loading}" alt="Thing {i}">"#,
                i % KINDS
            )
        })
        .collect();
    let body = fill(
        r#"<main><h1>{{n}} things</h1><div class="many">{{pictures}}</div></main>"#,
        &[("n", text(asked.to_string())), ("pictures", Slot::Markup(pictures))],
    );
    super::page("A great many things", "", body)
}

fn broken() -> Answer {
    let pictures: String = (1..=6)
        .map(|i| {
            format!(
                r#"<li><img src="https://cdn.example/picture/missing/lost-{i}-400x500.jpg" width="400" height="500" alt="Lost picture {i}"></li>"#
            )
        })
        .collect();
    super::page(
        "Lost pictures",
        "",
        format!(r#"<main><h1>Lost pictures</h1><ul class="grid">{pictures}</ul></main>"#),
    )
}
