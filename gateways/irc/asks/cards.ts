import { vcardTemp } from '../../../src/xmpp/vcard.js';
import type { Whois } from '../state/events.js';
import { withoutCodes } from '../text/mirc.js';
import { type Asking, insideOf, type Reply, refusedBy, result, said } from './asking.js';
import { type Who, whoOf } from './who.js';
import { whois } from './whois.js';

type Known = Pick<Whois, 'user' | 'host' | 'realname' | 'account' | 'bot' | 'operator'>;

/** The card of a room (XEP-0054): its name, and its topic as description. */
export function roomCard(asking: Asking): Reply {
  const channel = insideOf(asking, { joined: false })?.channel;
  const topic = channel?.topic === undefined ? undefined : withoutCodes(channel.topic.text);
  const card = { name: channel?.name ?? asking.name, jid: asking.ask.to };
  return result(vcardTemp(topic === undefined ? card : { ...card, note: topic }));
}

/** The card of somebody in a room, of what is known: a client may ask for those of all. */
export function occupantCard(asking: Asking): Reply {
  const who = whoOf(asking);
  if ('kind' in who) return who;
  const { account, user, host, realname, bot } = who.user ?? { account: undefined, bot: false };
  return card(asking, who, {
    ...(typeof account === 'string' ? { account } : {}),
    ...(user === undefined ? {} : { user }),
    ...(host === undefined ? {} : { host }),
    ...(realname === undefined ? {} : { realname }),
    bot,
  });
}

/** The card of a person, of what the network tells when it is asked. */
export async function personCard(asking: Asking): Promise<Reply> {
  const who = whoOf(asking);
  if ('kind' in who) return who;
  const told = await whois(asking.server, who.session, who.nick);
  return told.ok ? card(asking, who, told.value) : refusedBy(told.problem);
}

function card(asking: Asking, { nick }: Who, { user, host, realname, account, bot, operator }: Known): Reply {
  const name = realname === undefined ? '' : withoutCodes(realname).trim();
  const notes = [
    ...(host === undefined ? [] : [user === undefined ? host : `${user}@${host}`]),
    ...(account === undefined ? [] : [said(asking, { key: 'irc.card.account', params: { account } })]),
    ...(operator === true ? [said(asking, { key: 'irc.card.operator' })] : []),
    ...(bot === true ? [said(asking, { key: 'irc.card.bot' })] : []),
  ];
  return result(
    vcardTemp({
      name: name === '' ? nick : name,
      nick,
      jid: asking.ask.to,
      ...(notes.length === 0 ? {} : { note: notes.join('\n') }),
    }),
  );
}
