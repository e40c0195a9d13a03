import { timePayload } from '../../../src/xmpp/time.js';
import { versionQuery } from '../../../src/xmpp/version.js';
import { type Asking, type Reply, refused, refusedBy, result } from './asking.js';
import { whoOf } from './who.js';

/** The program that somebody uses (XEP-0092), by CTCP VERSION. */
export async function version(asking: Asking): Promise<Reply> {
  const told = await saidBy(asking, 'VERSION', () => asking.parts.version);
  return typeof told === 'string' ? result(readVersion(told)) : told;
}

/** What time it is where somebody is (XEP-0202), by CTCP TIME. Programs say it as they like: only what is sure counts. */
export async function time(asking: Asking): Promise<Reply> {
  const { clock } = asking.parts.context;
  const told = await saidBy(asking, 'TIME', () => new Date(clock.now()).toISOString());
  if (typeof told !== 'string') return told;
  const zone = /(?:Z|GMT|UTC|[+-]\d\d:?\d\d)\)?$/.exec(told.trim())?.[0];
  const at = zone === undefined ? Number.NaN : Date.parse(told.trim());
  if (Number.isNaN(at)) {
    return refused('cancel', 'feature-not-implemented', 'irc.person.time', { said: told.slice(0, 200) });
  }
  return result(timePayload(at, offsetOf(zone ?? '')));
}

/** What a program says to a query; `self`: what we say to it, when users ask themselves. */
async function saidBy(asking: Asking, command: string, self: () => string): Promise<string | Reply> {
  const who = whoOf(asking);
  if ('kind' in who) return who;
  if (who.self) return self();
  const told = await asking.server.ctcp(who.session, who.nick, command);
  return told.ok ? told.value : refusedBy(told.problem);
}

/** `name:version:system` of old, or `Name 1.2.3 more`, or any text, which is all name then. */
function readVersion(said: string): ReturnType<typeof versionQuery> {
  const text = said.trim().slice(0, 300);
  const [, oldName, oldVersion] = /^([^:\s]+):([^:]*):/.exec(text) ?? [];
  if (oldName !== undefined) return versionQuery(oldName, oldVersion ?? '');
  const [, name, number] = /^(.{1,100}?)[ /-]v?(\d.*)$/.exec(text) ?? [];
  return name === undefined ? versionQuery(text, '') : versionQuery(name, number ?? '');
}

function offsetOf(zone: string): string {
  const [, hours, minutes] = /([+-]\d\d):?(\d\d)/.exec(zone) ?? [];
  return hours === undefined ? '+00:00' : `${hours}:${minutes}`;
}
