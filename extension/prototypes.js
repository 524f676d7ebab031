// How the files that are run in a page read it: through the getters and methods of the prototypes. A page names elements
// and form fields `title`, `images`, `querySelectorAll`, … and so shadows the properties of `document`.
globalThis.tackPrototypes = (() => {
  // Bound, each is a function of its own to the engine, which then calls the browser straight: closures of one shape
  // would all share one slow call.
  const { call } = Function.prototype;
  const own = (type, name) => Object.getOwnPropertyDescriptor(type.prototype, name);
  return {
    getter: (type, name) => call.bind(own(type, name).get),
    method: (type, name) => call.bind(own(type, name).value),
    /** The document that a frame, `object` or `embed` shows; nothing where it may not be read, or is none. */
    documentOf: (element) => {
      try {
        // What is in these elements shadows nothing of them.
        return element.contentDocument ?? element.getSVGDocument?.();
      } catch {
        return undefined;
      }
    },
  };
})();
