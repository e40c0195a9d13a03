import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { echoModule } from '../../../gateways/example/module.js';
import type { GatewayModule } from '../../../gateways/gateway.js';
import { removeTempDir, tempDir } from '../../../sandbox/temp-dir.js';
import { runCli } from '../../../src/cli/cli.js';
import { healthCommand } from '../../../src/cli/health.js';
import { Networks } from '../../../src/cli/networks.js';

describe('isthmus health', () => {
  let dir: string;
  before(async () => {
    dir = await tempDir('isthmus-health');
  });
  after(async () => await removeTempDir(dir));

  async function health(http: string): Promise<[code: number, said: string]> {
    const file = join(dir, 'isthmus.yaml');
    const rest = 'access: { allow: [a.org] }\ngateways: { echo: { domain: e.org, secret: s } }\n';
    writeFileSync(file, `xmpp: { domain: example.org }\n${http}${rest}`, { mode: 0o600 });
    const lines: string[] = [];
    const networks = new Networks({ echo: async () => echoModule as GatewayModule });
    const io = { out: (line: string) => void lines.push(line), err: (line: string) => void lines.push(line), env: {} };
    const code = await runCli([healthCommand(networks)], ['health', '--config', file], io);
    return [code, lines.join('\n')];
  }

  it('asks the process where the config has it listen', async () => {
    let status = 200;
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/healthz' ? status : 404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    // Also where it listens on all addresses of the machine.
    assert.deepEqual(await health(`http: { listen: "0.0.0.0:${port}" }\n`), [
      0,
      `http://127.0.0.1:${port}/healthz answers 200`,
    ]);
    status = 503;
    assert.equal((await health(`http: { listen: "127.0.0.1:${port}" }\n`))[0], 1);
    await new Promise((resolve) => server.close(resolve));
    const [code, said] = await health(`http: { listen: "127.0.0.1:${port}" }\n`);
    assert.equal(code, 1);
    assert.match(said, /does not answer: ./);
  });

  it('is content where nobody can be asked, and not with a config that is wrong', async () => {
    assert.deepEqual(await health(''), [0, 'nobody can be asked: the config has no http']);
    assert.equal((await health('limit: {}\n'))[0], 2);
  });
});
