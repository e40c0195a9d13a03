import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { echoModule } from '../../gateways/example/module.js';
import { type Ejabberd, type EjabberdOptions, startEjabberd } from '../../sandbox/ejabberd.js';
import { freePort } from '../../sandbox/free-port.js';
import { type Prosody, startProsody } from '../../sandbox/prosody.js';
import type { UploadOptions } from '../../sandbox/xmpp-server.js';
import { attribute, connectUser, type XmppUser } from '../../sandbox/xmpp-user.js';
import { systemClock } from '../../src/clock.js';
import { Host } from '../../src/core/host.js';
import { House } from '../../src/http/media/house.js';
import { type HttpServer, serveHttp } from '../../src/http/server.js';
import { silentLog } from '../../src/log.js';
import { mirrorGateway } from './mirror-gateway.js';
import { type SharedRedis, type Software, sharedRedis } from './shared.js';

const SECRET = 's3cret';

export interface FilesOptions {
  readonly software: Software;
  /** The server's upload service; default none. */
  readonly upload?: UploadOptions;
  /** Whether the upload service may be used without TLS; default true. */
  readonly plainHttp?: boolean;
  /** Further modules of ejabberd. */
  readonly modules?: EjabberdOptions['modules'];
  /** `false`: the gateway has no HTTP at all. */
  readonly http?: boolean;
  /** Where the world reaches the files, when a proxy is in front; default where they are served. */
  readonly publicUrl?: string;
}

/** A real XMPP server with its upload service, the gateway to the mirrors, our HTTP port, and a user. */
export class FilesWorld {
  readonly domain: string;
  readonly user: XmppUser;
  /** Where our HTTP port is: `127.0.0.1:8080`. */
  readonly listen: string;
  readonly #stops: readonly (() => Promise<unknown>)[];

  private constructor(
    at: { readonly domain: string; readonly listen: string },
    user: XmppUser,
    stops: readonly (() => Promise<unknown>)[],
  ) {
    this.domain = at.domain;
    this.listen = at.listen;
    this.user = user;
    this.#stops = stops;
  }

  static async start(options: FilesOptions): Promise<FilesWorld> {
    const { software, upload, modules = {} } = options;
    const serverDomain = software === 'prosody' ? 'example.org' : 'example.net';
    const domain = `mirror.${serverDomain}`;
    const common = {
      domain: serverDomain,
      components: { [domain]: SECRET },
      ...(upload === undefined ? {} : { upload }),
    };
    const [server, redis, dir] = await Promise.all([
      software === 'prosody' ? startProsody(common) : startEjabberd({ ...common, modules }),
      sharedRedis(),
      mkdtemp(join(tmpdir(), 'isthmus-files-')),
    ]);
    const port = await freePort();
    const { host, http } = await startHost({ options, port, server, redis, dir, domain });
    const user = await connectUser(await server.addUser('juliet'));
    const stops = [
      () => user.close(),
      async () => await http?.close(),
      () => host.stop(1000),
      () => server.stop(),
      () => redis.close(),
      () => rm(dir, { recursive: true }),
    ];
    const world = new FilesWorld({ domain, listen: `127.0.0.1:${port}` }, user, stops);
    const query = '<query xmlns="jabber:iq:register"><nick>juliet</nick></query>';
    await user.request(`<iq type="set" to="${domain}">${query}</iq>`);
    await user.waitForText(domain);
    return world;
  }

  /** The server's upload service as the user's client finds it: asks for a slot and puts the content there. */
  async upload(name: string, content: Uint8Array, type: string): Promise<string> {
    const request = `<request xmlns="urn:xmpp:http:upload:0" filename="${name}" size="${content.length}" content-type="${type}"/>`;
    const answer = await this.user.request(`<iq type="get" to="upload.${this.user.account.domain}">${request}</iq>`);
    const slot = answer.getChild('slot', 'urn:xmpp:http:upload:0');
    const [put, get] = [slot?.getChild('put'), slot?.getChild('get')];
    if (put === undefined || get === undefined) throw new Error(`no slot: ${answer.toString()}`);
    const headers = put.getChildren('header').map((one) => [attribute(one, 'name') ?? '', one.getText()]);
    const response = await fetch(attribute(put, 'url') ?? '', {
      method: 'PUT',
      headers: { ...Object.fromEntries(headers), 'content-type': type },
      body: Buffer.from(content),
    });
    if (response.status !== 201) throw new Error(`not uploaded: ${response.status}`);
    return attribute(get, 'url') ?? '';
  }

  /** Sends a link as clients send files (XEP-0066), and resolves with the words that come back. */
  async mirror(url: string): Promise<readonly string[]> {
    const to = `glass@${this.domain}`;
    await this.user.send(
      `<message to="${to}" type="chat" id="f1"><body>${url}</body><x xmlns="jabber:x:oob"><url>${url}</url></x></message>`,
    );
    // As long as all time-outs towards a server that says nothing.
    return (await this.user.waitForText(to, 30_000)).split(' ');
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) await stop();
  }
}

async function startHost(parts: {
  readonly options: FilesOptions;
  readonly port: number;
  readonly server: Prosody | Ejabberd;
  readonly redis: SharedRedis;
  readonly dir: string;
  readonly domain: string;
}): Promise<{ readonly host: Host; readonly http: HttpServer | undefined }> {
  const { options, port, server, redis, dir, domain } = parts;
  const listen = { host: '127.0.0.1', port };
  const settings = {
    store: {
      dir: join(dir, 'media'),
      publicUrl: options.publicUrl ?? `http://${listen.host}:${listen.port}`,
      maxFile: 4_000_000,
      quota: 100_000_000,
      userQuota: 50_000_000,
      ttl: 3_600_000,
      inline: ['image/png'],
    },
    fetch: { allowNetworks: ['127.0.0.1'] },
    upload: { plainHttp: options.plainHttp ?? true },
    userAgent: 'Isthmus/test',
  };
  let house: House | undefined;
  const host = await Host.start({
    redis: { url: redis.url },
    prefix: redis.prefix,
    keyFile: join(dir, 'secret.key'),
    lease: 8000,
    maxDepth: 1000,
    serverDomain: server.domain,
    maxStanzaBytes: 300_000,
    readStanzaBytes: 262_144,
    streams: 1,
    limits: {
      rate: 1e6,
      burst: 1e6,
      patience: 10_000,
      unheld: 60_000,
      waiting: 1000,
      recipients: 50,
      contacts: 100,
      accounts: 5,
      expiry: 86_400_000,
    },
    linkTtl: 3600,
    sites: [
      {
        gateway: mirrorGateway(domain),
        texts: echoModule.texts,
        metrics: undefined,
        secret: SECRET,
        server: { host: server.host, port: server.componentPort },
        access: () => undefined,
        isAdmin: () => false,
      },
    ],
    role: undefined,
    software: { name: 'Isthmus', version: '0' },
    dataDir: undefined,
    ...(options.http === false
      ? {}
      : {
          media: async (given) => {
            house = await House.open(settings, given);
            return house;
          },
        }),
    clock: systemClock,
    log: silentLog,
  });
  await host.ready();
  const http = house === undefined ? undefined : await serveHttp({ listen, proxies: [] }, [house.routes]);
  return { host, http };
}
