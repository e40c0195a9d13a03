import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectIrc, type IrcClient } from '../../sandbox/irc-client.js';
import { type RedisCluster, startRedisCluster } from '../../sandbox/redis-cluster.js';
import type { XmppUser } from '../../sandbox/xmpp-user.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { OURS, register, registerWith } from '../support/e2e-world.js';
import { fieldOf, textOf } from '../support/mail-reader.js';
import { handOver } from '../support/mail-sending.js';
import { MAIL_DOMAIN } from '../support/mail-world.js';
import { useRedis } from '../support/shared.js';
import { Guest } from '../unit/alerts/bridge/world.js';

const PHONE = '+12025551021';
const FRIAR = 'friar@example.net';
const CHANNEL = '#verona';
/** Everything is waited for as long as a busy machine may need. */
const PATIENCE_MS = 60_000;

/** Texts, mail and IRC, both ways, with all that is kept spread over the nodes of a cluster. */
describe('over a Redis Cluster', { concurrency: 1 }, () => {
  let cluster: RedisCluster;
  let world: AlertsWorld;
  let juliet: XmppUser;
  let irc: IrcClient;

  const told = async (address: string, says: RegExp) =>
    await juliet.waitFor(
      (one) =>
        one.name === 'message' &&
        String(one.attrs.from).startsWith(address) &&
        says.test(one.getChildText('body') ?? ''),
      `${says} from ${address}`,
      PATIENCE_MS,
    );
  const send = async (to: string, body: string, more = '') =>
    await juliet.send(`<message to="${to}" type="chat" id="m${body.length}"><body>${body}</body>${more}</message>`);

  before(async () => {
    cluster = await startRedisCluster({ replicas: 0 });
    useRedis(cluster.url);
    world = await AlertsWorld.start({
      irc: ['old'],
      mail: true,
      people: ['juliet'],
      ircSection: { guests: true },
      book: () => ({
        routes: [{ name: 'everything', to: 'friar' }],
        people: { friar: { title: 'Friar', email: FRIAR } },
      }),
    });
    juliet = await world.connect('juliet');
    irc = await connectIrc({ port: world.network('old').port });
    await irc.register('romeo');
    await irc.join(CHANNEL);
  });
  after(async () => {
    await irc?.quit();
    await world?.stop();
    await cluster?.stop();
  });

  it('texts go to a phone and come from it, with a receipt', async () => {
    const contact = `${PHONE}@${world.sms.domain}`;
    await register(juliet, world.sms.domain, 'Juliet', PATIENCE_MS);
    await send(contact, 'By text', '<request xmlns="urn:xmpp:receipts"/>');
    await world.smsc.waitFor(() => world.smsc.inbox(PHONE).length === 1, PATIENCE_MS);
    await juliet.waitFor((one) => one.getChild('received') !== undefined, 'the receipt', PATIENCE_MS);
    await world.smsc.deliver({ from: PHONE, to: OURS, text: 'And back' });
    await told(contact, /^And back$/);
  });

  it('mails go out and come in', async () => {
    const domain = world.domains.email ?? assert.fail();
    const form = `<x xmlns="jabber:x:data" type="submit"><field var="FORM_TYPE"><value>jabber:iq:register</value></field><field var="x-alias"><value>juliet</value></field></x>`;
    await registerWith(juliet, domain, form, PATIENCE_MS);
    const contact = `${FRIAR.replace('@', '\\40')}@${domain}`;
    await send(contact, 'By mail');
    const sent = () => world.mailsTo(FRIAR).find((mail) => textOf(mail).includes('By mail'));
    await world.mail.outside.waitFor(() => sent() !== undefined, 'the mail', PATIENCE_MS);
    const head = `From: <${FRIAR}>\nTo: <juliet@${MAIL_DOMAIN}>\nSubject: Re\nMessage-ID: <1@example.net>`;
    const inReplyTo = fieldOf(sent() ?? assert.fail(), 'Message-ID');
    const octets = Buffer.from(`${head}\nIn-Reply-To: ${inReplyTo}\n\nAnd back\n`);
    await handOver(world.mail.postfix.port, { from: FRIAR, to: [`juliet@${MAIL_DOMAIN}`], octets });
    await told(contact, /And back/);
  });

  it('rooms and private chats of IRC go both ways', async () => {
    const domain = world.domains.irc ?? assert.fail();
    const room = `${CHANNEL}%old@${domain}`;
    const guest = new Guest(juliet, 'juliet');
    await guest.enter(room);
    await guest.say(room, 'r1', 'In the room');
    await irc.waitFor(({ params }) => params[1] === 'In the room', 'what was said in the room', PATIENCE_MS);
    irc.say(CHANNEL, 'And back');
    await told(`${room}/romeo`, /^And back$/);
    irc.say('juliet', 'In private');
    await told(`romeo%old@${domain}`, /^In private$/);
    await send(`romeo%old@${domain}`, 'And back, in private');
    await irc.waitFor(
      ({ params }) => params[0] === 'romeo' && params[1] === 'And back, in private',
      'what was said in private',
      PATIENCE_MS,
    );
  });

  it('no command was refused because its keys lie on several nodes', () => {
    assert.doesNotMatch(world.isthmus.logs(), /CROSSSLOT|undeclared|hash to the same slot/);
  });
});
