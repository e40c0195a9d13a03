import { setTimeout as delay } from 'node:timers/promises';
import type { Element } from 'ltx';
import type { TourWorld } from './tour-world.js';
import type { Transcript } from './transcript.js';
import { attribute, isFrom } from './xmpp-user.js';

const READY_MS = 60_000;
const STEP_MS = 30_000;
const POLL_MS = 100;

interface TourStep {
  readonly title: string;
  /** Throws with the reason when it did not happen. */
  readonly run: () => Promise<void>;
}

/** What happens in the tour, in this order. */
export function tourSteps(world: TourWorld, transcript: Transcript): readonly TourStep[] {
  const { gateway, phone } = world;
  const contact = `${phone}@${gateway}`;
  const text = 'But soft, what light through yonder window breaks? 🌅';
  const messageId = 'tour-1';
  return [
    {
      title: 'A real XMPP server starts: Prosody, with two accounts',
      run: async () => {
        await world.startServer();
        await world.logIn();
        const version = /Prosody version (\S+)/.exec(world.prosody.logs())?.[1] ?? '';
        transcript.success(
          `Prosody ${version} answers at 127.0.0.1:${world.prosody.c2sPort}, Romeo is logged in as ${world.romeo.jid}`,
        );
      },
    },
    {
      title: 'A simulated phone network starts (SMPP), with phones that answer',
      run: async () => {
        await world.startPhoneNetwork();
        transcript.success(`it listens at 127.0.0.1:${world.smsc.port}`);
      },
    },
    {
      title: 'Isthmus starts and attaches to both, with a Redis of its own',
      run: async () => {
        const config = await world.startIsthmus();
        transcript.said('command', 'shell', `isthmus run --config ${config}`);
        await world.smsc
          .waitFor(({ counts }) => counts.bound > 0, READY_MS)
          .catch((cause: unknown) => {
            throw new Error(`it did not log in to the phone network within ${READY_MS} ms`, { cause });
          });
        transcript.success('it is logged in to the phone network');
      },
    },
    {
      title: `Romeo asks his server what ${gateway} is`,
      run: async () => {
        const { domain } = world.prosody;
        const services = await world.romeo.request(
          query('get', domain, '<query xmlns="http://jabber.org/protocol/disco#items"/>'),
        );
        const items = services.getChild('query')?.getChildren('item') ?? [];
        if (!items.some((item) => attribute(item, 'jid') === gateway)) throw new Error(`${domain} does not list it`);
        transcript.success(`${domain} lists it among its services`);
        transcript.said('romeo', gateway, 'who are you? (service discovery)');
        const identity = await gatewayIdentity(world);
        transcript.said(gateway, 'romeo', `gateway/sms, "${attribute(identity, 'name') ?? ''}"`);
        transcript.success('the gateway answers through Prosody');
      },
    },
    {
      title: 'Romeo registers with it',
      run: async () => await register(world, transcript),
    },
    {
      title: `Romeo writes to the phone ${phone}`,
      run: async () => {
        transcript.said('romeo', contact, text);
        await world.romeo.send(
          `<message to="${contact}" type="chat" id="${messageId}"><body>${text}</body><request xmlns="urn:xmpp:receipts"/></message>`,
        );
        await world.smsc
          .waitFor((smsc) => smsc.inbox(phone).length > 0, STEP_MS)
          .catch((cause: unknown) => {
            throw new Error(`nothing arrived at the phone; Romeo has: ${show(world.romeo.inbox)}`, { cause });
          });
        const [received] = world.smsc.inbox(phone);
        if (received?.text !== text) throw new Error(`the phone shows another text: ${received?.text}`);
        transcript.success(
          `the phone shows just this text, from +${received.from.replace('+', '')}, in ${parts(received.ids.length)}`,
        );
      },
    },
    {
      title: 'The phone network reports the delivery, and Romeo gets the receipt',
      run: async () => {
        const isReceipt = (stanza: Element) =>
          stanza.name === 'message' &&
          isFrom(stanza, contact) &&
          stanza.getChild('received', 'urn:xmpp:receipts') !== undefined;
        const receipt = await world.romeo.waitFor(isReceipt, 'a receipt', STEP_MS);
        const element = receipt.getChild('received', 'urn:xmpp:receipts');
        const id = element === undefined ? undefined : attribute(element, 'id');
        if (id !== messageId) throw new Error(`the receipt is for another message: ${id}`);
        if (world.smsc.counts.receiptsSent === 0)
          throw new Error('the receipt came before the network had reported anything');
        transcript.said(contact, 'romeo', `message ${id} has been delivered`);
        transcript.success(`true: the network had reported ${parts(world.smsc.counts.receiptsSent)} as delivered`);
      },
    },
    {
      title: 'The person at the phone answers',
      run: async () => {
        transcript.said(phone, world.ourNumber, world.answer);
        const answer = await world.romeo.waitForText(contact, STEP_MS);
        transcript.said(contact, 'romeo', answer);
        if (answer !== world.answer) throw new Error(`that is not what the phone wrote: ${world.answer}`);
        transcript.success('Romeo reads just what was written, from the contact he wrote to');
      },
    },
  ];
}

/** Asks until Isthmus itself answers: before it is attached, Prosody answers in its place. */
async function gatewayIdentity(world: TourWorld): Promise<Element> {
  const { gateway, romeo, isthmus } = world;
  const deadline = performance.now() + READY_MS;
  for (;;) {
    const answer = await romeo.request(query('get', gateway, '<query xmlns="http://jabber.org/protocol/disco#info"/>'));
    const identities = answer.getChild('query')?.getChildren('identity') ?? [];
    const found = identities.find((identity) => attribute(identity, 'category') === 'gateway');
    if (found !== undefined && attribute(found, 'type') === 'sms') return found;
    if (isthmus.exit !== undefined) throw new Error('Isthmus has ended');
    if (performance.now() > deadline) throw new Error(`no SMS gateway answers at ${gateway}: ${answer.toString()}`);
    await delay(POLL_MS);
  }
}

/** By the form that the gateway offers (XEP-0077 with XEP-0004), then the subscription that XEP-0100 wants. */
async function register(world: TourWorld, transcript: Transcript): Promise<void> {
  const { gateway, romeo } = world;
  transcript.said('romeo', gateway, 'may I have the registration form?');
  const offer = await romeo.request(query('get', gateway, '<query xmlns="jabber:iq:register"/>'));
  const form = offer.getChild('query', 'jabber:iq:register')?.getChild('x', 'jabber:x:data');
  if (form === undefined) throw new Error(`no form: ${offer.toString()}`);
  const fields = form.getChildren('field').map((field) => attribute(field, 'var') ?? '');
  transcript.said(
    gateway,
    'romeo',
    `a form with the fields ${fields.filter((name) => name !== 'FORM_TYPE').join(', ')}`,
  );
  const values = new Map([
    ['FORM_TYPE', 'jabber:iq:register'],
    ['name', 'Romeo'],
    ['country', 'US'],
  ]);
  const filled = fields
    .filter((name) => values.has(name))
    .map((name) => `<field var="${name}"><value>${values.get(name)}</value></field>`);
  transcript.said('romeo', gateway, 'the form, filled in: Romeo, US');
  const answer = await romeo.request(
    query(
      'set',
      gateway,
      `<query xmlns="jabber:iq:register"><x xmlns="jabber:x:data" type="submit">${filled.join('')}</x></query>`,
    ),
  );
  if (attribute(answer, 'type') !== 'result') throw new Error(`refused: ${answer.toString()}`);
  transcript.success('registered');
  const isSubscribe = (stanza: Element) =>
    stanza.name === 'presence' && isFrom(stanza, gateway) && attribute(stanza, 'type') === 'subscribe';
  await romeo.waitFor(isSubscribe, `${gateway} asking to see his presence`, STEP_MS);
  await romeo.send(`<presence to="${gateway}" type="subscribed"/>`);
  transcript.success('the gateway asked to see his presence, and he let it');
}

function query(type: 'get' | 'set', to: string, child: string): string {
  return `<iq type="${type}" to="${to}">${child}</iq>`;
}

function show(stanzas: readonly Element[]): string {
  return stanzas.map(String).join('\n') || 'nothing';
}

function parts(count: number): string {
  return count === 1 ? 'one part' : `${count} parts`;
}
