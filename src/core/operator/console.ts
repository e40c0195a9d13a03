import { randomInt } from 'node:crypto';
import type { Operation } from '../../operation.js';
import { parseJid } from '../../xmpp/jid.js';
import type { Inside } from './inside.js';
import { given } from './values.js';

/** As in codes that come as messages. 16 of them have 80 bits: this one is bound to no browser, and its hash lies in Redis. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const GROUPS = 4;
const OF_GROUP = 4;

/** Signing in to the console where no message can come. */
export function consoleOperations(inside: () => Inside): readonly Operation[] {
  return [
    {
      noun: 'console',
      verb: 'code',
      about: 'a code to sign in to the console in the browser, for when none can come as a message',
      arguments: [{ name: 'jid', about: 'bare JID of the admin', kind: 'jid', required: true, positional: true }],
      changes: true,
      // Whoever may open the control socket may do everything anyway; nobody else may sign in without the admin's client.
      only: 'terminal',
      run: async (call) => {
        const { sites, stores } = inside();
        const jid = parseJid(given(call, 'jid') ?? '')?.bare ?? '';
        if (!sites.some(({ isAdmin }) => isAdmin(jid))) {
          return { problem: call.say('{jid} is no admin. Add it to access.admins in the config first.', { jid }) };
        }
        const code = newCode();
        await stores.console.grant(jid, code.join(''));
        return {
          notes: [call.say('It is good once, for ten minutes: write the JID at the console, and then this code.')],
          fields: [{ name: 'code', label: 'Code', value: code.join('-') }],
        };
      },
    },
  ];
}

function newCode(): readonly string[] {
  const group = () => Array.from({ length: OF_GROUP }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return Array.from({ length: GROUPS }, group);
}
