import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { echoModule } from '../../../gateways/example/module.js';
import { loadConfig } from '../../../src/config/load.js';

const dir = mkdtempSync(join(tmpdir(), 'isthmus-console-config-'));
after(() => rmSync(dir, { recursive: true }));

/** What is wrong with a section `console`, as path and message. */
function wrong(section: string): string[] {
  const file = join(dir, 'isthmus.yaml');
  const rest = 'xmpp: { domain: example.org }\naccess: { allow: [example.org], admins: [admin@example.org] }\n';
  const gateways = 'gateways: { echo: { domain: echo.example.org, secret: s3cret } }\n';
  writeFileSync(file, `${rest}${gateways}console: ${section}\n`, { mode: 0o600 });
  return loadConfig(file, [echoModule]).findings.map(({ path, message }) => `${path} ${message}`);
}

describe('where the console listens', () => {
  const exposed = /^console\.listen is not loopback, so sessions of admins could be taken over on the way/;

  for (const listen of ['0.0.0.0:8481', '192.0.2.1:8481', '"[::]:8481"', 'gw.example.org:8481']) {
    it(`beyond loopback (${listen}) only behind TLS, or where the admin says that it is meant`, () => {
      assert.match(wrong(`{ listen: ${listen} }`).join(), exposed);
      assert.match(wrong(`{ listen: ${listen}, publicUrl: "http://console.example.org" }`).join(), exposed);
      assert.deepEqual(wrong(`{ listen: ${listen}, publicUrl: "https://console.example.org" }`), []);
      assert.deepEqual(wrong(`{ listen: ${listen}, insecure: true }`), []);
    });
  }

  for (const listen of ['127.0.0.1:8481', '127.9.9.9:8481', '"[::1]:8481"', 'localhost:8481']) {
    it(`on loopback (${listen}) as it is`, () => assert.deepEqual(wrong(`{ listen: ${listen} }`), []));
  }
});
