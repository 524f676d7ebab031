// Runs the end-to-end tests and ends with the line that says how many passed.
// node tests/e2e/run.mjs [FILTER]     FILTER: a part of the tests' file names
import fs from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { Firefox } from './harness/firefox.mjs';
import { scratch } from './harness/paths.mjs';
import { browsers } from './harness/scenario.mjs';

const folder = import.meta.dirname;
const filter = process.argv[2] ?? '';
const files = fs.readdirSync(folder).filter((f) => f.endsWith('.test.mjs') && f.includes(filter)).map((f) => path.join(folder, f));

const shared = scratch();
process.on('exit', () => fs.rmSync(shared, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
if (browsers.includes('firefox')) process.env.TACK_FIREFOX_PROFILE = await Firefox.prepare(shared);

let passed = 0;
let failed = 0;
const events = run({ files, concurrency: Number(process.env.TACK_E2E_AT_ONCE || 3), timeout: Infinity });
const isTest = (data) => !files.includes(data.name);
events.on('test:pass', (data) => { if (isTest(data) && !data.skip) passed++; });
events.on('test:fail', (data) => { if (isTest(data) || data.details.error?.failureType !== 'subtestsFailed') failed++; });
events.compose(new spec()).pipe(process.stdout);
events.on('end', () => process.on('exit', () => console.log(`\n${passed} passed, ${failed} failed`)));
process.on('exit', () => { if (failed > 0 || passed === 0) process.exitCode = 1; });
