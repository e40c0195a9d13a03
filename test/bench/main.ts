/** `npm run bench -- stream|streams|sms|sms-memory|sms-rate|irc|email|alerts|first|container|soak [--quick] [--profile]`: exits 0 only if every target holds. `tables` writes the page of all figures. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { alertsSuite } from './alerts-suite.js';
import { containerSuite } from './container-suite.js';
import { emailSuite } from './email-suite.js';
import { firstSuite } from './first-suite.js';
import { ircSuite } from './irc-suite.js';
import { sharesIn } from './profile.js';
import { rateSuite } from './rate-suite.js';
import { Report } from './report.js';
import { smsMemorySuite } from './sms-memory-suite.js';
import { smsSuite } from './sms-suite.js';
import { soakSuite } from './soak-suite.js';
import { streamSuite } from './stream-suite.js';
import { streamsSuite } from './streams-suite.js';
import { PAGE, writeTables } from './tables.js';

const SUITES: Readonly<Record<string, (report: Report) => Promise<void>>> = {
  stream: streamSuite,
  streams: streamsSuite,
  sms: smsSuite,
  'sms-memory': smsMemorySuite,
  'sms-rate': rateSuite,
  irc: ircSuite,
  email: emailSuite,
  alerts: alertsSuite,
  first: firstSuite,
  container: containerSuite,
  soak: soakSuite,
};

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, profile: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [name = ''] = positionals;
if (name === 'tables') {
  console.log(`${writeTables(Object.keys(SUITES))} suites in ${PAGE}`);
  process.exit(0);
}
const suite = SUITES[name];
if (suite === undefined || positionals.length > 1) {
  console.error(`usage: npm run bench -- ${Object.keys(SUITES).join('|')} [--quick] [--profile], or tables`);
  process.exit(2);
}
const begin = performance.now();
const report = new Report(name, values.quick);
const profiles = values.profile ? mkdtempSync(join(tmpdir(), 'isthmus-profiles-')) : undefined;
if (profiles !== undefined) {
  process.env.ISTHMUS_BENCH_NODE = `${process.env.ISTHMUS_BENCH_NODE ?? ''} --cpu-prof --cpu-prof-dir=${profiles}`;
}
await suite(report);
if (profiles !== undefined) {
  report.note('CPU of the gateway by step, percent', sharesIn(profiles));
  rmSync(profiles, { recursive: true });
}
const held = report.finish();
console.log(`\n${((performance.now() - begin) / 1000).toFixed(0)} s in all`);
process.exit(held ? 0 : 1);
