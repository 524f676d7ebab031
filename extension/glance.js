// Injected before a scan that shall be quick: of a very large page it looks only at what is in view.
globalThis.tackGlance = true;
