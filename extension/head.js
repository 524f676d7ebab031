// What a document says of itself: in its head, and as data for machines. Injected before the scan.
globalThis.tackHead = (bounds) => {
  'use strict';

  const METAS_MAX = 200;
  const SOURCES_MAX = 20;
  const MARKUP_MAX = 50;
  const JSON_MAX = 500_000;

  const { ADDRESS_MAX, SRCSET_MAX, isDue, pause, text, address, attempt } = bounds;
  const { getter, method } = globalThis.tackPrototypes;
  const queryDocument = method(Document, 'querySelectorAll');
  const textContent = getter(Node, 'textContent');
  const firstChild = getter(Node, 'firstChild');
  const nextSibling = getter(Node, 'nextSibling');
  const lengthOf = getter(CharacterData, 'length');
  const localName = getter(Element, 'localName');
  const attribute = method(Element, 'getAttribute');
  const hasAttribute = method(Element, 'hasAttribute');

  const WANTED =
    /^(?:pinterest|description|pin:(?:media|description|title|url)|og:(?:title|description|url|image(?::(?:url|secure_url|width|height|alt))?)|twitter:image(?::(?:src|alt))?)$/;

  const metasOf = async (document) => {
    const found = [];
    for (const meta of queryDocument(document, 'meta[name], meta[property]')) {
      if (isDue()) await pause();
      let key;
      for (const name of ['property', 'name']) {
        const value = attribute(meta, name);
        if (!value || value.length > 40) continue;
        const folded = value.trim().toLowerCase();
        if (WANTED.test(folded)) key = folded;
        // An opt-out in either attribute counts.
        if (folded === 'pinterest') break;
      }
      if (!key) continue;
      const content = attribute(meta, 'content');
      const fact = { key, content: text(content, /image|media|url/.test(key) ? ADDRESS_MAX : undefined) };
      if (key === 'pinterest') fact.description = text(attribute(meta, 'description'));
      // An opt-out behind a thousand other entries is still an opt-out.
      if (found.length < METAS_MAX || key === 'pinterest') found.push(fact);
      if (found.length >= 2 * METAS_MAX) break;
    }
    const named = 'link[rel~="image_src" i][href], link[rel~="preload" i][as="image" i], [itemprop~="image" i]';
    let left = METAS_MAX;
    for (const element of queryDocument(document, named)) {
      if (left-- === 0) break;
      if (isDue()) await pause();
      const name = localName(element);
      const item = hasAttribute(element, 'itemprop') && /(?:^|\s)image(?:\s|$)/i.test(attribute(element, 'itemprop'));
      if (item && name === 'img') continue;
      const key = item ? 'itemprop:image' : /image_src/i.test(attribute(element, 'rel')) ? 'link:image_src' : 'link:preload';
      const content = address(attribute(element, 'content') ?? attribute(element, 'href'));
      const srcset = key === 'link:preload' ? text(attribute(element, 'imagesrcset'), SRCSET_MAX) : undefined;
      if (content || srcset) found.push({ key, content, srcset });
    }
    return found;
  };

  const canonicalOf = (document) => {
    for (const link of queryDocument(document, 'link[rel~="canonical" i][href]')) {
      return address(attribute(link, 'href'));
    }
    return undefined;
  };

  /** Things that the page describes in JSON-LD: of what type they are, their names and pictures, as written. */
  const thingsOf = async (document) => {
    const things = [];
    let left = JSON_MAX;
    const picturesIn = (value, depth = 0) => {
      if (typeof value === 'string') return [address(value)];
      if (Array.isArray(value)) return depth > 2 ? [] : value.slice(0, SOURCES_MAX).flatMap((one) => picturesIn(one, depth + 1));
      if (value && typeof value === 'object' && depth <= 2) return picturesIn(value.contentUrl ?? value.url, depth + 1);
      return [];
    };
    const look = (value, depth) => {
      if (!value || typeof value !== 'object' || depth > 8 || things.length >= MARKUP_MAX) return;
      if (Array.isArray(value)) {
        for (const one of value.slice(0, 200)) look(one, depth + 1);
        return;
      }
      const types = [value['@type']].flat().filter((type) => typeof type === 'string').slice(0, 5).map((type) => type.slice(0, 60));
      if (types.length) {
        const say = (name) => (typeof value[name] === 'string' ? text(value[name]) : undefined);
        const pictures = ['image', 'thumbnailUrl', 'thumbnail', 'primaryImageOfPage', 'contentUrl'].flatMap((name) => {
          // A film's or a song's own file is no picture.
          if (name === 'contentUrl' && !types.includes('ImageObject')) return [];
          return picturesIn(value[name]);
        });
        things.push({
          types: types.join(' '),
          name: say('headline') ?? say('name'),
          caption: say('caption'),
          pictures: pictures.filter(Boolean).slice(0, SOURCES_MAX).map((one) => ({ address: one })),
        });
        // What they hold is the way to the page, other pages, or marks of somebody: not what it is about.
        if (/(?:List|Organization|Person|Brand)\b/.test(types.join(' '))) return;
      }
      for (const [name, inner] of Object.entries(value).slice(0, 100)) {
        if (name !== 'image' || typeof inner === 'object') look(inner, depth + 1);
      }
    };
    for (const script of queryDocument(document, 'script[type="application/ld+json" i]')) {
      if (isDue()) await pause();
      // One that is too large is not read, and hides no other.
      let size = 0;
      for (let part = firstChild(script); part && size <= left; part = nextSibling(part)) size += attempt(() => lengthOf(part)) ?? 0;
      if (size > left) continue;
      left -= size;
      attempt(() => look(JSON.parse(textContent(script)), 0));
    }
    return things.length ? things : undefined;
  };

  return { metasOf, canonicalOf, thingsOf };
};
