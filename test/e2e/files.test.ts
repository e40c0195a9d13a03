import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { type FilesOptions, FilesWorld } from '../support/files-world.js';
import { WebServer } from '../support/web-server.js';

const PHOTO = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(300_000, 'photo')]);
/** More than the upload services of these tests take from us. */
const FILM = Buffer.concat([PHOTO, Buffer.alloc(1_000_000, 'film')]);
const hashOf = (content: Buffer): string => createHash('sha256').update(content).digest('base64');

async function inWorld(options: FilesOptions, run: (world: FilesWorld) => Promise<void>): Promise<void> {
  const world = await FilesWorld.start(options);
  try {
    await run(world);
  } finally {
    await world.stop();
  }
}

async function assertServes(url: string, content: Buffer): Promise<void> {
  const response = await fetch(url);
  assert.equal(response.status, 200, url);
  assert.ok(Buffer.from(await response.arrayBuffer()).equals(content));
}

/** A web server with a film. */
async function withFilm(run: (url: string) => Promise<void>): Promise<void> {
  const server = await WebServer.start((_, response) => void response.writeHead(200).end(FILM));
  try {
    await run(`${server.url}/film.png`);
  } finally {
    await server.stop();
  }
}

for (const software of ['prosody', 'ejabberd'] as const) {
  describe(`files through ${software}`, () => {
    it('go into its upload service and out of it: slot, PUT, link, GET', async () => {
      await inWorld({ software, upload: {} }, async (world) => {
        const mine = await world.upload('me and you.png', PHOTO, 'image/png');
        const [url = '', via, type, size, ...name] = await world.mirror(mine);
        assert.deepEqual([via, type, size], ['upload', 'image/png', String(PHOTO.length)]);
        assert.equal(name.pop(), hashOf(PHOTO));
        assert.notEqual(url, mine);
        await assertServes(url, PHOTO);
      });
    });

    it('stay with us when they are too large for it', async () => {
      await inWorld({ software, upload: {} }, async (world) => {
        await withFilm(async (film) => {
          const [url = '', via, , size] = await world.mirror(film);
          assert.deepEqual([via, size], ['own', String(FILM.length)]);
          await assertServes(url, FILM);
        });
        // And those that are not still go there.
        const [, via] = await world.mirror(await world.upload('small.png', PHOTO, 'image/png'));
        assert.equal(via, 'upload');
      });
    });

    it('stay with us when it lets no component in, or has no TLS and needs it, or is not there', async () => {
      const tries: readonly FilesOptions[] = [
        { software, upload: { components: [] } },
        { software, upload: {}, plainHttp: false },
      ];
      for (const options of tries) {
        await inWorld(options, async (world) => {
          const [url = '', via] = await world.mirror(await world.upload('a.png', PHOTO, 'image/png'));
          assert.equal(via, 'own', JSON.stringify(options));
          await assertServes(url, PHOTO);
        });
      }
      await inWorld({ software }, async (world) => {
        await withFilm(async (film) => {
          const [url = '', via] = await world.mirror(film);
          assert.equal(via, 'own');
          await assertServes(url, FILM);
        });
      });
    });
  });
}

describe('files', () => {
  it('stay with us within seconds where mod_privilege of ejabberd may swallow our requests', async () => {
    const modules = { mod_privilege: { roster: { both: 'none' } } };
    await inWorld({ software: 'ejabberd', upload: {}, modules }, async (world) => {
      const [url = ''] = await world.mirror(await world.upload('a.png', PHOTO, 'image/png'));
      await assertServes(url, PHOTO);
    });
  });

  it('are told in words where the admin has set up no HTTP', async () => {
    await inWorld({ software: 'prosody', http: false }, async (world) => {
      assert.equal((await world.mirror('https://example.org/x.png')).join(' '), 'no files here');
    });
  });

  it('of addresses that are not public, or encrypted, are told in words', async () => {
    await inWorld({ software: 'prosody' }, async (world) => {
      assert.match(
        (await world.mirror('http://169.254.169.254/latest')).join(' '),
        /169\.254\.169\.254, which is not on/,
      );
      assert.match((await world.mirror('aesgcm://example.org/x.png#00')).join(' '), /encrypted for its receiver/);
    });
  });
});
