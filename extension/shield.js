// What of a page its owner does not want pinned, and where that shows. Run right before and right after the tab is taken
// from the screen: what differs has moved in between. What it resolves to is read by `src/page/sight.rs`.
//
// Threats: a page hides what it asks for in shadow trees and frames, or has more of it than anybody looks at. All that is
// within reach is looked through, in closed shadow trees too; where that comes to no end in time, it says so (`unsure`), and
// nothing is taken.
(async () => {
  'use strict';

  const ELEMENTS_MAX = 300_000;
  const ROOTS_MAX = 20_000;
  const DOCUMENTS_MAX = 100;
  const FOUND_MAX = 5_000;
  const CLOSED_MAX = 500; // sight.rs
  const FRAMES_MAX = 20; // facts.rs
  const FOREIGN_MAX = 50; // sight.rs
  const METAS_MAX = 20;
  const TEXT_MAX = 2_000;
  const ADDRESS_MAX = 8_192; // limits::PICTURE_URL_MAX
  const TIME_MS = 1_500;
  // The page goes on after each piece.
  const PIECE_MS = 10;
  // A frame of which less shows is not seen.
  const SIDE_MIN = 8;
  const NOPIN = '[nopin], [data-pin-nopin], [data-nopin]';

  const { getter, method } = globalThis.tackPrototypes;
  const { top, boxIn, within, painted } = globalThis.tackPlaces;
  const documentUrl = getter(Document, 'URL');
  const queryDocument = method(Document, 'querySelectorAll');
  const queryFragment = method(DocumentFragment, 'querySelectorAll');
  const queryElement = method(Element, 'querySelectorAll');
  const parentElement = getter(Node, 'parentElement');
  const textContent = getter(Node, 'textContent');
  const localName = getter(Element, 'localName');
  const attribute = method(Element, 'getAttribute');
  const closest = method(Element, 'closest');
  const nextSibling = getter(Element, 'nextElementSibling');
  const previousSibling = getter(Element, 'previousElementSibling');
  const shadowRoot = getter(Element, 'shadowRoot');
  const rectangle = method(Element, 'getBoundingClientRect');
  const isVisible = method(Element, 'checkVisibility');
  const contents = { iframe: HTMLIFrameElement, frame: HTMLFrameElement, object: HTMLObjectElement };
  const documentOf = Object.fromEntries(Object.entries(contents).map(([name, type]) => [name, getter(type, 'contentDocument')]));
  documentOf.embed = method(HTMLEmbedElement, 'getSVGDocument');

  const attempt = (read) => {
    try {
      return read();
    } catch {
      return undefined;
    }
  };

  // Beside a page's own elements, these alone can have a shadow tree (https://dom.spec.whatwg.org/#valid-shadow-host-name).
  const HOSTS = new Set('article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span'.split(' '));
  // Firefox has it as a property, Chromium as a function, of which each call costs.
  const open = Object.getOwnPropertyDescriptor(Element.prototype, 'openOrClosedShadowRoot')?.get;
  const opened = globalThis.browser?.dom?.openOrClosedShadowRoot;
  const rootIn = (element) => {
    if (open) return open.call(element);
    const root = shadowRoot(element);
    if (root || !opened) return root;
    const name = localName(element);
    return HOSTS.has(name) || name.includes('-') ? attempt(() => opened(element)) : undefined;
  };

  // What the compositor has scrolled by itself is told to scripts with the next frame.
  await painted(1);

  const started = performance.now();
  let piece = started;
  const isLate = async () => {
    const now = performance.now();
    if (now - piece > PIECE_MS) {
      await (globalThis.scheduler?.yield?.() ?? new Promise((resolve) => { setTimeout(resolve); }));
      piece = performance.now();
    }
    return now - started > TIME_MS;
  };

  const width = window.innerWidth;
  const height = window.innerHeight;
  const shows = (element) => isVisible(element, { visibilityProperty: true, opacityProperty: true });
  const shared = (box, [left, above, right, below]) => {
    const [x, y] = [Math.max(box.x, left), Math.max(box.y, above)];
    const [across, down] = [Math.min(box.x + box.width, right) - x, Math.min(box.y + box.height, below) - y];
    return across > 0 && down > 0 ? { x, y, width: across, height: down } : undefined;
  };

  /** The wish that stands in a document's head; whose it is, the core says. */
  const metasOf = (inner) => [...queryDocument(inner, 'meta[name], meta[property]')].filter((meta) =>
    ['property', 'name'].some((name) => attribute(meta, name)?.trim().toLowerCase() === 'pinterest')).slice(0, METAS_MAX).map((meta) => ({
    key: 'pinterest',
    content: (attribute(meta, 'content') ?? '').slice(0, TEXT_MAX).toWellFormed(),
    description: (attribute(meta, 'description') ?? '').slice(0, TEXT_MAX).toWellFormed(),
  }));

  const sight = {
    url: documentUrl(document).slice(0, ADDRESS_MAX),
    metas: metasOf(document),
    pinched: (window.visualViewport?.scale ?? 1) !== 1,
    scrolledX: window.scrollX,
    scrolledY: window.scrollY,
    width,
    height,
    frames: [],
    foreign: [],
    closed: [],
    unsure: false,
  };

  // ---- What asks

  const roots = [{ root: document, query: queryDocument, at: top, clip: [0, 0, width, height] }];
  const found = new Map();
  let documents = 1;
  let elements = 0;

  /** A picture for browsers without scripts stands for the one beside it, or for what is around it. */
  const withoutScripts = (element, root) => {
    if (!textContent(element).includes('nopin')) return;
    const beside = [previousSibling(element), nextSibling(element), parentElement(element)];
    const pictures = beside.filter((node) => node && ['img', 'picture'].includes(localName(node)));
    for (const one of pictures.length ? pictures : [parentElement(element)]) if (one) found.set(one, root);
  };

  const enter = (frame, root) => {
    const own = rectangle(frame);
    const box = boxIn(root.at, own);
    const part = shared(box, root.clip);
    if (!part || !shows(frame)) return;
    const name = localName(frame);
    const inner = attempt(() => documentOf[name](frame));
    if (!inner) {
      // A picture is no document of somebody's.
      const isPicture = name === 'object' || name === 'embed' ? !(attempt(() => frame.contentWindow) || (name === 'embed' && /html/i.test(attribute(frame, 'type') ?? ''))) : false;
      if (isPicture || part.width < SIDE_MIN || part.height < SIDE_MIN || sight.foreign.length >= FOREIGN_MAX) return;
      const address = attempt(() => (name === 'object' ? frame.data : frame.src)) ?? '';
      sight.foreign.push({ address: `${address}`.slice(0, ADDRESS_MAX), ...part });
      return;
    }
    if (documents >= DOCUMENTS_MAX) {
      sight.unsure = true;
      return;
    }
    documents++;
    const metas = metasOf(inner);
    if (metas.length) {
      if (sight.frames.length >= FRAMES_MAX) sight.unsure = true;
      sight.frames.push({ ...part, metas });
    }
    const clip = [part.x, part.y, part.x + part.width, part.y + part.height];
    roots.push({ root: inner, query: queryDocument, at: within(root.at, frame, inner), clip });
  };

  for (const root of roots) {
    if (sight.unsure) break;
    for (const element of root.query(root.root, root.asked ? '*' : NOPIN)) {
      if (found.size >= FOUND_MAX) break;
      found.set(element, root);
    }
    if (found.size >= FOUND_MAX) sight.unsure = true;
    for (const element of root.query(root.root, 'noscript')) attempt(() => withoutScripts(element, root));
    for (const element of root.query(root.root, 'iframe, frame, object, embed')) enter(element, root);
    for (const element of root.query(root.root, '*')) {
      elements++;
      if (elements > ELEMENTS_MAX || (elements % 256 === 0 && (await isLate()))) {
        sight.unsure = true;
        break;
      }
      const inner = rootIn(element);
      if (!inner) continue;
      // What is asked of an element is asked of the tree that it shows.
      roots.push({ ...root, root: inner, query: queryFragment, asked: root.asked || closest(element, NOPIN) !== null });
      if (roots.length > ROOTS_MAX) {
        sight.unsure = true;
        break;
      }
    }
  }

  // ---- Where it shows: all of it in one go

  const isIn = (part, around) => around && part.x >= around.x && part.y >= around.y
    && part.x + part.width <= around.x + around.width && part.y + part.height <= around.y + around.height;
  const cover = (element, { at, clip }, around) => {
    const part = shared(boxIn(at, rectangle(element)), clip);
    if (!part || isIn(part, around) || !shows(element)) return around;
    if (sight.closed.length < CLOSED_MAX) sight.closed.push(part);
    // More than anybody counts: then all of it.
    else sight.closed[0] = { x: 0, y: 0, width, height };
    return part;
  };
  for (const [element, root] of found) {
    // What is in it may show beyond it, or without it, as of a `picture`.
    const own = cover(element, root);
    for (const inner of queryElement(element, '*')) cover(inner, root, own);
  }
  return sight;
})();
