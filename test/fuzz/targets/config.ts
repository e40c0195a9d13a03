import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alertsModule } from '../../../gateways/alerts/module.js';
import { emailModule } from '../../../gateways/email/module.js';
import { ircModule } from '../../../gateways/irc/module.js';
import { smsModule } from '../../../gateways/sms/module.js';
import { loadConfig } from '../../../src/config/load.js';
import { parseSource } from '../../../src/config/source.js';
import { parseDuration, parseSize } from '../../../src/config/units.js';
import { readCsv } from '../../../src/directory/csv.js';
import type { FuzzTarget } from '../target.js';

const folder = mkdtempSync(join(tmpdir(), 'isthmus-fuzz-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'isthmus.yaml');
const MODULES = [smsModule, emailModule, ircModule, alertsModule];

const config: FuzzTarget = {
  name: 'config',
  tokens: [
    'xmpp:',
    'gateways:',
    '  sms:\n',
    '    domain: ',
    'secret: ',
    'access: { allow: [',
    ']}',
    '\n',
    '  ',
    ': ',
    '- ',
    '&a ',
    '*a',
    '<<: *a',
    '!!binary ',
    '|',
    '>',
    '---\n',
    '"',
    '{',
    '}',
    '[',
    '1h',
    '64KiB',
    '-1',
    '1e999',
    '__proto__: ',
    'constructor: ',
    '~',
    '0x10',
    '\t',
  ],
  longest: 1024,
  read(input) {
    parseSource(input.toString('utf8'));
    // The whole of it takes a hundred times as long.
    if (input.length % 32 !== 0) return;
    writeFileSync(file, input, { mode: 0o600 });
    const result = loadConfig(file, MODULES);
    assert.ok(result.ok || result.findings.length > 0, 'a config is refused without a reason');
    for (const { fix } of result.findings) assert.notEqual(fix, '', 'a finding says nothing of what to do');
  },
};

const values: FuzzTarget = {
  name: 'config-values',
  tokens: ['1h', '5s', '1.5', 'KiB', 'MiB', 'ms', '-', ' ', 'e9', '"', ',', ';', '\r\n'],
  longest: 1024,
  read(input) {
    const text = input.toString('utf8');
    for (const value of [parseDuration(text), parseSize(text)])
      assert.ok(value === undefined || (Number.isFinite(value) && value >= 0));
    try {
      readCsv(text);
    } catch (error) {
      // As it declares.
      assert.match(String(error), /a quote is not closed/);
    }
  },
};

export const targets: readonly FuzzTarget[] = [config, values];
