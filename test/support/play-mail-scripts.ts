import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { XmppAccount } from '../../sandbox/xmpp-server.js';
import { writtenMail } from './mail-match.js';
import { mailSteps } from './mail-steps.js';
import { type AccountKind, KINDS, MailWorld } from './mail-world.js';
import { repositoryRoot } from './repository.js';
import { playScript, type ScriptStep } from './script.js';
import type { Software } from './shared.js';

const FOLDER = join(repositoryRoot(), 'test/e2e/scripts/email');
/** Users of scripts who can have mail. */
const USERS = ['romeo', 'juliet', 'nurse'];
/** People elsewhere, with an address of their own in each script. */
const ELSEWHERE = ['alice', 'bob', 'carol'];

/**
 * Plays the scripts of test/e2e/scripts/email: those of `any` with both kinds of accounts, those of `address` and `mailbox` with
 * that one. `{romeo.mail}`, `{juliet.mail}` and `{nurse.mail}` are what they get as addresses by these lines:
 *
 *     Romeo is registered
 *     Juliet is registered with:
 *       x-quotes: keep
 *
 * `{romeo.mail.jid}` and `{romeo.domain}` and so on are the JIDs of these addresses at the gateway, and their domain. `{alice}`, `{bob}` and `{carol}` are addresses elsewhere, `{alice.jid}` and so on their JIDs at the gateway.
 */
export function playMailScripts(software: Software): void {
  describe(`mail scripts over ${software}`, { concurrency: 1 }, () => {
    let world: MailWorld;
    before(async () => {
      world = await MailWorld.start({ software });
    });
    after(async () => await world?.stop());
    for (const kind of KINDS) {
      describe(`with ${kind === 'address' ? 'addresses of the gateway' : 'mailboxes elsewhere'}`, () => {
        for (const file of [...scriptsIn('any'), ...scriptsIn(kind)]) {
          const name = file.replace(/^.*\//, '').replace('.stanzas', '').replaceAll('-', ' ');
          it(name, async () => await playMailScript(world, kind, file));
        }
      });
    }
  });
}

/** Plays one script, given by its whole path. `more`: steps besides those of all mail scripts. */
export async function playMailScript(
  world: MailWorld,
  kind: AccountKind,
  file: string,
  more: readonly ScriptStep[] = [],
): Promise<void> {
  const names = new Map(USERS.map((who) => [who, world.newName(who)]));
  const mails = [...names].flatMap(([who, name]) => {
    const address = world.addressOf(name, kind);
    const [, domain = ''] = address.split('@');
    const facts = { mail: address, 'mail.jid': world.jidOf(address), domain };
    return Object.entries(facts).map(([fact, value]) => [`${who}.${fact}`, value] as const);
  });
  const elsewhere = ELSEWHERE.flatMap((who) => {
    const address = world.newOutside(who);
    return [[who, address] as const, [`${who}.jid`, world.jidOf(address)] as const];
  });
  const accounts = new Map<string, Promise<XmppAccount>>();
  const account = (who: string): Promise<XmppAccount> => {
    const known = accounts.get(who) ?? world.xmpp.newUser(who);
    accounts.set(who, known);
    return known;
  };
  const register = async (user: string, body: string): Promise<undefined> => {
    const who = user.toLowerCase();
    const name = names.get(who);
    if (name === undefined) throw new Error(`only these can have mail: ${USERS.join(', ')}`);
    await world.registerAccount(await account(who), name, kind, Object.fromEntries(writtenMail(body).fields));
  };
  await playScript({
    file,
    account,
    steps: [
      { pattern: /^(\w+) is registered$/, run: ([who = '']) => register(who, '') },
      { pattern: /^(\w+) is registered with:$/, run: ([who = ''], body) => register(who, body) },
      ...more,
      ...mailSteps(world.servers),
    ],
    variables: {
      server: world.xmpp.domain,
      gateway: world.gateway,
      ...Object.fromEntries([...mails, ...elsewhere]),
    },
  });
}

/** The scripts in a folder of test/e2e/scripts/email, by their whole paths. */
export function scriptsIn(folder: string): string[] {
  const path = join(FOLDER, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith('.stanzas'))
    .sort()
    .map((name) => join(path, name));
}
