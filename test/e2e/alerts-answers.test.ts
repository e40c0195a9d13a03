import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectIrc, type IrcClient } from '../../sandbox/irc-client.js';
import type { XmppUser } from '../../sandbox/xmpp-user.js';
import type { Element } from '../../src/xmpp/element.js';
import { alertmanagerPayload } from '../support/alertmanager-payload.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { OURS } from '../support/e2e-world.js';
import { fieldOf, textOf } from '../support/mail-reader.js';
import { ROOMS, xmppWithRooms } from '../support/xmpp-with-rooms.js';
import { Guest, visible } from '../unit/alerts/bridge/world.js';

const TOKEN = 'a-token-that-nobody-can-guess';
const PHONE = '+12025551001';
const MAIL = 'friar@example.net';
const ROOM = `ops@${ROOMS}`;
const RETRACT = 'urn:xmpp:message-retract:1';
/** Everything is waited for as long as a busy machine may need. */
const PATIENCE_MS = 60_000;

let world: AlertsWorld;
let juliet: XmppUser;
let romeo: XmppUser;
let guest: Guest;
let irc: IrcClient;

const bodyOf = (stanza: { getChildText(name: string): string | null | undefined }) => stanza.getChildText('body') ?? '';
const codeIn = (text: string) => /\back ([A-Z0-9]{4})/.exec(text)?.[1] ?? assert.fail(text);
const from = (user: XmppUser, address: string, says: RegExp) =>
  user.waitFor(
    (one) => one.name === 'message' && String(one.attrs.from).startsWith(address) && says.test(bodyOf(one)),
    `${says} from ${address}`,
    PATIENCE_MS,
  );
const inChat = (says: RegExp, user = juliet) => from(user, world.agent, says);
const inRoom = async (what: string, wanted: (one: Element) => boolean) =>
  await guest.user.waitFor(
    (one) => one.name === 'message' && one.attrs.from === `${ROOM}/alerts` && wanted(one as unknown as Element),
    what,
    PATIENCE_MS,
  );
const onIrc = (says: RegExp) =>
  irc.waitFor(({ params }) => params[0] === 'tybalt' && says.test(params[1] ?? ''), `${says} on IRC`, PATIENCE_MS);
const bySms = async (says: RegExp): Promise<string> => {
  const found = () => world.smsc.inbox(PHONE).find(({ text }) => says.test(text));
  await world.smsc.waitFor(() => found() !== undefined, PATIENCE_MS);
  return found()?.text ?? '';
};
const byMail = async (says: RegExp) => {
  const found = () => world.mailsTo(MAIL).find((mail) => says.test(`${fieldOf(mail, 'Subject')}\n${textOf(mail)}`));
  await world.mail.outside.waitFor(() => found() !== undefined, `a mail that says ${says}`, PATIENCE_MS);
  return found() ?? assert.fail();
};
const post = async (name: string, status: 'firing' | 'resolved' = 'firing') => {
  const answer = await world.post('prometheus', TOKEN, alertmanagerPayload(name, status, [`${name}-1`]));
  assert.equal(answer.status, 200, await answer.text());
};
/** Sends a form of an alert back. */
const submit = (user: XmppUser, id: string, values: Readonly<Record<string, string>>) => {
  const fields = Object.entries(values).map(([name, value]) => `<field var="${name}"><value>${value}</value></field>`);
  const x = `<x xmlns="jabber:x:data" type="submit">${fields.join('')}</x>`;
  return user.send(`<message type="chat" id="${id}" to="${world.agent}">${x}</message>`);
};
/** The hidden fields of a form. */
const hiddenIn = (stanza: Awaited<ReturnType<typeof inChat>>): Readonly<Record<string, string>> => {
  const fields = stanza.getChild('x', 'jabber:x:data')?.getChildren('field') ?? [];
  return Object.fromEntries(
    fields
      .filter(({ attrs }) => attrs.type === 'hidden')
      .map((field) => [String(field.attrs.var), field.getChildText('value') ?? '']),
  );
};

describe('answers to alerts', { concurrency: 1 }, () => {
  before(async () => {
    world = await AlertsWorld.start({
      xmpp: await xmppWithRooms('prosody'),
      irc: ['new'],
      mail: true,
      people: ['juliet', 'romeo'],
      book: (people) => ({
        zone: 'Europe/Paris',
        sources: { prometheus: { kind: 'alertmanager', token: TOKEN, severities: { critical: 'error' } } },
        people: {
          juliet: { title: 'Juliet C.', xmpp: people.juliet?.jid },
          romeo: { title: 'Romeo M.', xmpp: people.romeo?.jid },
          tybalt: { title: 'Tybalt', irc: 'irc://new/tybalt?account=tybalt' },
          nurse: { title: 'Nurse', sms: PHONE },
          friar: { title: 'Friar', email: MAIL },
        },
        defaults: { groupWait: '0s', groupInterval: '1s', groupBy: ['alertname'] },
        routes: [
          {
            name: 'everything',
            to: [
              { target: `xmpp:${people.juliet?.jid}`, form: true },
              'nurse',
              'tybalt',
              { target: `xmpp:${ROOM}?join`, ended: 'retract' },
              { target: 'friar', digest: '3s' },
            ],
          },
        ],
      }),
    });
    const network = world.network('new');
    await network.register?.('tybalt', 'capulet');
    irc = await connectIrc({ port: network.port });
    await irc.register('tybalt', {
      sasl: { account: 'tybalt', password: 'capulet' },
      caps: ['message-tags', 'echo-message', 'account-tag'],
    });
    juliet = await world.connect('juliet');
    romeo = await world.connect('romeo');
    guest = new Guest(await world.connect('juliet'), 'juliet');
    await guest.enter(ROOM);
  });
  after(async () => {
    await irc?.quit();
    await world?.stop();
  });

  it('by the form of a chat count for whom it was made, and for nobody else', async () => {
    await post('Forms');
    const told = await inChat(/Forms-1/);
    const hidden = hiddenIn(told);
    assert.equal(hidden.code, codeIn(bodyOf(told)));
    await submit(romeo, 'f1', { ...hidden, answer: 'ack' });
    await inChat(/This form was sent to somebody else/, romeo);
    await submit(juliet, 'f2', { ...hidden, answer: 'ack', comment: 'I look' });
    const taken = /acknowledged.*by Juliet C\..*Forms/is;
    await Promise.all([bySms(/acknowledged.*Forms.*by Juliet C\./i), onIrc(taken)]);
    const known = await inChat(taken);
    assert.doesNotMatch(bodyOf(known), /to take it/);
    // Whoever has taken it can give it back by the form of that message.
    await submit(juliet, 'f3', { ...hiddenIn(known), answer: 'unack' });
    await bySms(/given back.*Forms/i);
    await post('Forms', 'resolved');
  });

  it('by mail to a digest name the code of one alert in it, and its readers learn who takes another', async () => {
    await Promise.all([post('One'), post('Two')]);
    const digest = await byMail(/One-1[\s\S]*Two-1|Two-1[\s\S]*One-1/);
    const codes = new Map(
      [...textOf(digest).matchAll(/(One|Two)-1.*\[([A-Z0-9]{4})\]/g)].map(([, name, code]) => [name, code]),
    );
    assert.equal(codes.size, 2, textOf(digest));
    await world.mailFrom(
      MAIL,
      {
        Subject: `Re: ${fieldOf(digest, 'Subject')}`,
        'In-Reply-To': fieldOf(digest, 'Message-ID') ?? '',
        'Message-ID': '<d1@example.net>',
        To: fieldOf(digest, 'Reply-To') ?? '',
      },
      `ack ${codes.get('One')} I go there`,
    );
    await inChat(/acknowledged.*by Friar.*One/is);
    await world.smsc.deliver({ from: PHONE, to: OURS, text: `Ack ${codes.get('Two')?.toLowerCase()}: on my way!` });
    const mail = await byMail(/acknowledged.*by Nurse.*Two/is);
    assert.match(textOf(mail), /on my way/);
    assert.equal(fieldOf(mail, 'In-Reply-To'), fieldOf(digest, 'Message-ID'));
  });

  it('by a reaction on IRC count for the account that its services know', async () => {
    await post('React');
    const line = await onIrc(/React-1/);
    const msgid = line.tags.get('msgid') ?? assert.fail('the network names no messages');
    assert.match(line.params[1] ?? '', /^\[[A-Z0-9]{4}\] /);
    irc.send(`@+draft/reply=${msgid};+draft/react=✅ TAGMSG alerts`);
    await inChat(/acknowledged.*by Tybalt.*React/is);
    await bySms(/acknowledged.*React.*by Tybalt/i);
  });

  it('by a word to the gateway are done at once, with code, time and words', async () => {
    await post('Words');
    const code = codeIn(bodyOf(await inChat(/Words-1/)));
    const gateway = `gateway@${world.alerts.domain}`;
    const say = (id: string, text: string) =>
      juliet.send(`<message type="chat" id="${id}" to="${gateway}"><body>${text}</body></message>`);
    await say('g1', `silence ${code} 2h new disk`);
    await from(juliet, gateway, new RegExp(`^${code}: silenced until \\d{4}-`));
    assert.match(bodyOf(await inChat(/silenced\* by Juliet C\. until .*Words[\s\S]*new disk/i)), /unsilence/);
    await say('g2', `unsilence ${code}`);
    await from(juliet, gateway, new RegExp(`^${code}: heard again`));
    await say('g3', `ack ${code.toLowerCase()}, on my way`);
    await from(juliet, gateway, new RegExp(`^${code}: it is yours`));
    await bySms(/acknowledged.*Words.*by Juliet C\./i);
    await say('g4', `unack ${code}`);
    await bySms(/given back.*Words/i);
  });

  it('are no longer asked for in a room when it is over: what was said there is taken back', async () => {
    await post('Over');
    const told = await inRoom('the alert', (one) => /Over-1/.test(visible(one as never)));
    const shown = told.getChild('stanza-id', 'urn:xmpp:sid:0')?.attrs.id;
    assert.ok(shown !== undefined);
    await post('Over', 'resolved');
    const gone = await inRoom('that it is taken back', (one) => one.getChild('retract', RETRACT)?.attrs.id === shown);
    assert.match(bodyOf(gone), /resolved/i);
    assert.ok(gone.getChild('fallback', 'urn:xmpp:fallback:0'));
  });
});
