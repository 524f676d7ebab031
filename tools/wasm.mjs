// Makes what wasm-pack built small, and puts it where the extension loads it.
// node tools/wasm.mjs FROM_DIR NAME TO_DIR…
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const [from, name, ...folders] = process.argv.slice(2);
const built = path.join(from, `${name}_bg.wasm`);
const small = path.join(from, `${name}_small.wasm`);

// The features that rustc uses, by name: with all of them wasm-opt writes forms that Chromium refuses.
const features = ['bulk-memory', 'nontrapping-float-to-int', 'sign-ext', 'mutable-globals', 'reference-types', 'multivalue'];
const wasmOpt = path.resolve('node_modules/.bin/wasm-opt');
execFileSync(wasmOpt, [
  built, '-o', small, '-Oz', '--strip-debug', '--strip-producers', '--strip-target-features',
  ...features.map((f) => `--enable-${f}`),
], { stdio: 'inherit' });

const before = fs.statSync(built).size;
const bytes = fs.readFileSync(small);
const left = WebAssembly.Module.customSections(new WebAssembly.Module(bytes), 'name').length;
if (bytes.length >= before || left > 0) {
  throw new Error(`wasm-opt did not do its work on ${built}: ${before} → ${bytes.length} bytes, ${left} name sections`);
}

// A wasm instance that trapped must not be called again; wasm-bindgen's glue would hand it out for ever.
let glue = fs.readFileSync(path.join(from, `${name}.js`), 'utf8');
if (!/^let wasm(Module)?\b[^;]*\bwasm\b|^let wasm;/m.test(glue)) {
  throw new Error(`the glue of ${name} keeps its instance elsewhere than in "let wasm": forget() would do nothing`);
}
glue += '\nexport function forget() { wasm = undefined; }\n';

for (const to of folders) {
  fs.mkdirSync(to, { recursive: true });
  fs.writeFileSync(path.join(to, `${name}.js`), glue);
  fs.writeFileSync(path.join(to, `${name}_bg.wasm`), bytes);
}
const gzipped = zlib.gzipSync(bytes, { level: 9 }).length;
console.log(`tack: ${name}: ${before} → ${bytes.length} bytes, ${gzipped} gzipped`);
