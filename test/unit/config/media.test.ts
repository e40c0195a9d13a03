import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { echoModule } from '../../../gateways/example/module.js';
import { type ConfigResult, loadConfig } from '../../../src/config/load.js';

const dir = mkdtempSync(join(tmpdir(), 'isthmus-config-'));
after(() => rmSync(dir, { recursive: true }));

function load(sections: string): ConfigResult {
  const file = join(dir, 'isthmus.yaml');
  const rest = 'xmpp: { domain: example.org }\naccess: { allow: [example.org] }\n';
  const gateways = 'gateways: { echo: { domain: echo.example.org, secret: s3cret } }\n';
  writeFileSync(file, `${rest}${gateways}${sections}\n`, { mode: 0o600 });
  return loadConfig(file, [echoModule]);
}

const messages = (sections: string): string[] =>
  load(sections).findings.map(({ severity, path, message }) => `${severity} ${path} ${message}`);

describe('the config of files', () => {
  it('is whole without a word, with sizes in octets, times in ms and a folder in dataDir', () => {
    const result = load('dataDir: data');
    assert.ok(result.ok);
    const { inline, ...media } = result.config.media;
    assert.deepEqual(media, {
      dir: join(dir, 'data', 'media'),
      maxFile: 32 * 1024 ** 2,
      quota: 4 * 1024 ** 3,
      userQuota: 256 * 1024 ** 2,
      ttl: 14 * 86_400_000,
      upload: 'auto',
      uploadPlainHttp: false,
    });
    assert.ok(inline.includes('image/png') && !inline.includes('application/pdf'));
    assert.equal(result.config.http, undefined);
  });

  it('is what is written', () => {
    const result = load(
      'http: { publicUrl: "https://gw.example.org/x/", proxies: [10.0.0.1], allowNetworks: [10.1.0.0/16, "fd00::/8"] }\n' +
        'media: { dir: files, maxFile: 1MiB, ttl: 1h, inline: [application/pdf], upload: off }',
    );
    assert.ok(result.ok, JSON.stringify(result.findings));
    assert.deepEqual(result.config.http, {
      listen: { host: '127.0.0.1', port: 8080 },
      publicUrl: 'https://gw.example.org/x',
      proxies: ['10.0.0.1'],
      allowNetworks: ['10.1.0.0/16', 'fd00::/8'],
    });
    assert.equal(result.config.media.dir, join(dir, 'files'));
    assert.deepEqual(result.config.media.inline, ['application/pdf']);
    assert.equal(result.config.media.upload, 'off');
  });

  it('tells what is wrong in it', () => {
    for (const url of [
      'gw.example.org',
      'ftp://gw.example.org',
      'https://user@gw.example.org',
      'https://gw.example.org/?x',
    ]) {
      assert.deepEqual(messages(`http: { publicUrl: "${url}" }`), [
        'error http.publicUrl must be a URL, such as https://gw.example.org',
      ]);
    }
    for (const network of ['10.0.0.0/33', 'example.org', '10.0.0/8']) {
      assert.deepEqual(messages(`http: { allowNetworks: ["${network}"] }`), [
        'error http.allowNetworks[0] must be a network or an address, such as 10.0.0.0/8',
      ]);
    }
    for (const type of ['text/html', 'image/svg+xml']) {
      assert.match(messages(`media: { inline: ["${type}"] }`).join(), /^error media\.inline\[0\]/);
    }
    assert.match(messages('media: { ttl: 5m }').join(), /must be between 10m and 365d/);
  });

  it('warns of links that anybody on the way can read', () => {
    assert.deepEqual(messages('http: { publicUrl: "http://gw.example.org" }'), [
      'warning http.publicUrl is not https: whoever is on the way can read the links, and so the files',
    ]);
  });
});
