import { startBiboumi } from '../../../sandbox/biboumi.js';
import type { LocalServer } from '../../../sandbox/server.js';
import { discard } from '../discard.js';
import { COMPONENTS, type Gateway, makeGateway } from '../gateway.js';
import type { Crowd } from './crowd.js';

/** Names of the IRC networks of the bench, as they stand in JIDs, and their ports on 127.0.0.1. */
export type Networks = Readonly<Record<string, number>>;

/** A gateway that is measured. */
export interface Contender {
  readonly name: string;
  /** The first of the nicks of its users. */
  readonly letter: string;
  readonly domain: string;
  /** Its processes, by name. */
  readonly pids: Readonly<Record<string, number>>;
  /** Tells it of users before they first join: where it needs that, and what they want. */
  prepare(crowd: Crowd, users: readonly number[]): Promise<void>;
  stop(): Promise<void>;
}

/** The JID of a room: `#c%bench@irc.localhost`. */
export function roomOf(contender: Contender, network: string, channel: string): string {
  return `${channel}%${network}@${contender.domain}`;
}

/** Where gateways log in as components. */
export interface XmppPort {
  readonly componentPort: number;
  readonly domain: string;
}

/** biboumi, with what makes it fast: no TLS to try first, no throttle, and without its history where that is asked. */
export async function biboumi(server: XmppPort, networks: Networks, history: boolean): Promise<Contender> {
  const domain = history ? 'biboumi.localhost' : 'quiet.localhost';
  const secret = COMPONENTS[domain] ?? '';
  const gateway: LocalServer = await startBiboumi({ componentPort: server.componentPort, domain, secret });
  return {
    name: history ? 'biboumi' : 'biboumi without history',
    letter: history ? 'b' : 'q',
    domain,
    pids: { gateway: gateway.pid },
    prepare: async (crowd, users) => {
      const forms: (readonly [string, Form])[] = Object.entries(networks).map(([name, port]) => [
        `${name}@${domain}`,
        { address: ['127.0.0.1'], ports: [String(port)], tls_ports: [], throttle_limit: ['-1'] },
      ]);
      if (!history) forms.push([domain, { record_history: ['false'], max_history_length: ['0'] }]);
      for (const [to, form] of forms) await configure(crowd, users, to, form);
    },
    stop: async () => await discard(gateway),
  };
}

/** Isthmus: one process, whose networks stand in its configuration. */
export async function isthmus(
  server: XmppPort,
  networks: Networks,
  redis: LocalServer & { unixUrl: string },
): Promise<Contender> {
  const gateway: Gateway = await makeGateway({ server, redisUrl: redis.unixUrl, irc: networks });
  await gateway.start();
  return {
    name: 'Isthmus',
    letter: 'i',
    domain: 'irc.localhost',
    pids: { gateway: gateway.pid, redis: redis.pid },
    prepare: async () => {},
    stop: async () => await gateway.stop(),
  };
}

type Form = Readonly<Record<string, readonly string[]>>;

/** How many commands are under way at a time. */
const TOGETHER = 50;

/** Runs the command `configure` of `to` for each user (XEP-0050), with these values. */
async function configure(crowd: Crowd, users: readonly number[], to: string, form: Form): Promise<void> {
  const fields = Object.entries(form)
    .map(
      ([name, values]) => `<field var='${name}'>${values.map((value) => `<value>${value}</value>`).join('')}</field>`,
    )
    .join('');
  const command = `xmlns='http://jabber.org/protocol/commands' node='configure'`;
  const waiting = [...users];
  let left = users.length;
  let text = '';
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${to} has not answered ${left} commands: ${text}`)), 300_000);
    const begin = () => {
      const n = waiting.shift();
      if (n === undefined) return;
      crowd.send(n, `<iq type='set' to='${to}' id='c${n}'><command ${command} action='execute'/></iq>`);
    };
    crowd.onData = (chunk) => {
      text += chunk.toString('utf8');
      for (let end = text.indexOf('</iq>'); end >= 0; end = text.indexOf('</iq>')) {
        const answer = text.slice(0, end);
        text = text.slice(end + 5);
        const n = Number(/\sid=['"][cd](\d+)['"]/.exec(answer)?.[1]);
        const session = /\ssessionid=['"]([^'"]+)['"]/.exec(answer)?.[1] ?? '';
        if (/\sid=['"]c/.test(answer)) {
          const submit = `<command ${command} sessionid='${session}' action='complete'><x xmlns='jabber:x:data' type='submit'>${fields}</x></command>`;
          crowd.send(n, `<iq type='set' to='${to}' id='d${n}'>${submit}</iq>`);
        } else if (/\sid=['"]d/.test(answer)) {
          left -= 1;
          begin();
        }
      }
      if (left > 0) return;
      clearTimeout(timer);
      resolve();
    };
    for (let count = 0; count < TOGETHER; count++) begin();
  });
  crowd.onData = () => {};
}
