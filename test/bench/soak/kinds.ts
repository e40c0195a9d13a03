import { MarkCounter, type RawComponent } from '../../support/raw-component.js';
import { KeepAlive } from '../alerts/keep-alive.js';
import { postAlerts } from '../alerts/load.js';
import { webhookBody } from '../alerts/payload.js';
import { PATH, TOKEN } from '../alerts/world.js';
import { LmtpLoad } from '../email/lmtp-load.js';
import { lmtpToXmpp } from '../email/receiving.js';
import { xmppToSmtp } from '../email/sending.js';
import { contactJid } from '../email/world.js';
import { ircToXmpp, xmppToIrc } from '../irc/loops.js';
import { type Span, stampUs, TEXT, type Timed } from '../rivals.js';
import { phone, phonesToXmpp, type Spread, textStanza, xmppToPhones } from '../sms-loops.js';
import { Credits } from './credits.js';
import { Steady } from './steady.js';
import { USERS, type World } from './world.js';

/** One kind of traffic. */
export interface Kind {
  readonly name: string;
  /** As fast as it goes. */
  peak(world: World, span: Span): Promise<Timed>;
  /** At a steady rate, until it is stopped. */
  begin(world: World, perSecond: number): Promise<Going>;
}

export interface Going {
  readonly sent: () => number;
  /** What has arrived at its end. */
  readonly done: () => number;
  /** Sends nothing more. */
  stop(): void;
}

/** Octets that reach the users, and who wants to see them. */
export class Ears {
  readonly #counters = new Set<MarkCounter>();

  constructor({ load }: World) {
    load.onData = (chunk) => {
      for (const counter of this.#counters) counter.push(chunk);
    };
  }

  count(mark: string): () => number {
    const counter = new MarkCounter(mark);
    this.#counters.add(counter);
    return () => counter.count;
  }
}

const ALL: Spread = { phones: USERS, users: USERS };
const OUR_NUMBER = '15550001111';
const FROM_PHONE = 'from a phone';
const FROM_IRC = 'from the channel';
const MAIL_SIZE = 2000;
const CONNECTIONS = 20;
const CONTACTS = 200;
const WRITERS = 20;
/** Alerts of a peak, so that the steady ones are others. */
const PEAK_ALERTS = 50_000_000;

/** All kinds. `ears`: those of the steady load; a peak has its own, so it comes before. */
export function kindsOf(ears: () => Ears): readonly Kind[] {
  return [texts(ears), answers(ears), mailsOut(), mailsIn(ears), linesOut(), linesIn(ears), alerts()];
}

/** A stanza of a user, which has no `from`; who hears the users stays as it is. */
function speak(load: RawComponent, n: number, stanza: string): void {
  load.send(stanza.replace(' ', ` from='u${n}@${load.domain}/r' `));
}

function texts(ears: () => Ears): Kind {
  return {
    name: 'XMPP to SMSC, receipts returned',
    peak: ({ load, smsc, pids }, span) => xmppToPhones(load, smsc, { ...span, receipts: true, spread: ALL }, pids),
    begin: async ({ load }, perSecond) => {
      const done = ears().count('<received');
      const steady = new Steady(perSecond, (n) => load.send(textStanza(load, n, ALL, true)));
      return { sent: () => steady.sent, done, stop: () => steady.stop() };
    },
  };
}

function answers(ears: () => Ears): Kind {
  const from = { spread: USERS, first: 0 };
  return {
    name: 'phones to XMPP',
    peak: ({ load, smsc, pids }, span) =>
      phonesToXmpp(smsc, { ...span, ...from }, pids, (count) => {
        load.onData = count;
      }),
    begin: async ({ smsc }, perSecond) => {
      const done = ears().count(FROM_PHONE);
      let [due, made] = [0, 0];
      const steady = new Steady(perSecond, () => {
        due += 1;
        smsc.pump();
      });
      const flood = smsc.flood({
        count: Number.POSITIVE_INFINITY,
        from: phone(0),
        spread: USERS,
        to: [OUR_NUMBER],
        text: FROM_PHONE,
        more: () => {
          if (made >= due) return false;
          made += 1;
          return true;
        },
      });
      flood.catch((error: unknown) => console.error(`the phones ended: ${error}`));
      return {
        sent: () => made,
        done,
        stop: () => {
          steady.stop();
          smsc.endFlood();
        },
      };
    },
  };
}

function mailsOut(): Kind {
  return {
    name: 'XMPP to SMTP',
    peak: ({ crowd, sink, pids }, span) => xmppToSmtp(crowd(), { sink }, span, pids),
    begin: async ({ load, sink }, perSecond) => {
      const before = sink.mails;
      const steady = new Steady(perSecond, (n) => {
        const to = contactJid(`c${n % CONTACTS}@example.net`);
        speak(load, n % WRITERS, `<message to='${to}' type='chat' id='s${n}'><body>${n} ${TEXT}</body></message>`);
      });
      return { sent: () => steady.sent, done: () => sink.mails - before, stop: () => steady.stop() };
    },
  };
}

function mailsIn(ears: () => Ears): Kind {
  return {
    name: 'LMTP to XMPP',
    peak: ({ crowd, lmtpPort, pids }, span) =>
      lmtpToXmpp(crowd(), { ports: [lmtpPort], pids, connections: CONNECTIONS }, span),
    begin: async ({ lmtpPort }, perSecond) => {
      const done = ears().count('<body>xxxx');
      const credits = new Credits();
      const load = new LmtpLoad({
        ports: [lmtpPort],
        users: USERS,
        size: MAIL_SIZE,
        connections: CONNECTIONS,
        pace: () => credits.take(),
      });
      const steady = new Steady(perSecond, () => credits.give());
      load.run().catch((error: unknown) => console.error(`the load by LMTP ended: ${error}`));
      return {
        sent: () => load.taken,
        done,
        stop: () => {
          steady.stop();
          load.end();
          // Each connection is on its way to one more.
          for (let n = 0; n < CONNECTIONS; n++) credits.give();
        },
      };
    },
  };
}

function linesOut(): Kind {
  return {
    name: 'XMPP to IRC',
    peak: ({ crowd, room, irc, pids }, span) => xmppToIrc(crowd(), 1, room, irc, span, pids),
    begin: async ({ load, room, irc }, perSecond) => {
      const lines = new MarkCounter(' :~');
      irc.onData = (chunk) => void lines.push(chunk);
      const steady = new Steady(perSecond, (n) => {
        speak(
          load,
          0,
          `<message to='${room}' type='groupchat' id='g${n}'><body>~${stampUs()} ${TEXT}</body></message>`,
        );
      });
      return { sent: () => steady.sent, done: () => lines.count, stop: () => steady.stop() };
    },
  };
}

function linesIn(ears: () => Ears): Kind {
  return {
    name: 'IRC to XMPP',
    peak: ({ crowd, channel, irc, pids }, span) => ircToXmpp(crowd(), 1, channel, irc, span, pids),
    begin: async ({ channel, irc }, perSecond) => {
      const done = ears().count(FROM_IRC);
      const steady = new Steady(perSecond, (n) => irc.send(`PRIVMSG ${channel} :${n} ${FROM_IRC} ${TEXT}`));
      return { sent: () => steady.sent, done, stop: () => steady.stop() };
    },
  };
}

function alerts(): Kind {
  return {
    name: 'webhook to 2xx',
    peak: ({ httpPort, pids }, { warmMs, ms }) =>
      postAlerts(
        {
          ...{ port: httpPort, path: PATH, token: TOKEN, body: 'webhook', warmMs, ms },
          ...{ first: PEAK_ALERTS, connections: CONNECTIONS },
        },
        pids,
      ),
    begin: async ({ httpPort }, perSecond) => {
      const credits = new Credits();
      let [posted, taken, going] = [0, 0, true];
      const connections = await Promise.all(
        Array.from({ length: CONNECTIONS }, () => KeepAlive.open(httpPort, PATH, TOKEN)),
      );
      const post = async (connection: KeepAlive): Promise<void> => {
        for (;;) {
          await credits.take();
          if (!going) break;
          const status = await connection.post(webhookBody(posted++));
          if (status >= 200 && status < 300) taken += 1;
        }
        connection.close();
      };
      for (const one of connections) post(one).catch((error: unknown) => console.error(`a webhook ended: ${error}`));
      const steady = new Steady(perSecond, () => credits.give());
      return {
        sent: () => posted,
        done: () => taken,
        stop: () => {
          steady.stop();
          going = false;
          for (let n = 0; n < CONNECTIONS; n++) credits.give();
        },
      };
    },
  };
}
