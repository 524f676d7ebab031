// How the files that are run in a page read it: through the getters and methods of the prototypes. A page names elements
// and form fields `title`, `images`, `querySelectorAll`, … and so shadows the properties of `document`.
globalThis.tackPrototypes = {
  getter(type, name) {
    const { get } = Object.getOwnPropertyDescriptor(type.prototype, name);
    return (object) => get.call(object);
  },
  method(type, name) {
    const { value } = Object.getOwnPropertyDescriptor(type.prototype, name);
    return (object, ...given) => value.call(object, ...given);
  },
};
