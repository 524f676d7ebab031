// Minifies the style sheets of an extension where they lie. What the parser does not know fails the build.
// node tools/styles.mjs EXTENSION_DIR
import fs from 'node:fs';
import path from 'node:path';
import { generate, parse } from 'css-tree';

const folder = process.argv[2];
for (const name of fs.readdirSync(folder).filter((name) => name.endsWith('.css'))) {
  const file = path.join(folder, name);
  const sheet = parse(fs.readFileSync(file, 'utf8'), {
    onParseError: (error) => { throw new Error(`${name}, line ${error.line}: ${error.message}`); },
  });
  fs.writeFileSync(file, generate(sheet));
}
