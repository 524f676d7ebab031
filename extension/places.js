// Where what a page shows lies in the page's own view, whatever frame it is in. Run before the files that ask for it.
// Frames may be scaled; of one that is turned, leant or mirrored nobody tells where something in it shows: then it is
// taken to show in all of the frame.
globalThis.tackPlaces = (() => {
  'use strict';

  const DEPTH_MAX = 300;
  const { getter, method } = globalThis.tackPrototypes;
  const parentNode = getter(Node, 'parentNode');
  const shadowHost = getter(ShadowRoot, 'host');
  const slot = getter(Element, 'assignedSlot');
  const rectangle = method(Element, 'getBoundingClientRect');
  const ownerDocument = getter(Node, 'ownerDocument');
  const defaultView = getter(Document, 'defaultView');

  /** What a node is shown in, within its document; through shadow trees, and their slots. */
  const around = (node) => {
    const parent = (node.nodeType === Node.ELEMENT_NODE ? slot(node) : undefined) ?? parentNode(node);
    return parent?.nodeType === Node.DOCUMENT_FRAGMENT_NODE ? shadowHost(parent) : parent;
  };

  /** Whether it is turned, leant or mirrored. */
  const isCrooked = (element) => {
    let left = DEPTH_MAX;
    for (let node = element; node?.nodeType === Node.ELEMENT_NODE; node = around(node)) {
      if (left-- === 0) return true;
      const { transform, rotate, scale, offsetPath } = getComputedStyle(node);
      if ((rotate && rotate !== 'none') || (offsetPath && offsetPath !== 'none') || /-/.test(scale ?? '')) return true;
      if (transform === 'none') continue;
      const { is2D, a, b, c, d } = new DOMMatrixReadOnly(transform);
      if (!is2D || b !== 0 || c !== 0 || a <= 0 || d <= 0) return true;
    }
    return false;
  };

  const top = { x: 0, y: 0, across: 1, down: 1, whole: undefined };

  /** Where a box of that place shows. */
  const boxIn = (at, { x, y, width, height }) => at.whole
    ?? { x: at.x + x * at.across, y: at.y + y * at.down, width: width * at.across, height: height * at.down };

  /** The place of a frame's document, the frame itself being in the place `at`. */
  const within = (at, frame, inner) => {
    const own = rectangle(frame);
    if (at.whole || isCrooked(frame)) return { ...top, whole: at.whole ?? boxIn(at, own) };
    const style = getComputedStyle(frame);
    const px = (name) => Number.parseFloat(style[name]) || 0;
    // Behind border and padding, of which the style speaks as if nothing were scaled.
    const along = (size, whole, before, after, shown) => {
      const [ahead, behind] = [px(`border${before}Width`) + px(`padding${before}`), px(`border${after}Width`) + px(`padding${after}`)];
      const full = px(whole) + (style.boxSizing === 'border-box' ? 0 : ahead + behind);
      const scale = full > 0 ? size / full : 1;
      const content = size - (ahead + behind) * scale;
      const inside = shown > 0 ? content / shown : scale;
      // The size of a view is told in whole pixels.
      return [ahead * scale, Math.abs(content - shown) < 1 ? 1 : inside];
    };
    const view = defaultView(inner);
    const [left, across] = along(own.width, 'width', 'Left', 'Right', view?.innerWidth ?? 0);
    const [above, down] = along(own.height, 'height', 'Top', 'Bottom', view?.innerHeight ?? 0);
    const { x, y } = boxIn(at, { x: own.x + left, y: own.y + above, width: 0, height: 0 });
    return { x, y, across: at.across * across, down: at.down * down, whole: undefined };
  };

  /** The place of the document that an element is in; nothing where that is in no frame of this page any more. */
  const placeOf = (element) => {
    const frames = [];
    for (let inner = ownerDocument(element); inner !== document;) {
      const frame = defaultView(inner)?.frameElement;
      if (!frame || frames.length >= DEPTH_MAX) return undefined;
      frames.unshift([frame, inner]);
      inner = ownerDocument(frame);
    }
    return frames.reduce((at, [frame, inner]) => within(at, frame, inner), top);
  };

  /** Where an element shows. */
  const boxOf = (element) => {
    const at = placeOf(element);
    return at && boxIn(at, rectangle(element));
  };

  /** Once what was changed until now is on the screen. */
  const painted = (frames) => Promise.race([
    new Promise((resolve) => {
      const next = (left) => (left === 0 ? resolve() : requestAnimationFrame(() => next(left - 1)));
      next(frames);
    }),
    // Nothing is painted of a page that nobody sees.
    new Promise((resolve) => { setTimeout(resolve, 300); }),
  ]);

  return { around, top, boxIn, within, boxOf, painted };
})();
