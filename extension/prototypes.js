// How the files that are run in a page read it: through the getters and methods of the prototypes. A page names elements
// and form fields `title`, `images`, `querySelectorAll`, … and so shadows the properties of `document`.
globalThis.tackPrototypes = (() => {
  // Bound, each is a function of its own to the engine, which then calls the browser straight: closures of one shape
  // would all share one slow call.
  const { call } = Function.prototype;
  const own = (type, name) => Object.getOwnPropertyDescriptor(type.prototype, name);
  const getter = (type, name) => call.bind(own(type, name).get);
  const method = (type, name) => call.bind(own(type, name).value);
  const localName = getter(Element, 'localName');
  const inner = { embed: method(HTMLEmbedElement, 'getSVGDocument') };
  for (const type of [HTMLIFrameElement, HTMLFrameElement, HTMLObjectElement]) {
    inner[type.name.slice('HTML'.length, -'Element'.length).toLowerCase()] = getter(type, 'contentDocument');
  }
  /** The document that a frame shows, of whatever kind that is; nothing where it may not be read, or is none. */
  const documentOf = (element) => {
    try {
      return inner[localName(element)](element);
    } catch {
      return undefined;
    }
  };
  return { getter, method, documentOf };
})();
