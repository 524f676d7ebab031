// Lets the person point at a picture of the page, or draw an area of it, once. Injected when the popup's button for it
// is pressed. What the function resolves to: `{waiting}` (ask again, with `begin: false`), `{pointed}` (which elements lie
// there is remembered for the next scan), `{area}` in CSS pixels of the viewport, `{ended}` (the person or the page ended
// it). It is asked for again and again while the person takes their time; when nobody asks any more, it removes itself.
//
// Threats: the page under it may remove or dispatch what it likes. It reaches nothing within the closed shadow tree, and
// what it dispatches itself is not trusted; what it removes ends the pointing.
// Run anew while the person points, it goes on.
globalThis.tackPoint = Object.hasOwn(globalThis, 'tackPoint') ? globalThis.tackPoint : (() => {
  'use strict';

  const ROUND_MS = 10_000;
  const FORSAKEN_MS = 30_000;
  const DRAWN_MIN = 16;
  const STEP = 16;
  const STACK_MAX = 60;
  const DEPTH_MAX = 6;
  const ACCENT = '#0b5f5b';

  const { getter, method } = globalThis.tackPrototypes;
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
    const look = (list, left, top, depth) => {
      for (const element of list) {
        if (element === host || found.length >= STACK_MAX) continue;
        const shadow = depth < DEPTH_MAX ? shadowRoot(element) : undefined;
        if (shadow) look(stackOfShadow(shadow, left, top).filter((inner) => inner !== element && !list.includes(inner)), left, top, depth + 1);
        if (depth < DEPTH_MAX && localName(element) === 'iframe') {
          const inner = contentDocument(element);
          const box = rectangle(element);
          const [across, down] = [left - box.x - element.clientLeft, top - box.y - element.clientTop];
          if (inner) look(stackOf(inner, across, down), across, down, depth + 1);
        }
        found.push(element);
      }
    };
    look(stackOf(document, x, y), x, y, 0);
    return found;
  };

  /** Where an element lies in the page's own view, whatever frame it is in. */
  const boxOf = (element) => {
    let { x, y, width, height } = rectangle(element);
    for (let view = element.ownerDocument.defaultView; view && view !== window; view = view.parent) {
      const frame = view.frameElement;
      if (!frame) return undefined;
      const outer = rectangle(frame);
      x += outer.x + frame.clientLeft;
      y += outer.y + frame.clientTop;
    }
    return { x, y, width, height };
  };

  let running;
  // What came between two questions.
  const ended = new Map();

  const begin = ({ id, area, words, direction }) => {
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
      all: 'initial', position: 'absolute', top: '16px', left: '50%', transform: 'translateX(-50%)', 'max-width': 'min(90vw, 480px)', padding: '10px 16px',
      'border-radius': '999px', background: '#1b2a2c', color: '#fff', font: '500 14px/1.4 system-ui, sans-serif', 'text-align': 'center', direction,
      'pointer-events': 'none', 'box-shadow': '0 2px 12px rgb(0 0 0 / 35%)', border: '1px solid #fff',
    });
    note.textContent = words;
    note.role = 'status';
    append(glass, mark);
    append(glass, note);
    append(attachShadow(host, { mode: 'closed' }), glass);
    // What lies outside of an open dialog is inert, this glass too.
    const dialog = [...queryDocument(document, 'dialog')].filter((open) => open.matches(':modal')).pop();
    append(dialog ?? documentElement(document), host);
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
    const finish = (outcome) => {
      if (signal.aborted) return;
      listening.abort();
      clearTimeout(forsaken);
      if (running?.id === id) running = undefined;
      ended.clear();
      ended.set(id, outcome);
      remove(host);
      if ((isAway || area) && before && isConnected(before)) focus(before, { preventScroll: true });
      end(outcome);
    };
    const listen = (target, type, hear) => target.addEventListener(type, (event) => {
      if (event.isTrusted) hear(event);
    }, { signal, capture: true });
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
      if (isDrawn()) finish({ area: [drawn], width: innerWidth, height: innerHeight });
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
      if (seen) seen.pointed = meant(event.clientX, event.clientY).slice(0, STACK_MAX).map((element) => new WeakRef(element));
      finish({ pointed: true });
    });
    listen(window, 'keydown', (event) => {
      if (event.key === 'Escape') finish({ ended: true });
      else if (!(area && (event.key === 'Enter' ? (accept(), true) : byKey(event)))) return;
      swallow(event);
    });
    listen(window, 'scroll', moved);
    listen(window, 'resize', moved);
    window.addEventListener('pagehide', () => finish({ ended: true }), { signal });

    return { id, result, finish, keep, isThere: () => isConnected(host) };
  };

  /** What was shown over the page is off the screen. */
  const unseen = () => Promise.race([
    new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }),
    new Promise((resolve) => { setTimeout(resolve, 300); }),
  ]);

  return async (wanted) => {
    if (wanted.begin) {
      running?.finish({ ended: true });
      running = begin(wanted);
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
    if (!outcome.waiting) await unseen();
    return outcome;
  };
})();
({ ready: true });
