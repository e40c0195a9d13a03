import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** One file of the page, in memory. */
interface Asset {
  readonly content: Buffer;
  readonly type: string;
  readonly etag: string;
}

const HEAD_TOO = { exposeHeadRoute: true };

/** What the page may be made of. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

const INDEX = 'index.html';
/** Names with a hash of the content in them never mean anything else. */
const HASHED = /[.-][0-9A-Z]{8}\.\w+$/;

const NOT_BUILT =
  '<!doctype html><meta charset="utf-8"><title>Isthmus</title><p>The page of the console is not there. Run <code>npm run build</code>.</p>';

/** Where `npm run build` puts the page: beside the compiled program, or below the folder of the sources. */
function builtFolder(): string {
  const places = ['../../../console', '../../../dist/console'];
  const folders = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return folders.find((folder) => existsSync(join(folder, INDEX))) ?? folders[0] ?? '';
}

/** Reads the files of the page once; what is no part of a page is left out. */
async function readAssets(folder: string): Promise<ReadonlyMap<string, Asset>> {
  const assets = new Map<string, Asset>();
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const content = await readFile(join(folder, name));
    assets.set(name, { content, type, etag: `"${createHash('sha256').update(content).digest('base64url')}"` });
  }
  return assets;
}

/** The page and its files. They hold nothing that anybody may not see, so nobody has to be signed in. */
export async function serveAssets(app: FastifyInstance, folder = builtFolder()): Promise<void> {
  const assets = await readAssets(folder);
  const send = (request: FastifyRequest, reply: FastifyReply, name: string): FastifyReply => {
    const asset = assets.get(name);
    if (asset === undefined) {
      if (name === INDEX) return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT);
      return reply.code(404).type('text/plain; charset=utf-8').send('there is no such file\n');
    }
    const keep = HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache';
    void reply.headers({ etag: asset.etag, 'cache-control': keep });
    if (request.headers['if-none-match'] === asset.etag) return reply.code(304).send();
    return reply.type(asset.type).send(asset.content);
  };
  app.get('/', HEAD_TOO, (_, reply) => reply.redirect('/console/'));
  app.get('/console', HEAD_TOO, (_, reply) => reply.redirect('/console/'));
  app.get('/console/', HEAD_TOO, (request, reply) => send(request, reply, INDEX));
  app.get<{ Params: { name: string } }>('/console/:name', HEAD_TOO, (request, reply) =>
    send(request, reply, request.params.name),
  );
}
