// Makes what wasm-pack built small, and puts it where the extension loads it.
// node tools/wasm.mjs FROM_DIR NAME [--fresh] TO_DIR…   --fresh: the glue becomes a function that makes instances
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { minify } from 'terser';
import { shortened } from './names.mjs';
import { ranked } from './order.mjs';
import { cut } from './panics.mjs';

const [from, name, ...rest] = process.argv.slice(2);
const fresh = rest[0] === '--fresh';
const folders = fresh ? rest.slice(1) : rest;
const built = path.join(from, `${name}_bg.wasm`);
// Beside the folder, which wasm-pack empties.
const small = path.join(from, '..', `${name}_small.wasm`);
const names = path.join(from, '..', `${name}_names.json`);

// The features that rustc uses, by name: with all of them wasm-opt writes forms that Chromium refuses.
const features = ['bulk-memory', 'nontrapping-float-to-int', 'sign-ext', 'mutable-globals', 'reference-types', 'multivalue']
  .map((feature) => `--enable-${feature}`);
// Functions with one caller stay as they are unless they are tiny: in their callers, whose locals they would add to,
// they are a little smaller, and far larger once compressed.
const inlining = ['--one-caller-inline-max-function-size', '20'];
// Nothing lies below 1024: there the stack ends, and one that reached so far would overflow next. So an address that is
// added to a number becomes the offset of the access.
const low = '--low-memory-unused';
const wasmOpt = path.resolve('node_modules/.bin/wasm-opt');
// Locals that follow each other as they are used compress better.
const locals = ['--coalesce-locals-learning', '--reorder-locals', '--vacuum'];
// Which of these is smaller once compressed, by half a percent, differs from file to file.
const effects = '--generate-global-effects';
const ways = [['-Oz', effects, '-Oz', effects, '-Oz', ...inlining, low], ['-Os', effects, '-Oz', ...inlining, low, '--merge-locals']];
const after = [
  ...locals, '--strip-debug', '--strip-producers', '--strip-target-features', ...features,
  '--minify-imports-and-exports-and-modules',
];
const sorted = ['--reorder-functions-by-name', '--strip-debug', ...features];

// The same bytes, options and tools give the same file: it takes long enough to do it once.
const stamp = createHash('sha256').update(JSON.stringify([ways, after, sorted])).update(fs.readFileSync(built))
  .update(fs.readFileSync('package-lock.json')).update(fs.readFileSync('tools/order.mjs'))
  .update(fs.readFileSync('tools/panics.mjs')).digest('hex');
const stampFile = `${small}.of`;
if (![small, names, stampFile].every((file) => fs.existsSync(file)) || fs.readFileSync(stampFile, 'utf8') !== stamp) {
  fs.rmSync(stampFile, { force: true });
  const run = (file, options) => execFileSync(wasmOpt, [file, '-o', small, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const cutShort = cut(fs.readFileSync(built));
  const made = ways.map((way) => {
    fs.writeFileSync(small, cutShort);
    // It prints which name became which.
    const told = run(small, [...way, ...after]);
    fs.writeFileSync(small, ranked(fs.readFileSync(small)));
    run(small, sorted);
    const bytes = fs.readFileSync(small);
    return { told, bytes, size: zlib.deflateRawSync(bytes, { level: 9 }).length };
  });
  const best = made.reduce((a, b) => (b.size < a.size ? b : a));
  fs.writeFileSync(small, best.bytes);
  fs.writeFileSync(names, best.told);
  fs.writeFileSync(stampFile, stamp);
}

const before = fs.statSync(built).size;
const bytes = fs.readFileSync(small);
const left = WebAssembly.Module.customSections(new WebAssembly.Module(bytes), 'name').length;
if (bytes.length >= before || left > 0) {
  throw new Error(`wasm-opt did not do its work on ${built}: ${before} → ${bytes.length} bytes, ${left} name sections`);
}

let glue = shortened(fs.readFileSync(path.join(from, `${name}.js`), 'utf8'), JSON.parse(fs.readFileSync(names, 'utf8')), bytes);
glue = shorter(glue);
if (fresh) glue = factory(glue);
// Made by a program, and read by nobody. What it would warn of are servers and uses that there are none of here.
glue = (await minify(glue, { module: true, compress: { drop_console: true } })).code;

for (const to of folders) {
  fs.mkdirSync(to, { recursive: true });
  fs.writeFileSync(path.join(to, `${name}.js`), glue);
  fs.writeFileSync(path.join(to, `${name}_bg.wasm`), bytes);
}
const gzipped = zlib.gzipSync(bytes, { level: 9 }).length;
console.log(`tack: ${name}: ${before} → ${bytes.length} bytes, ${gzipped} gzipped`);

/** The glue without ways of loading that are not used: an extension's own file comes as what it is, or compiled. */
function shorter(module) {
  const load = /^async function __wbg_load\(module, imports\) \{\n[^]*?\n\}\n/m;
  const sync = 'export { initSync, __wbg_init as default };';
  if (!load.test(module) || !module.includes(sync)) throw new Error(`the glue of ${name} has another shape than this expects`);
  return module.replace(sync, 'export { __wbg_init as default };').replace(load, () => `
async function __wbg_load(module, imports) {
  if (module instanceof Response) return WebAssembly.instantiateStreaming(module, imports);
  const made = await WebAssembly.instantiate(module, imports);
  return made instanceof WebAssembly.Instance ? { instance: made, module } : made;
}
`);
}

/**
 * wasm-bindgen's glue keeps one instance for ever, and one that trapped must not be called again. So the glue becomes
 * the body of a function: each call of `instance()` has an instance, closures and finalizers of its own, and whatever a
 * dead one left behind can only reach the dead one.
 */
function factory(module) {
  const exported = [...module.matchAll(/^export (?:async )?function (\w+)/gm)].map(([, f]) => f);
  const tail = /^export \{ __wbg_init as default \};$/m;
  const body = module.replace(/^export ((?:async )?function )/gm, '$1').replace(tail, '');
  if (!tail.test(module) || exported.length === 0 || /^(import|export)\b/m.test(body)) {
    throw new Error(`the glue of ${name} has another shape than this expects`);
  }
  return `export function instance() {\n${body}\nreturn { init: __wbg_init, ${exported.join(', ')} };\n}\n`;
}
