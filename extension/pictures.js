// What is known of each picture that was sighted. Injected before the scan.
//
// Most pictures have few of these facts, and a page may have ten thousand pictures: only what is there is read and set,
// and what those of one parent share is read once.
globalThis.tackPictures = (bounds, sightings, view) => {
  'use strict';

  const SOURCES_MAX = 20;
  const SPARE_MAX = 12;
  const MEDIA_MAX = 200;
  const NOSCRIPT_MAX = 4_000;
  const NAMES_MAX = 100;
  const SIDE_MIN = 80;
  const ROOTS_DEEP_MAX = 20;
  const REGIONS = 'header, footer, nav, aside, main, article, [role="banner"], [role="contentinfo"], [role="navigation"], [role="complementary"], [role="main"], dialog, [role="dialog"]';
  const VISIBLE = { visibilityProperty: true, opacityProperty: true };

  const { SRCSET_MAX, text, address, attempt } = bounds;
  const { NOPIN, seenIn, hasLid, isLid, roots: [page] } = sightings;
  const draw = globalThis.tackDraw;
  const { getter, method } = globalThis.tackPrototypes;
  const queryDocument = method(Document, 'querySelectorAll');
  const fromPoint = method(Document, 'elementFromPoint');
  const contains = method(Node, 'contains');
  const baseUri = getter(Node, 'baseURI');
  const parentElement = getter(Node, 'parentElement');
  const textContent = getter(Node, 'textContent');
  const localName = getter(Element, 'localName');
  const attribute = method(Element, 'getAttribute');
  const attributeNames = method(Element, 'getAttributeNames');
  const closest = method(Element, 'closest');
  const queryElement = method(Element, 'querySelector');
  const firstChild = getter(Element, 'firstElementChild');
  const nextSibling = getter(Element, 'nextElementSibling');
  const previousSibling = getter(Element, 'previousElementSibling');
  const rectangle = method(Element, 'getBoundingClientRect');
  const isVisible = method(Element, 'checkVisibility');
  const pictureSrc = getter(HTMLImageElement, 'src');
  const pictureCurrent = getter(HTMLImageElement, 'currentSrc');
  const naturalWidth = getter(HTMLImageElement, 'naturalWidth');
  const naturalHeight = getter(HTMLImageElement, 'naturalHeight');
  const isComplete = getter(HTMLImageElement, 'complete');
  const linkHref = getter(HTMLAnchorElement, 'href');
  const poster = getter(HTMLVideoElement, 'poster');
  const buttonSrc = getter(HTMLInputElement, 'src');
  const drawnHref = getter(SVGImageElement, 'href');

  // ---- What many pictures share

  /** The nearest of the selector, beyond the borders of shadow trees too. */
  const nearest = (element, at, selector) => {
    for (let node = element, root = at, steps = 0; node && steps < ROOTS_DEEP_MAX; steps++) {
      const found = closest(node, selector);
      if (found) return found;
      node = root.host;
      root = root.outer;
    }
    return undefined;
  };

  const captions = new Map();
  const captionOf = (figure) => {
    if (!captions.has(figure)) {
      const caption = queryElement(figure, 'figcaption, .wp-caption-text, .caption');
      captions.set(figure, caption ? textContent(caption).trim() : undefined);
    }
    return captions.get(figure);
  };

  const surroundings = new Map();
  /** What stands around, seen from an element: the part of the page, the link, the caption. */
  const around = (element, at) => {
    let known = surroundings.get(element);
    if (known) return known;
    const region = nearest(element, at, REGIONS);
    const link = nearest(element, at, 'a[href]');
    const figure = nearest(element, at, 'figure, [role="figure"]');
    known = {
      region: region && (attribute(region, 'role') ?? localName(region)),
      link: link && attempt(() => linkHref(link)),
      caption: figure && captionOf(figure),
      noPin: nearest(element, at, NOPIN),
    };
    surroundings.set(element, known);
    return known;
  };

  /** How the page's own style sheets and scripts call it: its classes and name. */
  const namesOf = (element) => {
    const [classes, id] = [attribute(element, 'class'), attribute(element, 'id')];
    const short = classes ? classes.slice(0, 100) : '';
    return id ? `${short && `${short} `}${id.slice(0, 100)}` : short;
  };
  const joined = (first, then) => (first && then ? `${first} ${then}` : first || then);

  const parents = new Map();
  const ofParent = (parent) => {
    let known = parents.get(parent);
    if (known) return known;
    const outer = parentElement(parent);
    const isPicture = localName(parent) === 'picture';
    known = { names: joined(namesOf(parent), outer ? namesOf(outer) : ''), isPicture };
    parents.set(parent, known);
    return known;
  };

  const media = new Map();
  const matches = (query) => {
    if (!media.has(query)) {
      if (media.size >= MEDIA_MAX) return false;
      media.set(query, window.matchMedia(query).matches);
    }
    return media.get(query);
  };

  // ---- What each says of itself

  const sourcesOf = (picture) => {
    const sources = [];
    let steps = 0;
    for (let node = firstChild(picture); node && steps < 2 * SOURCES_MAX; node = nextSibling(node), steps++) {
      if (localName(node) !== 'source' || sources.length >= SOURCES_MAX) continue;
      const srcset = text(attribute(node, 'srcset') ?? attribute(node, 'data-srcset') ?? attribute(node, 'data-lazy-srcset'), SRCSET_MAX);
      if (!srcset) continue;
      const query = attribute(node, 'media');
      sources.push({
        srcset,
        kind: text(attribute(node, 'type') ?? '', 100),
        unmatched: query && !matches(query) ? true : undefined,
        width: Number.parseInt(attribute(node, 'width'), 10) || undefined,
        height: Number.parseInt(attribute(node, 'height'), 10) || undefined,
      });
    }
    return sources.length ? sources : undefined;
  };

  const addSpare = (said, name, value) => {
    if (value && value.length <= SRCSET_MAX && (said.spare ??= []).length < SPARE_MAX) said.spare.push({ name, value: text(value, SRCSET_MAX) });
  };

  /** What stands there for browsers without scripts may name the real file. */
  const addNoscript = (said, element, holder) => {
    for (const node of [nextSibling(holder), previousSibling(holder), firstChild(holder)]) {
      if (!node || localName(node) !== 'noscript') continue;
      const markup = textContent(node);
      if (!markup.includes('<img') || markup.length > NOSCRIPT_MAX) continue;
      const [inner, other] = queryDocument(new DOMParser().parseFromString(markup, 'text/html'), 'img');
      // One that stands between two pictures belongs to neither for sure.
      if (!inner || other) continue;
      if (closest(inner, NOPIN)) said.noPin = true;
      addSpare(said, 'noscript-src', attribute(inner, 'src') ?? attribute(inner, 'data-src'));
      addSpare(said, 'noscript-srcset', attribute(inner, 'srcset'));
    }
  };

  /** The attributes that say something, each by its name here; with `spare`, those for scripts too. */
  const attributesOf = (element, withSpare) => {
    const said = { alt: undefined, title: undefined, srcset: undefined, names: '', role: false, noPin: false, pin: undefined, spare: undefined };
    let looked = 0;
    for (const name of attributeNames(element)) {
      looked++;
      switch (name) {
        case 'src': case 'width': case 'height': case 'loading': case 'sizes': case 'style': break;
        case 'alt': said.alt = attribute(element, name); break;
        case 'title': said.title = attribute(element, name); break;
        case 'srcset': said.srcset = attribute(element, name); break;
        case 'class': case 'id': said.names ||= namesOf(element); break;
        case 'role': said.role = true; break;
        case 'nopin': case 'data-nopin': case 'data-pin-nopin': said.noPin = true; break;
        case 'data-pin-media': (said.pin ??= {}).media = attribute(element, name); break;
        case 'data-pin-url': (said.pin ??= {}).url = attribute(element, name); break;
        case 'data-pin-description': (said.pin ??= {}).description = attribute(element, name); break;
        default: {
          if (!withSpare || looked > NAMES_MAX || !name.startsWith('data-') || name.startsWith('data-pin')) break;
          const value = attribute(element, name);
          if (value && value.length > 4 && /[./]/.test(value) && !value.startsWith('data:')) addSpare(said, name, value.trim());
        }
      }
    }
    return said;
  };

  // Each question costs a look at the whole layout.
  let questions = 400;
  const lids = new Map();
  /** Whether a layer that is fixed over most of the view hides the picture: a dialog, or what dims the page under it. */
  const isCovered = ({ element, box, at }) => {
    if (at.frame || box.width < SIDE_MIN || !hasLid() || !seenIn(box, page.clip) || questions-- <= 0) return false;
    const x = Math.min(Math.max(box.x + box.width / 2, 1), view.width - 1);
    const y = Math.min(Math.max(box.y + box.height / 2, 1), view.height - 1);
    const top = fromPoint(document, x, y);
    // In a shadow tree, its host is what is met.
    const outer = [element];
    for (let root = at; root.host && outer.length < ROOTS_DEEP_MAX; root = root.outer) outer.push(root.host);
    for (let node = top, steps = 0; node && steps < 40; node = parentElement(node), steps++) {
      if (outer.some((inside) => contains(node, inside))) return false;
      if (!lids.has(node)) lids.set(node, isLid(node, rectangle(node)));
      if (lids.get(node)) return true;
    }
    return false;
  };

  const shownBy = (element, place) => {
    switch (place) {
      case 'video': return poster(element);
      case 'svg': return new URL(drawnHref(element).baseVal, baseUri(element)).href;
      case 'button': return buttonSrc(element);
      default: return undefined;
    }
  };

  /** What an `img` shows, and promises. */
  const addImage = (fact, element, said) => {
    fact.naturalWidth = naturalWidth(element);
    fact.naturalHeight = naturalHeight(element);
    const shown = pictureCurrent(element);
    // What is written is resolved only where it is not already known to be what shows: that is the dearest of all facts.
    const src = address(shown && attribute(element, 'src') === shown ? shown : pictureSrc(element));
    const current = address(shown);
    if (src) fact.src = src;
    if (current && current !== src) fact.current = current;
    if (said.srcset) fact.srcset = text(said.srcset, SRCSET_MAX);
    if (!isComplete(element)) fact.loading = true;
  };

  /** What else shows a picture. */
  const addOther = (fact, { element, inert, place }, said) => {
    if (inert) {
      const src = address(attempt(() => new URL(attribute(inert, 'src'), baseUri(element)).href));
      if (src) fact.src = src;
      if (said.srcset) fact.srcset = text(said.srcset, SRCSET_MAX);
      fact.loading = true;
    } else if (draw.draws(place)) {
      [fact.naturalWidth, fact.naturalHeight] = draw.sizeOf(element, place);
    } else {
      const src = address(attempt(() => shownBy(element, place)));
      if (src) fact.src = src;
      fact.loading = true;
    }
  };

  const factsOf = (found) => {
    const { element, inert, place, css, tiled, order, box, at } = found;
    const fact = { order, x: Math.round(box.x), y: Math.round(box.y), width: Math.round(box.width), height: Math.round(box.height) };
    if (place) fact.place = place;
    if (at.frame) fact.frame = at.frame;
    if (css) fact.css = css;
    if (tiled) fact.tiled = true;

    const parent = parentElement(element);
    const outer = parent ? ofParent(parent) : undefined;
    const hasSpare = place === '' || place === 'background';
    const own = attributesOf(element, hasSpare);
    const said = inert ? attributesOf(inert, false) : own;
    at.noscripts ??= at.query(at.root, 'noscript').length > 0;
    if (hasSpare && at.noscripts) attempt(() => addNoscript(own, element, outer?.isPicture ? parent : element));

    if (place === '') addImage(fact, element, said);
    else addOther(fact, found, said);
    if (own.spare?.length) fact.spare = own.spare;
    if (place === '' && isCovered(found)) fact.covered = true;
    if (!isVisible(element, VISIBLE)) fact.hidden = true;
    if (said.alt) fact.alt = text(said.alt);
    if (own.title) fact.title = text(own.title);
    const marks = joined(own.names, outer ? outer.names : '');
    if (marks) fact.marks = text(marks, 300);
    if (said.pin) {
      const { media, url, description } = said.pin;
      Object.assign(fact, { pinMedia: address(media), pinUrl: address(url), pinDescription: text(description) });
    }
    if (outer?.isPicture) {
      const sources = sourcesOf(parent);
      if (sources) fact.sources = sources;
    }
    // Of what the page calls so, an element may itself be one, by its role, or where it shows a picture by its style.
    const isPlain = parent && place !== 'background' && !inert && !own.role;
    const { region, link, caption, noPin } = around(isPlain ? parent : element, at);
    if (own.noPin || said.noPin || noPin || at.noPin) fact.noPin = true;
    if (region) fact.region = text(region, 20);
    const leads = address(link);
    if (leads) fact.link = leads;
    if (caption) fact.caption = text(caption);
    return fact;
  };

  // Written into the page, or, as it seems, in a private network: who decides is `reach.rs`.
  const INNER = /^(?:data|blob|file):|^https?:\/\/(?:\[|[^./:]+[:/]|[\dx.a-f]+[:/]|[^/]+\.(?:localhost|local|internal|lan|intranet|arpa)[:/])/i;
  /** It has no address that means anything outside this page. */
  const isInner = ({ place, inert }, fact) => draw.draws(place)
    || (place === '' && !inert && fact.naturalWidth >= SIDE_MIN && fact.naturalHeight >= SIDE_MIN && INNER.test(fact.current ?? fact.src ?? ''));

  return { factsOf, isInner };
};
