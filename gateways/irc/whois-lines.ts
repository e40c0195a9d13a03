import type { TextRef } from '../gateway.js';
import type { WhoisLine } from './commands/orders.js';
import type { Whois } from './state/events.js';
import { withoutCodes } from './text/mirc.js';

/** The names of what a network tells of somebody. */
export const WHOIS_NAMES: Readonly<Record<WhoisLine['what'], string>> = {
  account: 'irc.whois.account',
  away: 'irc.whois.away',
  bot: 'irc.whois.bot',
  channels: 'irc.whois.channels',
  idle: 'irc.whois.idle',
  operator: 'irc.whois.operator',
  other: 'irc.whois.other',
  'real-name': 'irc.whois.real-name',
  secure: 'irc.whois.secure',
  server: 'irc.whois.server',
  user: 'irc.whois.user',
};

/** What a network tells of somebody, as a text. */
export function whoisText(whois: Whois, say: (ref: TextRef) => string): string {
  const lines = whoisLines(whois).map(({ what, value }) => `${say({ key: WHOIS_NAMES[what] })}: ${value}`);
  return [whois.nick, ...lines].join('\n');
}

/** The same line by line. */
export function whoisLines(found: Whois): readonly WhoisLine[] {
  const lines: WhoisLine[] = [];
  const add = (what: WhoisLine['what'], value: string | undefined): void => {
    if (value !== undefined && value !== '') lines.push({ what, value: withoutCodes(value) });
  };
  const { user, host, realname, account, away, channels, server, serverInfo, idle } = found;
  add('user', host === undefined ? undefined : `${user ?? ''}@${host}`);
  add('real-name', realname);
  add('account', account);
  add('away', away);
  add('channels', channels.join(' '));
  add('server', serverInfo === undefined ? server : `${server ?? ''} (${serverInfo})`);
  add('idle', idle === undefined ? undefined : duration(idle));
  add('operator', found.operator === true ? '+' : undefined);
  add('secure', found.secure === true ? 'TLS' : undefined);
  add('bot', found.bot === true ? '+' : undefined);
  for (const note of found.notes) add('other', note);
  return lines;
}

/** Seconds as `1 d 02:03:04`. */
function duration(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const clock = new Date((seconds % 86_400) * 1000).toISOString().slice(11, 19);
  return days === 0 ? clock : `${days} d ${clock}`;
}
