import { echoModule } from '../../gateways/example/module.js';
import type { Envelope, Gateway, GatewayEvent, Hold, HoldContext, Outcome } from '../../gateways/gateway.js';
import { systemClock } from '../../src/clock.js';
import { silentLog } from '../../src/log.js';

/** A gateway to a network of mirrors: what is sent there as a file comes back as another file with the same content. */
export function mirrorGateway(domain: string): Gateway {
  const echo = echoModule.create(echoModule.config.parse({ domain }), { clock: systemClock, log: silentLog });
  return {
    name: echo.name,
    domain,
    identity: echo.identity,
    contactIdentity: echo.contactIdentity,
    features: new Set(['files']),
    addresses: echo.addresses,
    example: echo.example,
    prompt: echo.prompt,
    registration: echo.registration,
    lanes: echo.lanes,
    lanesFor: (...args) => echo.lanesFor(...args),
    hold: async (_, context) => new MirrorHold(context),
  };
}

class MirrorHold implements Hold {
  readonly depth = 1;
  readonly #context: HoldContext;

  constructor(context: HoldContext) {
    this.#context = context;
    context.state('up');
  }

  free(): number {
    return 64;
  }

  submit(envelope: Envelope<GatewayEvent>, settle: (outcome: Outcome) => void): void {
    const { event, account } = envelope;
    if (event?.type !== 'message') {
      settle({ kind: 'accepted', parts: [] });
      return;
    }
    this.#mirror(event.files?.[0]?.url, account)
      .then((body) => this.#context.deliver({ account, contact: event.contact, body }))
      .then(() => settle({ kind: 'accepted', parts: [] }));
  }

  /** The answer: the new link, how it was kept, its type, size, name and hash; else why not, in words. */
  async #mirror(url: string | undefined, account: string): Promise<string> {
    const { media } = this.#context;
    if (media === undefined) return 'no files here';
    if (url === undefined) return 'no file';
    const fetched = await media.fetch(url);
    if (!fetched.ok) return this.#context.text(fetched.problem.text);
    const { content, name, mediaType } = fetched.file;
    const put = await media.put(content, { name, mediaType, account });
    if (!put.ok) return this.#context.text(put.problem.text);
    const { file } = put;
    return [file.url, file.via, file.mediaType, file.size, file.name, file.hashes['sha-256']].join(' ');
  }

  async drain(): Promise<void> {}

  async close(): Promise<void> {}
}
