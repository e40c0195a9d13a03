import assert from 'node:assert/strict';
import { type RequestOptions, request } from 'node:https';
import { describe, it } from 'node:test';
import { freePort } from '../../sandbox/free-port.js';
import { startCaddy, startNginx, type WebProxy } from '../../sandbox/web-proxy.js';
import { connectUser } from '../../sandbox/xmpp-user.js';
import { ConsoleBrowser } from '../support/console-browser.js';
import { E2eWorld } from '../support/e2e-world.js';
import { FilesWorld } from '../support/files-world.js';
import { sharedXmpp } from '../support/shared.js';
import { WebServer } from '../support/web-server.js';
import { allBlocks } from '../unit/docs/blocks/block.js';

const PHOTO = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(300_000, 'photo')]);
const START = { caddy: startCaddy, nginx: startNginx };

/** Starts the web server with what a page says, in front of another port than the page names. */
async function behind(
  software: keyof typeof START,
  site: { readonly page: string; readonly host: string; readonly port: string },
  listen: string,
): Promise<WebProxy> {
  const blocks = allBlocks().filter(({ page, language }) => page === site.page && language === software);
  const [block] = blocks;
  assert.ok(block !== undefined && blocks.length === 1, `${site.page} has one block of ${software}`);
  const text = block.text.replaceAll(`127.0.0.1:${site.port}`, listen);
  assert.ok(text.includes(site.host) && text.includes(listen), text);
  return await START[software]({ host: site.host, text });
}

function get(url: string, connection: RequestOptions): Promise<{ readonly status: number; readonly content: Buffer }> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { ...connection, agent: false }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode ?? 0, content: Buffer.concat(chunks) });
    });
    asking.on('error', reject).end();
  });
}

for (const software of ['caddy', 'nginx'] as const) {
  describe(`${software} as the pages have it`, () => {
    it('passes on files, and nothing else of that port', async () => {
      const host = 'gw.example.org';
      const world = await FilesWorld.start({ software: 'prosody', publicUrl: `https://${host}` });
      const photo = await WebServer.start((_, response) => void response.writeHead(200).end(PHOTO));
      const site = { page: 'docs/admin/media.md', host, port: '8080' };
      const proxy = await behind(software, site, world.listen);
      try {
        const connection = await proxy.connection();
        const [url = '', via] = await world.mirror(`${photo.url}/photo.png`);
        assert.equal(via, 'own');
        assert.ok(url.startsWith(`https://${host}/media/`), url);
        const { status, content } = await get(url, connection);
        assert.equal(status, 200);
        assert.ok(content.equals(PHOTO));
        for (const path of ['metrics', 'healthz', 'readyz', '', 'media/../metrics']) {
          assert.equal((await get(`https://${host}/${path}`, connection)).status, 404, path);
        }
      } finally {
        await proxy.stop();
        await photo.stop();
        await world.stop();
      }
    });

    it('passes on the console, and what is told live as it comes', async () => {
      const host = 'console.example.org';
      const listen = `127.0.0.1:${await freePort()}`;
      const xmpp = await sharedXmpp('prosody');
      const account = await xmpp.newUser('prince');
      const world = await E2eWorld.start({
        software: 'prosody',
        xmpp,
        config: {
          access: { allow: [xmpp.domain], admins: [account.jid] },
          console: { listen, publicUrl: `https://${host}` },
        },
      });
      const admin = await connectUser(account);
      const proxy = await behind(software, { page: 'docs/admin/console.md', host, port: '8481' }, listen);
      const browser = new ConsoleBrowser(`https://${host}`, await proxy.connection());
      try {
        assert.match((await browser.ask('/console/')).text, /<script/);
        await browser.signIn(admin, world.gateway);
        assert.deepEqual(
          [...browser.cookies.keys()].filter((name) => !name.startsWith('__Host-')),
          [],
        );
        let before: number | undefined;
        for await (const { data } of browser.live()) {
          const [sms] = data.gateways;
          if (before === undefined) {
            before = sms?.registered ?? 0;
            await world.registered('romeo');
          } else if ((sms?.registered ?? 0) > before) return;
        }
        assert.fail('the stream ended');
      } finally {
        browser.close();
        await proxy.stop();
        await admin.close();
        await world.stop();
      }
    });
  });
}
