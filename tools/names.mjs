// The names by which a wasm file and its glue know each other. wasm-bindgen's are long and end in hashes, which nothing
// compresses; wasm-opt makes them short in the wasm file and tells which is which, and here the glue follows.

/**
 * The glue with the short names. `told` is wasm-opt's word: `imports` as `[module, name, short]`, `exports` as
 * `[name, short]`; `bytes` is the wasm file that has them.
 */
export function shortened(glue, told, bytes) {
  const module = new WebAssembly.Module(bytes);
  const imports = new Map(told.imports.map(([, name, short]) => [name, short]));
  const exports = new Map(told.exports.map(([name, short]) => [name, short]));
  same('imports', imports.values(), WebAssembly.Module.imports(module).map(({ name }) => name));
  same('exports', exports.values(), WebAssembly.Module.exports(module).map(({ name }) => name));
  const modules = new Map(told.imports.map(([name], i) => [name, WebAssembly.Module.imports(module)[i].module]));

  const defined = [];
  const used = [];
  const named = [];
  const text = glue
    .replace(/^( {8})(\w+)(?=: function\b)/gm, (whole, indent, name) => {
      defined.push(name);
      // What wasm-opt found that nothing calls keeps its name, which nothing asks for.
      return imports.has(name) ? indent + imports.get(name) : whole;
    })
    .replace(/\bwasm\.(\w+)/g, (_, name) => {
      used.push(name);
      return `wasm.${exports.get(name)}`;
    })
    .replace(/^( {8})"(.+)"(?=: import0,$)/gm, (_, indent, name) => {
      named.push(name);
      return `${indent}"${modules.get(name)}"`;
    });
  same('imported functions', imports.keys(), defined.filter((name) => imports.has(name)));
  // Not the other way round: some exports are not for the glue.
  same('exports in use', new Set(used), new Set(used.filter((name) => exports.has(name))));
  same('modules', modules.keys(), named);
  return text;
}

/** Fails unless both hold the same names, each as often. */
function same(what, wanted, found) {
  const [a, b] = [[...wanted].sort(), [...found].sort()];
  const differ = [...a.filter((name) => !b.includes(name)), ...b.filter((name) => !a.includes(name))];
  if (a.length !== b.length || differ.length > 0) {
    throw new Error(`names of wasm and glue: ${a.length} ${what} are wanted, ${b.length} were found; they differ in ${differ.join(', ') || 'how often'}`);
  }
}
