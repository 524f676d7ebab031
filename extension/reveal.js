// Brings one picture of a page into view, for taking it from the screen, and lets the page be as it was afterwards.
// What the function resolves to: `{there: [box]}` in CSS pixels of the viewport, or `{}` where it is gone.
globalThis.tackReveal = (() => {
  'use strict';

  const ANCESTORS_MAX = 200;
  const { getter, method } = globalThis.tackPrototypes;
  const parentNode = getter(Node, 'parentNode');
  const isConnected = getter(Node, 'isConnected');
  const shadowHost = getter(ShadowRoot, 'host');
  const rectangle = method(Element, 'getBoundingClientRect');
  const scrollIntoView = method(Element, 'scrollIntoView');

  let before = [];

  const painted = () => Promise.race([
    new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }),
    new Promise((resolve) => { setTimeout(resolve, 300); }),
  ]);

  /** All that `scrollIntoView` may scroll: what is around the element, in its frame and in those around that. */
  const around = (element) => {
    const found = [];
    for (let node = element; node && found.length < ANCESTORS_MAX;) {
      if (node.nodeType === Node.DOCUMENT_FRAGMENT_NODE) node = shadowHost(node);
      else if (node.nodeType === Node.DOCUMENT_NODE) {
        const view = node.defaultView;
        if (view) found.push([view, view.scrollX, view.scrollY]);
        node = view === window ? undefined : view?.frameElement;
      } else {
        if (node.scrollTop || node.scrollLeft || node.scrollHeight > node.clientHeight) found.push([node, node.scrollLeft, node.scrollTop]);
        node = parentNode(node);
      }
    }
    return found;
  };

  return async ({ scan, at, back }) => {
    if (back) {
      for (const [node, left, top] of before) node.scrollTo({ left, top, behavior: 'instant' });
      before = [];
      return {};
    }
    const seen = Object.hasOwn(globalThis, 'tackSeen') && globalThis.tackSeen;
    const element = seen && seen.page === scan ? seen.places.get(at)?.element.deref() : undefined;
    if (!element || !isConnected(element)) return {};
    before = around(element);
    scrollIntoView(element, { block: 'center', inline: 'center', behavior: 'instant' });
    await painted();
    let { x, y, width, height } = rectangle(element);
    for (let view = element.ownerDocument.defaultView; view && view !== window; view = view.parent) {
      const frame = view.frameElement;
      if (!frame) return {};
      const outer = rectangle(frame);
      x += outer.x + frame.clientLeft;
      y += outer.y + frame.clientTop;
    }
    return { there: [{ x, y, width, height }] };
  };
})();
({ ready: true });
