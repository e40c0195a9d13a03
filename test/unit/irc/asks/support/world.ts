import assert from 'node:assert/strict';
import type { Envelope, Hold, Outcome, Problem, RoomEvent } from '../../../../../gateways/gateway.js';
import { ircConfig } from '../../../../../gateways/irc/config.js';
import { IrcGateway } from '../../../../../gateways/irc/irc-gateway.js';
import type { IrcLine } from '../../../../../sandbox/irc-line.js';
import { type Peer, type ScriptedIrcd, startScriptedIrcd, welcome } from '../../../../../sandbox/ircd/index.js';
import { systemClock } from '../../../../../src/clock.js';
import { silentLog } from '../../../../../src/log.js';
import { AskContext } from './context.js';

export const DOMAIN = 'irc.example.org';
export const USER = 'juliet@example.org';
export const CLIENT = `${USER}/balcony`;
const NICK = 'alice';

/** The gateway, with one network that is called `net`; `more`: what else the config says of it. */
export function gatewayFor(port: number, more: object = {}): IrcGateway {
  const config = ircConfig.parse({
    domain: DOMAIN,
    secret: 'secret',
    networks: { net: { host: `127.0.0.1:${port}`, tls: false, throttle: { burst: 100, every: '10ms' }, ...more } },
    lanes: 1,
  });
  return new IrcGateway(config, { clock: systemClock, log: silentLog });
}

/** An event as the core brings it to the hold. */
function envelopeOf(event: RoomEvent): Envelope<RoomEvent> {
  return {
    v: 1,
    id: `e${Math.floor(performance.now() * 1000)}`,
    gateway: 'irc',
    account: event.type === 'order' ? '' : USER,
    rev: 0,
    conversation: '',
    kind: 'iq',
    event,
    at: Date.now(),
  };
}

/** What was answered: the payload in XML, '' for an empty result, or the condition of the error. */
export type Answered =
  | { readonly xml: string }
  | { readonly error: Problem['condition']; readonly type: Problem['type']; readonly problem: Problem };

/** A hold of the gateway, and how one user asks it. */
export class Asker {
  readonly gateway: IrcGateway;
  readonly context: AskContext;
  readonly hold: Hold;
  /** How often something was settled more than once. */
  twice = 0;

  constructor(gateway: IrcGateway, context: AskContext, hold: Hold) {
    this.gateway = gateway;
    this.context = context;
    this.hold = hold;
  }

  static async start(port: number, more: object = {}): Promise<Asker> {
    const gateway = gatewayFor(port, more);
    const context = new AskContext(gateway.lanes[0] ?? '');
    return new Asker(gateway, context, await gateway.hold(gateway.lanes[0] ?? '', context));
  }

  /** Has the hold do something. */
  give(event: RoomEvent): Promise<Outcome> {
    let settled = false;
    return new Promise((resolve) => {
      this.hold.room?.(envelopeOf(event), (outcome) => {
        if (settled) this.twice += 1;
        settled = true;
        resolve(outcome);
      });
    });
  }

  async ask(
    method: 'get' | 'set',
    contact: string,
    payload: string,
    { nick = '', from = CLIENT }: { readonly nick?: string; readonly from?: string } = {},
  ): Promise<Answered> {
    const to = `${contact}@${DOMAIN}${nick === '' ? '' : `/${nick}`}`;
    const outcome = await this.give({ type: 'ask', method, payload, from, to, contact, nick, stanzaId: 'q1' });
    if (outcome.kind === 'accepted') return { xml: outcome.answer ?? '' };
    assert.equal(outcome.kind, 'rejected', JSON.stringify(outcome));
    assert.ok(outcome.kind === 'rejected');
    const { problem } = outcome;
    // Each has a sentence.
    this.context.text(problem.text);
    return { error: problem.condition, type: problem.type, problem };
  }

  /** The payload of a result. */
  async result(...asked: Parameters<Asker['ask']>): Promise<string> {
    const answered = await this.ask(...asked);
    assert.ok('xml' in answered, JSON.stringify(answered));
    return answered.xml;
  }

  /** `type condition` of an error. */
  async error(...asked: Parameters<Asker['ask']>): Promise<string> {
    const answered = await this.ask(...asked);
    assert.ok('error' in answered, JSON.stringify(answered));
    return `${answered.type} ${answered.error}`;
  }

  async order(order: object, user = USER): Promise<unknown> {
    const outcome = await this.give({ type: 'order', contact: '', order: { user, order } });
    assert.ok(outcome.kind === 'accepted', JSON.stringify(outcome));
    return JSON.parse(outcome.answer ?? 'null');
  }

  enter(contact: string, nick: string, from = CLIENT): Promise<Outcome> {
    const head = { from, to: `${contact}@${DOMAIN}/${nick}`, contact, nick };
    return this.give({ type: 'enter', ...head, history: { maxStanzas: 0 } });
  }
}

export interface SceneOptions {
  readonly caps?: Readonly<Record<string, string>>;
  readonly isupport?: string;
  /** Members of `#garden` as NAMES has them. */
  readonly names?: string;
  /** Modes of `#garden`. */
  readonly modes?: string;
  /** What the config says of the network. */
  readonly network?: object;
}

/** What a scripted server says to a line; undefined: nothing is known of it. */
export type Script = (line: IrcLine) => readonly string[] | undefined;

export const ISUPPORT =
  'CASEMAPPING=rfc1459 CHANTYPES=# PREFIX=(qaohv)~&@%+ CHANMODES=beI,k,l,imnstrR MODES=4 NETWORK=Scripted';

/** A user of the gateway in `#garden` of a server that says what the test wants, line by line and in the order of the lines. */
export class Scene extends Asker {
  readonly ircd: ScriptedIrcd;
  peer: Peer;
  /** Lines that the gateway has sent since the scene began, but the PINGs. */
  readonly sent: string[] = [];
  script: Script = () => undefined;
  /** PINGs are answered. */
  pongs = true;

  constructor(asker: Asker, ircd: ScriptedIrcd, peer: Peer) {
    super(asker.gateway, asker.context, asker.hold);
    this.ircd = ircd;
    this.peer = peer;
    this.follow(peer);
  }

  /** The user is behind another connection now. */
  follow(peer: Peer): void {
    this.peer = peer;
    peer.onLine = (line) => this.#take(line);
  }

  /** The lines sent are forgotten, and answered by this script from now on. */
  play(script: Script): void {
    this.sent.length = 0;
    this.script = script;
  }

  /** Resolves when the gateway has read all that the server has said so far. */
  async settled(): Promise<void> {
    const told = await this.order({ do: 'invite', network: 'net', room: '#garden', nick: 'settled' });
    assert.deepEqual(told, {});
  }

  async close(): Promise<void> {
    await this.hold.close();
    await this.ircd.stop();
  }

  #take(line: IrcLine): boolean {
    if (line.command === 'PING') {
      if (this.pongs) this.peer.send(`:irc.test PONG irc.test :${line.params[0]}`);
      return true;
    }
    if (line.command === 'QUIT') {
      this.peer.end();
      return true;
    }
    const { label, raw } = unlabelled(line.raw);
    this.sent.push(raw);
    const answers = this.script({ ...line, raw });
    for (const answer of label === undefined ? (answers ?? []) : labelled(label, answers ?? [])) this.peer.send(answer);
    return true;
  }
}

function unlabelled(raw: string): { readonly label: string | undefined; readonly raw: string } {
  const [whole = '', label] = /^@label=([^ ;]+)(?: |;)/.exec(raw) ?? [];
  const rest = raw.slice(whole.length);
  return { label, raw: whole.endsWith(';') ? `@${rest}` : rest };
}

/** Answers as a server with labels gives them: an ACK where there is nothing to say, a batch of several lines. */
function labelled(label: string, answers: readonly string[]): readonly string[] {
  const [only, ...more] = answers;
  if (only === undefined) return [`@label=${label} :irc.test ACK`];
  if (more.length === 0) return [`@label=${label} ${only}`];
  return [
    `@label=${label} :irc.test BATCH +b${label} labeled-response`,
    ...answers.map((answer) => `@batch=b${label} ${answer}`),
    `:irc.test BATCH -b${label}`,
  ];
}

export async function startScene({
  caps = {},
  isupport = ISUPPORT,
  names = '@alice bob +carol',
  modes = '+nt',
  network = {},
}: SceneOptions = {}): Promise<Scene> {
  const ircd = await startScriptedIrcd();
  const asker = await Asker.start(ircd.port, network);
  const entered = asker.enter('#garden%net', NICK);
  const peer = await ircd.accept();
  await welcome(peer, { caps, isupport });
  const scene = new Scene(asker, ircd, peer);
  scene.play(({ command, params }) => {
    if (command === 'JOIN') {
      return [
        `:${NICK}!~a@gw.test JOIN #garden`,
        `:irc.test 353 ${NICK} = #garden :${names}`,
        `:irc.test 366 ${NICK} #garden :End of /NAMES list.`,
      ];
    }
    return command === 'MODE' && params.length === 1 ? [`:irc.test 324 ${NICK} #garden ${modes}`] : undefined;
  });
  // What was sent while the scene was being set up.
  for (const line of peer.inbox) peer.onLine(line);
  assert.deepEqual((await entered).kind, 'accepted');
  await scene.settled();
  scene.play(() => undefined);
  return scene;
}
