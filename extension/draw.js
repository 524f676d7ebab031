// Drawing what a page shows but has no address for: pictures written into the page, canvases, films, drawings. Injected
// before the scan, and before bytes are taken; what it defines lives in the extension's own world of the page, which
// the page neither sees nor reaches.
//
// Threat: what was drawn from elsewhere taints a canvas, and reading it throws: then it cannot be had this way.
globalThis.tackDraw = (() => {
  'use strict';

  const NODES_MAX = 2_000;
  const REFERENCE_NODES_MAX = 200;
  const REFERENCES_MAX = 50;
  const SVG = 'http://www.w3.org/2000/svg';
  // A drawing scales; on this side, CSS pixels, it is sharp enough for a Pin.
  const SKETCH_SIDE = 1_200;
  const SKETCH_SCALE_MAX = 4;
  const DECODE_MAX_MS = 800;

  const { getter, method } = globalThis.tackPrototypes;
  const create = method(Document, 'createElement');
  const createNs = method(Document, 'createElementNS');
  const elementById = method(Document, 'getElementById');
  const inertDocument = method(DOMImplementation, 'createHTMLDocument');
  const imported = method(Document, 'importNode');
  const documentElement = getter(Document, 'documentElement');
  const closest = method(Element, 'closest');
  const append = method(Node, 'appendChild');
  const query = method(Element, 'querySelectorAll');
  const rectangle = method(Element, 'getBoundingClientRect');
  const attribute = method(Element, 'getAttribute');
  const setAttribute = method(Element, 'setAttribute');
  const remove = method(Element, 'remove');

  const LIVE = 'script, foreignObject';
  // What style sheets of the page may say of a drawing's parts.
  const STYLED = ['fill', 'fill-opacity', 'fill-rule', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-linecap',
    'stroke-linejoin', 'stroke-dasharray', 'stroke-dashoffset', 'stroke-miterlimit', 'opacity', 'display', 'visibility', 'color',
    'font-family', 'font-size', 'font-weight', 'font-style', 'text-anchor', 'dominant-baseline', 'letter-spacing',
    'stop-color', 'stop-opacity', 'clip-path', 'mask', 'filter', 'mix-blend-mode', 'transform', 'transform-origin',
    'vector-effect', 'paint-order', 'rx', 'ry', 'cx', 'cy', 'r', 'x', 'y', 'width', 'height', 'd'];

  /** What has no file of its own: a canvas, what a film shows, a drawing in the document. */
  const draws = (place) => ['canvas', 'film', 'sketch'].includes(place);

  /** The size at which a drawing of that size is sharp. */
  const sharp = (width, height) => {
    const scale = Math.min(SKETCH_SCALE_MAX, Math.max(1, SKETCH_SIDE / Math.max(width, height)));
    return [Math.round(width * scale), Math.round(height * scale)];
  };

  /** Width and height in pixels of what an element holds. */
  const sizeOf = (element, place) => {
    switch (place) {
      case 'canvas': return [element.width, element.height];
      case 'film': return [element.videoWidth, element.videoHeight];
      case 'sketch': {
        const { width, height } = rectangle(element);
        return sharp(width, height);
      }
      default: return [element.naturalWidth, element.naturalHeight];
    }
  };

  /** A drawing as a document of its own: with the styles that the page gives it, and what it refers to elsewhere. */
  const alone = (svg, width, height) => {
    const parts = [svg, ...query(svg, '*')];
    if (parts.length > NODES_MAX) return undefined;
    // In a document that loads nothing and runs nothing: in the page's own, a copy would.
    const inert = inertDocument(document.implementation, '');
    const copyOf = (element) => {
      const copied = imported(inert, element, true);
      for (const inner of query(copied, LIVE)) remove(inner);
      return copied;
    };
    const copy = copyOf(svg);
    const from = parts.filter((element) => !closest(element, LIVE));
    const to = [copy, ...query(copy, '*')];
    for (const [at, element] of from.entries()) {
      const style = getComputedStyle(element);
      for (const name of STYLED) {
        const value = style.getPropertyValue(name);
        if (value) to[at].style.setProperty(name, value);
      }
    }
    const own = new Set(to.map((element) => attribute(element, 'id')).filter(Boolean));
    const defs = createNs(inert, SVG, 'defs');
    const text = new XMLSerializer();
    for (const [, name] of [...text.serializeToString(copy).matchAll(/(?:href="|url\(&quot;|url\(['"]?)#([\w:.-]+)/g)].slice(0, REFERENCES_MAX)) {
      const meant = own.has(name) ? undefined : elementById(document, name);
      if (!meant || query(meant, '*').length > REFERENCE_NODES_MAX) continue;
      own.add(name);
      append(defs, copyOf(meant));
    }
    append(copy, defs);
    setAttribute(copy, 'width', `${width}`);
    setAttribute(copy, 'height', `${height}`);
    if (!attribute(copy, 'viewBox')) {
      const box = rectangle(svg);
      setAttribute(copy, 'viewBox', `0 0 ${box.width} ${box.height}`);
    }
    // The place on the page is no part of the drawing.
    for (const name of ['transform', 'width', 'height', 'x', 'y', 'display']) copy.style.removeProperty(name);
    return text.serializeToString(copy);
  };

  const loaded = async (address) => {
    const picture = new Image();
    picture.src = address;
    await Promise.race([picture.decode(), new Promise((_, reject) => setTimeout(reject, DECODE_MAX_MS))]);
    return picture;
  };

  const fromText = (drawing) => loaded(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing)}`);

  /** A drawing that is a file of its own, as a canvas on which it is sharp. Throws where it is none. */
  const file = async (text) => {
    const svg = documentElement(new DOMParser().parseFromString(text, 'image/svg+xml'));
    const box = (attribute(svg, 'viewBox') ?? '').split(/[\s,]+/);
    // Browsers do not agree on how large one is that says no size, or one that depends on what is around it.
    for (const [name, side] of [['width', box[2]], ['height', box[3]]]) {
      if (side && !/^[\d.]+(?:px)?$/.test(attribute(svg, name) ?? '')) setAttribute(svg, name, side);
    }
    const picture = await fromText(new XMLSerializer().serializeToString(svg));
    return onCanvas(picture, ...sharp(picture.naturalWidth, picture.naturalHeight));
  };

  /** What of an element can be drawn. Throws where that is not to be had. */
  const sourceOf = async (element, place, width, height) => {
    if (place !== 'sketch') return element;
    const drawing = alone(element, width, height);
    if (!drawing) throw new Error('too large');
    return fromText(drawing);
  };

  const onCanvas = (source, width, height) => {
    const canvas = create(document, 'canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(source, 0, 0, width, height);
    return canvas;
  };

  /** An element as a canvas of that size. Throws where its picture is not to be had. */
  const paint = async (element, place, width, height) => onCanvas(await sourceOf(element, place, width, height), width, height);

  /** A small copy as an address; nothing for what is blank or not to be had. */
  const thumb = async (element, place, side, max) => {
    const [width, height] = sizeOf(element, place);
    const source = await sourceOf(element, place, width, height);
    for (const longest of [side, side / 2, side / 4]) {
      const scale = Math.min(1, longest / Math.max(width, height));
      const across = Math.max(1, Math.round(width * scale));
      const down = Math.max(1, Math.round(height * scale));
      const canvas = onCanvas(source, across, down);
      const { data } = canvas.getContext('2d').getImageData(0, 0, across, down);
      const pixels = new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
      if (pixels.every((pixel) => pixel === pixels[0])) return undefined;
      const address = canvas.toDataURL('image/webp', 0.75);
      if (address.length <= max) return address;
    }
    return undefined;
  };

  return { draws, sharp, sizeOf, paint, thumb, file };
})();
