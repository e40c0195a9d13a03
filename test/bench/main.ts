/** `npm run bench -- stream|streams|sms|sms-memory|sms-rate|irc|email|alerts|first|soak [--quick]`: exits 0 only if every target holds. */
import { parseArgs } from 'node:util';
import { alertsSuite } from './alerts-suite.js';
import { emailSuite } from './email-suite.js';
import { firstSuite } from './first-suite.js';
import { ircSuite } from './irc-suite.js';
import { rateSuite } from './rate-suite.js';
import { Report } from './report.js';
import { smsMemorySuite } from './sms-memory-suite.js';
import { smsSuite } from './sms-suite.js';
import { soakSuite } from './soak-suite.js';
import { streamSuite } from './stream-suite.js';
import { streamsSuite } from './streams-suite.js';

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
  soak: soakSuite,
};

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [name = ''] = positionals;
const suite = SUITES[name];
if (suite === undefined || positionals.length > 1) {
  console.error(`usage: npm run bench -- ${Object.keys(SUITES).join('|')} [--quick]`);
  process.exit(2);
}
const begin = performance.now();
const report = new Report(name, values.quick);
await suite(report);
const held = report.finish();
console.log(`\n${((performance.now() - begin) / 1000).toFixed(0)} s in all`);
process.exit(held ? 0 : 1);
