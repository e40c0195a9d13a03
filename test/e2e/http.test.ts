import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../sandbox/free-port.js';
import { E2eWorld } from '../support/e2e-world.js';
import { Isthmus } from '../support/isthmus.js';

describe('the HTTP port of the process', () => {
  let world: E2eWorld;
  let base: string;
  before(async () => {
    const listen = `127.0.0.1:${await freePort()}`;
    base = `http://${listen}`;
    world = await E2eWorld.start({ software: 'prosody', config: { http: { listen, publicUrl: base } } });
  });
  after(async () => await world.stop());

  it('tells health and metrics, and leads no link that is not ours to a file', async () => {
    const ask = async (path: string): Promise<readonly [number, string]> => {
      const response = await fetch(base + path);
      return [response.status, await response.text()];
    };
    assert.deepEqual(await ask('/healthz'), [200, 'ok\n']);
    const [ready, how] = await ask('/readyz');
    const up = { state: 'up', lanes: { up: 1, down: 0, paused: 0, unheld: 0 }, streams: { up: 1, all: 1 } };
    assert.equal(ready, 200);
    assert.deepEqual(JSON.parse(how), {
      ready: true,
      stopping: false,
      lanes: true,
      redis: true,
      pressure: [],
      gateways: { sms: up },
    });
    assert.match((await ask('/media/k.AAAAAAAAAAAAAAAA.zzzzzz.AAAAAAAAAAAAAAAAAAAAAA/x.png'))[1], /^This link is not/);
    const [status, metrics] = await ask('/metrics');
    assert.equal(status, 200);
    assert.match(metrics, /^isthmus_xmpp_stream_up\{.*\} 1$/m);
    assert.match(metrics, /^isthmus_media_requests_total\{outcome="unknown"\} 1$/m);
  });

  it('has a folder for files that nobody else may read', () => {
    const [process] = world.processes;
    assert.equal(statSync(join(process?.dir ?? '', 'data', 'media', 'files')).mode & 0o777, 0o700);
  });

  it('that is taken, or a folder that cannot be used, is told to the admin', async () => {
    const config = (http: object, media: object): Record<string, unknown> => ({
      xmpp: { server: `${world.component.host}:${world.component.port}`, domain: world.xmpp.domain },
      access: { allow: [world.xmpp.domain] },
      gateways: { echo: { domain: 'nobody.example.org', secret: 'x' } },
      http,
      media,
    });
    const listen = new URL(base).host;
    await assert.rejects(Isthmus.start({ config: config({ listen }, {}) }), /cannot listen for HTTP at .*http\.listen/);
    const other = { listen: `127.0.0.1:${await freePort()}` };
    const started = Isthmus.start({ config: config(other, { dir: '/dev/null/media' }) });
    await assert.rejects(started, /cannot use the folder for files \/dev\/null\/media \(media\.dir\)/);
  });
});
