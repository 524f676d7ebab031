// Minifies the scripts of an extension where they lie: comments and names are for whoever reads `extension/`.
// node tools/scripts.mjs EXTENSION_DIR
import fs from 'node:fs';
import path from 'node:path';
import { minify } from 'terser';

const folder = process.argv[2];

// What is run together is shipped as one file: each of its own is weight in the zip.
const TOGETHER = {
  // What the others rely on. The last one's last word is what the browser answers: how much the page shows.
  'shared.js': ['prototypes.js', 'bounds.js', 'draw.js', 'places.js', 'mark.js'],
  'scan.js': ['spots.js', 'head.js', 'sightings.js', 'pictures.js', 'scan.js'],
};
for (const [whole, parts] of Object.entries(TOGETHER)) {
  const together = parts.map((name) => fs.readFileSync(path.join(folder, name), 'utf8')).join('\n');
  for (const name of parts) fs.rmSync(path.join(folder, name));
  fs.writeFileSync(path.join(folder, whole), together);
}

for (const name of fs.readdirSync(folder).filter((name) => name.endsWith('.js'))) {
  const file = path.join(folder, name);
  const text = fs.readFileSync(file, 'utf8');
  // As an expression: what a script of a page ends with is what the browser answers to whoever ran it there.
  const { code } = await minify(text, { module: /^import\b/m.test(text), compress: { expression: true } });
  fs.writeFileSync(file, code);
}
