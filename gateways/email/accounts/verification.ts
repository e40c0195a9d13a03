import { unescapeLocal } from '../../../src/xmpp/jid.js';
import type { Found, Problem, Registrant } from '../../gateway.js';
import { parseMailAddress } from '../address/mail-address.js';
import { AliasClaims } from './alias-claims.js';
import { aliasOf, readAlias } from './alias-names.js';
import { CONNECTION_FIELDS, FIELD, FOUND } from './fields.js';
import { mailAccountOf } from './mail-account.js';
import { MailboxTrial, type TrialOptions, type Values } from './mailbox-trial.js';
import { aliasRefusal, refused } from './refusals.js';

/** The core gives up at 20 s, with less to say. */
const WHOLE_MS = 18_000;
/**
 * Checks a registration at its mail servers before it is accepted: finds them where the user did not name them, connects, logs in,
 * and tells what it found. Of addresses of the gateway itself it looks at the names.
 */
export class Verification {
  readonly #options: TrialOptions;

  constructor(options: TrialOptions) {
    this.#options = options;
  }

  /** See `RegistrationForm.verify`. */
  verify(values: Values, signal: AbortSignal, registrant: Registrant): Promise<Problem | Found> {
    const { ownMailboxes, addresses } = this.#options.config;
    const typed = values[FIELD.address] ?? '';
    const ofGateway = addresses !== undefined && typed.toLowerCase().endsWith(`@${addresses.domain}`);
    if (ownMailboxes.allowed && typed !== '' && !ofGateway) return this.#mailbox(typed, values, signal, registrant);
    return this.#alias(ofGateway ? typed : (values[FIELD.alias] ?? ''), registrant);
  }

  /** An address of the gateway's; nobody is asked but our own store. */
  async #alias(wanted: string, { jid, label, accounts, kv }: Registrant): Promise<Problem | Found> {
    const { addresses } = this.#options.config;
    if (addresses === undefined) return refused('email.register.address-missing');
    const { aliases, domain } = addresses;
    const at = jid.lastIndexOf('@');
    const readable = `${unescapeLocal(jid.slice(0, Math.max(at, 0)))}${jid.slice(Math.max(at, 0))}`;
    const own = aliasOf(readable, aliases.default, aliases);
    const read = wanted === '' ? ({ ok: true, alias: own } as const) : readAlias(wanted, domain, aliases);
    if (!read.ok) return aliasRefusal(read.why, wanted, aliases);
    const { alias } = read;
    if (!aliases.choice && alias !== own) return refused('email.register.alias-fixed', { address: `${own}@${domain}` });
    const before = accounts.find((account) => account.label === label)?.fields[FIELD.alias];
    if (alias !== before && !(await new AliasClaims(kv, aliases.keptFor).isFree(alias, jid))) {
      return refused('email.register.alias-kept', { address: `${alias}@${domain}` });
    }
    return { found: { [FIELD.address]: '', [FIELD.alias]: alias, [FOUND.kind]: 'address' } };
  }

  async #mailbox(typed: string, values: Values, signal: AbortSignal, registrant: Registrant): Promise<Problem | Found> {
    const parsed = parseMailAddress(typed);
    if (!parsed.ok) return refused('email.register.address-wrong', { address: typed.slice(0, 254) });
    const before = this.#before(values, registrant);
    if (before !== undefined) return { found: before };
    const stop = new AbortController();
    const timer = this.#options.clock.after(WHOLE_MS, () => stop.abort());
    const abort = (): void => stop.abort();
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await new MailboxTrial(this.#options, values, parsed.address, stop.signal).run();
    } finally {
      timer.cancel();
      signal.removeEventListener('abort', abort);
      stop.abort();
    }
  }

  /**
   * What was found before, where nothing changes on which it depends: settings can be changed while a mail server is out. A
   * connection that the admin has come to forbid is looked at anew.
   */
  #before(values: Values, { label, accounts, changed }: Registrant): Values | undefined {
    const fields = accounts.find((account) => account.label === label)?.fields ?? {};
    if (fields[FOUND.kind] !== 'mailbox' || CONNECTION_FIELDS.some((name) => changed.has(name))) return undefined;
    const account = mailAccountOf({ fields }, this.#options.config);
    if (account?.kind !== 'mailbox') return undefined;
    if (account.login.by === 'password' && (values[FIELD.password] ?? '') === '') return undefined;
    return Object.fromEntries(Object.entries(fields).filter(([name]) => Object.values<string>(FOUND).includes(name)));
  }
}
