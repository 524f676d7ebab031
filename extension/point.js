// Lets the person point at a picture of the page, or draw an area of it, once. Injected when the popup's button for it
// is pressed. What the function resolves to: `{waiting}` (at the beginning, and whenever the person takes their time: ask
// again, with `begin: false`), `{pointed}` (which elements lie there is remembered under the pointing's id, for the scan
// that is told that id), `{area}` in CSS pixels of the viewport, with how far the page was scrolled then, `{ended}` (the
// person or the page ended it). It ends by itself after `patience` milliseconds, and when nobody asks any more.
//
// Threats: the page under it may remove or dispatch what it likes, and keep events from everybody else. It reaches nothing
// within the closed shadow tree, and what it dispatches itself is not trusted; what it removes ends the pointing. The
// button that ends it hides a popover, which no page can keep from happening by stopping events.
// Run anew while the person points, it goes on.
globalThis.tackPoint = Object.hasOwn(globalThis, 'tackPoint') ? globalThis.tackPoint : (() => {
  'use strict';

  const ROUND_MS = 10_000;
  const FORSAKEN_MS = 30_000;
  const ANCESTORS_MAX = 300;
  // One line of a wheel that counts in lines, CSS pixels.
  const LINE = 16;
  const DRAWN_MIN = 16;
  const STEP = 16;
  const STACK_MAX = 60;
  const DEPTH_MAX = 6;
  const ACCENT = '#0b5f5b';
  const FOCUS = '#5cc8c0';

  const { getter, method } = globalThis.tackPrototypes;
  const { around, boxOf, painted, top, within } = globalThis.tackPlaces;
  const create = method(Document, 'createElement');
  const queryDocument = method(Document, 'querySelectorAll');
  const stackOf = method(Document, 'elementsFromPoint');
  const stackOfShadow = method(ShadowRoot, 'elementsFromPoint');
  const documentElement = getter(Document, 'documentElement');
  const activeElement = getter(Document, 'activeElement');
  const contentDocument = getter(HTMLIFrameElement, 'contentDocument');
  const localName = getter(Element, 'localName');
  const shadowRoot = getter(Element, 'shadowRoot');
  const attachShadow = method(Element, 'attachShadow');
  const rectangle = method(Element, 'getBoundingClientRect');
  const matches = method(Element, 'matches');
  const ownerDocument = getter(Node, 'ownerDocument');
  const scroller = getter(Document, 'scrollingElement');
  const isVisible = method(Element, 'checkVisibility');
  const append = method(Node, 'appendChild');
  const isConnected = getter(Node, 'isConnected');
  const remove = method(Element, 'remove');
  const focus = method(HTMLElement, 'focus');

  const styled = (name, style) => {
    const element = create(document, name);
    // Through the object model: a page's policy may forbid styles in the markup.
    for (const [property, value] of Object.entries(style)) element.style.setProperty(property, value, 'important');
    return element;
  };

  /** What lies at a point, the topmost first, into shadow trees and frames of the same origin. */
  const at = (x, y, host) => {
    const found = [];
    const look = (list, place, depth) => {
      const [left, above] = [(x - place.x) / place.across, (y - place.y) / place.down];
      for (const element of list) {
        if (element === host || found.length >= STACK_MAX) continue;
        const shadow = depth < DEPTH_MAX ? shadowRoot(element) : undefined;
        if (shadow) look(stackOfShadow(shadow, left, above).filter((inner) => inner !== element && !list.includes(inner)), place, depth + 1);
        const inner = depth < DEPTH_MAX && localName(element) === 'iframe' ? contentDocument(element) : undefined;
        if (inner) {
          const there = within(place, element, inner);
          if (!there.whole) look(stackOf(inner, (x - there.x) / there.across, (y - there.y) / there.down), there, depth + 1);
        }
        found.push(element);
      }
    };
    look(stackOf(document, x, y), top, 0);
    return found;
  };

  /**
   * The modal dialog over all others, outside of which everything is inert, this glass too: whatever is met at a point is
   * in it, or is the backdrop that belongs to it.
   */
  const topmost = () => {
    const all = [...queryDocument(document, 'dialog')].filter((dialog) => matches(dialog, ':modal'));
    const middle = (dialog) => {
      const { x, y, width, height } = rectangle(dialog);
      return [x + width / 2, y + height / 2];
    };
    for (const [x, y] of [[1, 1], [innerWidth / 2, innerHeight / 2], ...all.map(middle)]) {
      const [met] = at(x, y);
      let left = ANCESTORS_MAX;
      for (let node = met; node?.nodeType === Node.ELEMENT_NODE && left-- > 0; node = around(node)) {
        if (localName(node) === 'dialog' && matches(node, ':modal') && ownerDocument(node) === document) return node;
      }
    }
    return all.pop();
  };

  /** Scrolls what lies at a point as a wheel over it would, unless that is the page itself; and says whether it did. */
  const scrollAt = (x, y, across, down, host) => {
    let node = at(x, y, host)[0];
    for (let left = ANCESTORS_MAX; node && left > 0; left--) {
      if (node.nodeType === Node.DOCUMENT_NODE) {
        node = node.defaultView?.frameElement;
        continue;
      }
      const inner = ownerDocument(node);
      const isRoot = node === scroller(inner);
      if (isRoot && inner === document) return false;
      const { overflowX, overflowY, overscrollBehaviorX, overscrollBehaviorY } = getComputedStyle(node);
      const may = (by, style, size, whole) => by !== 0 && whole > size && (isRoot ? style !== 'hidden' : /auto|scroll/.test(style));
      const before = [node.scrollLeft, node.scrollTop];
      const sideways = may(across, overflowX, node.clientWidth, node.scrollWidth);
      const upright = may(down, overflowY, node.clientHeight, node.scrollHeight);
      if (sideways || upright) {
        node.scrollBy({ left: sideways ? across : 0, top: upright ? down : 0, behavior: 'instant' });
        const isMoved = node.scrollLeft !== before[0] || node.scrollTop !== before[1];
        // At its end, what is around it goes on, where the page allows that.
        if (isMoved || (sideways && overscrollBehaviorX !== 'auto') || (upright && overscrollBehaviorY !== 'auto')) return true;
      }
      node = around(node);
    }
    return false;
  };

  let running;
  // What came between two questions.
  const ended = new Map();

  const begin = ({ id, area, words, cancel, direction, patience }) => {
    let end;
    const result = new Promise((resolve) => { end = resolve; });
    const listening = new AbortController();
    const { signal } = listening;
    const host = styled('div', { all: 'initial', display: 'block', position: 'fixed', inset: '0', 'z-index': '2147483647', 'pointer-events': 'none' });
    const glass = styled('div', {
      all: 'initial', display: 'block', position: 'fixed', inset: '0', width: '100vw', height: '100vh', margin: '0', padding: '0', border: '0',
      overflow: 'hidden', background: 'transparent', cursor: 'crosshair', 'pointer-events': 'auto', 'touch-action': 'none', 'user-select': 'none', outline: 'none',
    });
    glass.popover = 'manual';
    glass.tabIndex = -1;
    const mark = styled('div', {
      all: 'initial', display: 'none', position: 'absolute', 'box-sizing': 'border-box', 'border-radius': '4px', 'pointer-events': 'none',
      border: `3px solid ${ACCENT}`, outline: '2px solid #fff',
      ...(area && { 'box-shadow': '0 0 0 200vmax rgb(0 0 0 / 35%)', border: '1px solid #fff', outline: `1px dashed ${ACCENT}`, 'border-radius': '0' }),
    });
    const note = styled('div', {
      all: 'initial', display: 'flex', 'align-items': 'center', gap: '12px', 'box-sizing': 'border-box', position: 'absolute', top: '16px', left: '50%', transform: 'translateX(-50%)',
      width: 'max-content', 'max-width': 'min(92vw, 560px)', padding: '8px 8px 8px 16px', ...(direction === 'rtl' && { padding: '8px 16px 8px 8px' }),
      'border-radius': '22px', background: '#1b2a2c', color: '#fff', font: '500 14px/1.4 system-ui, sans-serif', direction,
      'pointer-events': 'none', 'box-shadow': '0 2px 12px rgb(0 0 0 / 35%)', border: '1px solid #fff',
    });
    const said = styled('span', { all: 'unset' });
    said.textContent = words;
    said.role = 'status';
    const out = styled('button', {
      all: 'initial', flex: 'none', 'box-sizing': 'border-box', 'min-height': '28px', padding: '2px 12px', border: '1px solid #fff', 'border-radius': '999px',
      background: '#fff', color: '#1b2a2c', font: '600 14px/1.4 system-ui, sans-serif', cursor: 'pointer', 'pointer-events': 'auto',
    });
    out.type = 'button';
    out.textContent = cancel;
    out.popoverTargetElement = glass;
    out.popoverTargetAction = 'hide';
    // What a style sheet would do; a page's policy may forbid one.
    out.addEventListener('focus', () => out.style.setProperty('outline', matches(out, ':focus-visible') ? `3px solid ${FOCUS}` : 'none', 'important'), { signal });
    out.addEventListener('blur', () => out.style.setProperty('outline', 'none', 'important'), { signal });
    append(note, said);
    append(note, out);
    append(glass, mark);
    append(glass, note);
    const tree = attachShadow(host, { mode: 'closed' });
    append(tree, glass);
    append(topmost() ?? documentElement(document), host);
    glass.showPopover();

    // Keys that are pressed within a frame are not heard here.
    const before = activeElement(document);
    const isAway = before && ['iframe', 'frame', 'embed', 'object'].includes(localName(before));
    if (isAway || area) focus(glass, { preventScroll: true });

    let forsaken;
    /** Somebody still waits for it. */
    const keep = () => {
      clearTimeout(forsaken);
      forsaken = setTimeout(() => finish({ ended: true }), FORSAKEN_MS);
    };
    const deadline = setTimeout(() => finish({ ended: true }), patience);
    const finish = (outcome) => {
      if (signal.aborted) return;
      listening.abort();
      clearTimeout(forsaken);
      clearTimeout(deadline);
      if (running?.id === id) running = undefined;
      ended.clear();
      ended.set(id, outcome);
      remove(host);
      if ((isAway || area) && before && isConnected(before)) focus(before, { preventScroll: true });
      end(outcome);
    };
    const isOut = (event) => event.target === out;
    const listen = (target, type, hear) => target.addEventListener(type, (event) => {
      if (event.isTrusted && !isOut(event)) hear(event);
    }, { signal, capture: true, passive: false });
    const swallow = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const show = (box) => {
      mark.style.setProperty('display', box ? 'block' : 'none', 'important');
      if (!box) return;
      for (const [property, value] of [['left', box.x], ['top', box.y], ['width', box.width], ['height', box.height]]) {
        mark.style.setProperty(property, `${value}px`, 'important');
      }
    };

    // ---- A picture

    const seen = Object.hasOwn(globalThis, 'tackSeen') ? globalThis.tackSeen : undefined;
    let known;
    /** The pictures that the scan saw, with where they lie; looked at anew once the page has moved. */
    const pictures = () => {
      known ??= [...(seen?.places.values() ?? [])].flatMap(({ element }) => {
        const there = element.deref();
        const box = there && isConnected(there) && isVisible(there, { visibilityProperty: true, opacityProperty: true }) ? boxOf(there) : undefined;
        return box && box.width > 0 ? [{ element: there, box }] : [];
      });
      return known;
    };
    /** The pictures at a point: those that a press would meet, then what only lies there, the smallest first. */
    const meant = (x, y) => {
      const stack = at(x, y, host);
      const there = pictures().filter(({ box }) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height);
      there.sort((a, b) => a.box.width * a.box.height - b.box.width * b.box.height);
      return [...new Set([...stack, ...there.map(({ element }) => element)])];
    };

    let last;
    let asked;
    const follow = () => {
      asked = undefined;
      if (area) {
        show(drawn);
        return;
      }
      const first = last && meant(...last).find((element) => pictures().some((picture) => picture.element === element));
      show(first && pictures().find((picture) => picture.element === first).box);
    };
    const moved = () => {
      known = undefined;
      asked ??= requestAnimationFrame(follow);
    };

    // ---- An area

    let from;
    let drawn;
    const clamp = (value, max) => Math.min(Math.max(value, 0), max);
    const draw = (x, y) => {
      const [left, top] = [clamp(x, innerWidth), clamp(y, innerHeight)];
      drawn = { x: Math.min(from[0], left), y: Math.min(from[1], top), width: Math.abs(left - from[0]), height: Math.abs(top - from[1]) };
      show(drawn);
    };
    const isDrawn = () => drawn && drawn.width >= DRAWN_MIN && drawn.height >= DRAWN_MIN;
    const accept = () => {
      if (isDrawn()) finish({ area: [drawn], width: innerWidth, scrolledX: scrollX, scrolledY: scrollY });
    };
    /** By the keyboard: arrows move the area, with Shift they change its size, Enter takes it. */
    const byKey = (event) => {
      const [across, down] = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key] ?? [];
      if (across === undefined) return false;
      drawn ??= { x: innerWidth / 4, y: innerHeight / 4, width: innerWidth / 2, height: innerHeight / 2 };
      if (event.shiftKey) {
        drawn = { ...drawn, width: clamp(drawn.width + across, innerWidth - drawn.x), height: clamp(drawn.height + down, innerHeight - drawn.y) };
      } else {
        drawn = { ...drawn, x: clamp(drawn.x + across, innerWidth - drawn.width), y: clamp(drawn.y + down, innerHeight - drawn.height) };
      }
      show(drawn);
      return true;
    };

    listen(glass, 'pointermove', ({ clientX, clientY }) => {
      if (area && from) draw(clientX, clientY);
      if (area) return;
      last = [clientX, clientY];
      asked ??= requestAnimationFrame(follow);
    });
    listen(glass, 'pointerdown', (event) => {
      swallow(event);
      if (!area || event.button !== 0) return;
      // The second press of two ends it as well: not everybody can drag.
      if (from && isDrawn()) return;
      from = [event.clientX, event.clientY];
      glass.setPointerCapture(event.pointerId);
    });
    listen(glass, 'pointerup', (event) => {
      swallow(event);
      if (!area || event.button !== 0 || !from) return;
      draw(event.clientX, event.clientY);
      accept();
    });
    for (const type of ['mousedown', 'mouseup', 'touchstart', 'touchend', 'auxclick', 'dblclick']) listen(glass, type, swallow);
    // A way out that no page can swallow.
    listen(glass, 'contextmenu', (event) => {
      swallow(event);
      finish({ ended: true });
    });
    listen(glass, 'click', (event) => {
      swallow(event);
      if (area) return;
      known = undefined;
      if (seen) seen.pointed = { id, elements: meant(event.clientX, event.clientY).slice(0, STACK_MAX).map((element) => new WeakRef(element)) };
      finish({ pointed: true });
    });
    listen(glass, 'wheel', (event) => {
      // The browser's own: making everything larger or smaller.
      if (event.ctrlKey) return;
      let [across, down] = [event.deltaX, event.deltaY];
      if (event.deltaMode === WheelEvent.DOM_DELTA_LINE) [across, down] = [across * LINE, down * LINE];
      if (event.deltaMode === WheelEvent.DOM_DELTA_PAGE) [across, down] = [across * innerWidth, down * innerHeight];
      if (event.shiftKey && across === 0) [across, down] = [down, 0];
      if (!scrollAt(event.clientX, event.clientY, across, down, host)) return;
      swallow(event);
      moved();
    });
    // Hidden by the button in it.
    listen(glass, 'toggle', (event) => {
      if (event.newState === 'closed') finish({ ended: true });
    });
    listen(window, 'keydown', (event) => {
      // A key on the button is the button's.
      if (tree.activeElement === out && (event.key === 'Enter' || event.key === ' ')) return;
      if (event.key === 'Escape') finish({ ended: true });
      else if (!(area && (event.key === 'Enter' ? (accept(), true) : byKey(event)))) return;
      swallow(event);
    });
    listen(window, 'scroll', moved);
    listen(window, 'resize', moved);
    window.addEventListener('pagehide', () => finish({ ended: true }), { signal });

    return { id, result, finish, keep, isThere: () => isConnected(host) };
  };

  return async (wanted) => {
    if (wanted.begin) {
      running?.finish({ ended: true });
      running = begin(wanted);
      running.keep();
      return { waiting: true };
    }
    const mine = running;
    // It was ended between two questions, or another was begun.
    if (mine?.id !== wanted.id) return ended.get(wanted.id) ?? { ended: true };
    if (mine.isThere()) mine.keep();
    else mine.finish({ ended: true });
    let timer;
    const round = new Promise((resolve) => { timer = setTimeout(resolve, ROUND_MS, { waiting: true }); });
    const outcome = await Promise.race([mine.result, round]);
    clearTimeout(timer);
    // What was shown over the page is off the screen before anything is taken from there.
    if (!outcome.waiting) await painted(2);
    return outcome;
  };
})();
({ ready: true });
