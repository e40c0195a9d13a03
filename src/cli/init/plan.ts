import { randomBytes } from 'node:crypto';
import type { GatewayModule, Introduction } from '../../../gateways/gateway.js';
import type { ServerType } from '../servers/server-type.js';
import type { Component } from '../servers/whole-lines.js';
import { sharesSecret } from '../servers/whole-lines.js';
import type { Answers } from './answers.js';
import {
  adminOf,
  DOMAIN,
  gatewayDomain,
  isServerType,
  listed,
  networksOf,
  PUBLIC_URL,
  place,
  SERVER,
} from './questions.js';

/** A network that can be set up here. */
export interface Offer {
  readonly module: GatewayModule;
  readonly introduction: Introduction;
}

/** Everything that is going to be written. */
export interface Plan {
  readonly type: ServerType;
  readonly serverDomain: string;
  readonly port: number;
  readonly components: readonly Component[];
  /** The config file as data. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Other files beside it, by their names. */
  readonly files: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

/** Letters, digits, `-` and `_`: needs no quotes in any file. 192 bits. */
function newSecret(): string {
  return randomBytes(24).toString('base64url');
}

/** Asks what has to be known. `dataDir`, `redis`, `listen` (HTTP): as the config file is to have them. */
export async function makePlan(
  answers: Answers,
  offers: readonly Offer[],
  { dataDir, redis, listen }: { readonly dataDir: string; readonly redis: string | undefined; readonly listen: string },
): Promise<Plan> {
  const server = await answers.of(SERVER);
  const type = isServerType(server) ? server : 'prosody';
  const serverDomain = (await answers.of(DOMAIN)).toLowerCase();
  const at = await answers.of(place(type));
  const names = listed(await answers.of(networksOf(offers.map(({ module }) => module.name))));
  const admin = (await answers.of(adminOf(serverDomain))).toLowerCase();
  const publicUrl = await answers.of(PUBLIC_URL);
  const files = new Map<string, string>();
  const notes: string[] = [];
  const components: Component[] = [];
  const gateways: Record<string, unknown> = {};
  const common = newSecret();
  for (const name of names) {
    const offer = offers.find(({ module }) => module.name === name);
    if (offer === undefined) continue;
    const { introduction } = offer;
    const domain = (await answers.of(gatewayDomain(name, serverDomain))).toLowerCase();
    const own = new Map<string, string>();
    for (const question of introduction.questions) {
      own.set(question.name, await answers.of({ ...question, option: `--${name}-${question.name}` }));
    }
    const others = names.filter((one) => one !== name);
    const result = introduction.write(own, { serverDomain, admin, others, newSecret });
    const secret = sharesSecret(type) ? common : newSecret();
    files.set(`${name}.secret`, `${secret}\n`);
    for (const [file, text] of Object.entries(result.files ?? {})) files.set(file, text);
    notes.push(...(result.notes ?? []));
    components.push({ domain, secret, label: introduction.label });
    gateways[name] = { domain, secretFile: `${name}.secret`, ...result.section };
  }
  return {
    type,
    serverDomain,
    port: Number(at.slice(at.lastIndexOf(':') + 1)),
    components,
    config: {
      xmpp: { server: at, domain: serverDomain },
      ...(redis === undefined ? {} : { redis: { url: redis } }),
      dataDir,
      keyFile: 'secret.key',
      access: { allow: [serverDomain], admins: [admin] },
      http: { listen, ...(publicUrl === '' ? {} : { publicUrl }) },
      gateways,
    },
    files,
    notes,
  };
}
