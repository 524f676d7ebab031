// Writes the words of a language as an extension ships them: without what is said to translators, to whom the names of
// what is filled in speak too, and called by their number in alphabetical order, as the wasm files call them
// (`protocol/build.rs`). What scripts, pages and manifest call by name keeps its name as well.
// node tools/words.mjs EXTENSION_DIR
import fs from 'node:fs';
import path from 'node:path';

const [extension] = process.argv.slice(2);
const files = fs.readdirSync(extension).filter((name) => /\.(js|html|css|json)$/.test(name));
const text = files.map((name) => fs.readFileSync(path.join(extension, name), 'utf8')).join('\n');
const named = new Set([...text.matchAll(/getMessage\(['"](\w+)['"]|__MSG_(\w+?)__/g)].map(([, ours, theirs]) => ours ?? theirs));

const locales = path.join(extension, '_locales');
// Numbered by the English ones, whatever a translation lacks.
const english = JSON.parse(fs.readFileSync(path.join(locales, 'en', 'messages.json'), 'utf8'));
const numbers = new Map(Object.keys(english).sort().map((name, number) => [name, number.toString(36)]));
for (const language of fs.readdirSync(locales)) {
  const file = path.join(locales, language, 'messages.json');
  const shipped = {};
  Object.entries(JSON.parse(fs.readFileSync(file, 'utf8'))).sort(([a], [b]) => (a < b ? -1 : 1)).forEach(([name, { message, placeholders }]) => {
    const words = { message: message.replace(/\$(\w+)\$/g, (_, filled) => placeholders[filled.toLowerCase()].content) };
    shipped[numbers.get(name)] = words;
    if (named.has(name)) shipped[name] = words;
  });
  fs.writeFileSync(file, JSON.stringify(shipped));
}
