import type { FuzzTarget } from './target.js';
import { targets as alerts } from './targets/alerts.js';
import { targets as config } from './targets/config.js';
import { targets as email } from './targets/email.js';
import { targets as irc } from './targets/irc.js';
import { targets as sms } from './targets/sms.js';
import { targets as xmpp } from './targets/xmpp.js';

/** By the file in `targets/` that has them. */
const FILES: Readonly<Record<string, readonly FuzzTarget[]>> = { xmpp, sms, email, irc, alerts, config };

/** Every parser that meets the outside. */
export const TARGETS: readonly FuzzTarget[] = Object.values(FILES).flat();

export function targetOf(name: string): FuzzTarget {
  const target = TARGETS.find((each) => each.name === name);
  if (target === undefined) {
    throw new Error(`no parser is called ${name}; there are ${TARGETS.map((each) => each.name).join(', ')}`);
  }
  return target;
}

/** The file in `targets/`, without its ending, that has a target. */
export function fileOf(target: FuzzTarget): string {
  const found = Object.entries(FILES).find(([, targets]) => targets.includes(target));
  if (found === undefined) throw new Error(`no file has ${target.name}`);
  return found[0];
}
