import type { FuzzTarget } from './target.js';
import { alertTargets } from './targets/alerts.js';
import { configTargets } from './targets/config.js';
import { emailTargets } from './targets/email.js';
import { ircTargets } from './targets/irc.js';
import { smsTargets } from './targets/sms.js';
import { xmppTargets } from './targets/xmpp.js';

/** Every parser that meets the outside. */
export const TARGETS: readonly FuzzTarget[] = [
  ...xmppTargets,
  ...smsTargets,
  ...emailTargets,
  ...ircTargets,
  ...alertTargets,
  ...configTargets,
];

export function targetOf(name: string): FuzzTarget {
  const target = TARGETS.find((each) => each.name === name);
  if (target === undefined) {
    throw new Error(`no parser is called ${name}; there are ${TARGETS.map((each) => each.name).join(', ')}`);
  }
  return target;
}
