import type { Account, Found, Registrant, RegistrationForm } from '../../gateways/gateway.js';
import { accountId, isLabel, ownerOf } from '../account-id.js';
import type { Problem, TextRef } from '../problem.js';
import type { UserAccounts } from '../store/accounts.js';
import { problem } from './errors.js';
import { mask } from './mask.js';
import type { Site } from './site.js';
import { checkSubmission, type Submission } from './submission.js';

/** How long the live check against the network may take; the client's own IQ timeout is about 30 s. */
const VERIFY_MS = 20_000;

type RegisterResult =
  | { readonly ok: true; readonly account: Account; readonly created: boolean }
  | { readonly ok: false; readonly problem: Problem };

type Done = { readonly ok: true } | { readonly ok: false; readonly problem: Problem };

type RemoveResult =
  /** `ended`: it was the user's last account, and with it the registration and the roster are gone. */
  { readonly ok: true; readonly ended: boolean } | { readonly ok: false; readonly problem: Problem };

/** What somebody submitted for an account. */
interface Attempt {
  readonly jid: string;
  /** Undefined: the default account, or the first one of a new user. */
  readonly label: string | undefined;
  /** Whether the account has to be new, has to be there, or may be both. */
  readonly must: 'be-new' | 'be-there' | 'be';
  readonly submitted: ReadonlyMap<string, string>;
  readonly lang: string | undefined;
}

/**
 * Registers, changes and removes accounts of one gateway, whatever the way in which a user asked for it. A user may have
 * several accounts, which are told apart by their labels; the first one has the empty label. All JIDs are bare and normalised.
 */
export class Registrar {
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
  }

  /** The account with a label, or the default one, read afresh. */
  async account(jid: string, label?: string): Promise<Account | undefined> {
    const user = await this.list(jid);
    return label === undefined ? user?.default : user?.all.find((account) => account.label === label);
  }

  /** All accounts of a user, read afresh; undefined where there is none. */
  list(jid: string): Promise<UserAccounts | undefined> {
    return this.#site.stores.accounts.of(this.#site.gateway.name, jid);
  }

  /**
   * Registers a user or changes the registration: without a label the default account, with one the account of that label,
   * which is added where there is none. Checked whole before anything is stored: on a problem the old data stay. Repeating
   * it is harmless.
   */
  register(
    jid: string,
    submitted: ReadonlyMap<string, string>,
    lang?: string,
    label?: string,
  ): Promise<RegisterResult> {
    return this.#save({ jid, label, must: 'be', submitted, lang });
  }

  /** Why no account of that label can be added; undefined where one can. */
  async mayAdd(jid: string, label: string): Promise<Problem | undefined> {
    const user = await this.list(jid);
    const before = user?.all.find((account) => account.label === label);
    return this.#impossible({ jid, label, must: 'be-new' }, label, user, before);
  }

  /** Adds an account to those that a registered user has. */
  add(jid: string, label: string, submitted: ReadonlyMap<string, string>, lang?: string): Promise<RegisterResult> {
    return this.#save({ jid, label, must: 'be-new', submitted, lang });
  }

  /** Changes the account with a label. */
  change(jid: string, label: string, submitted: ReadonlyMap<string, string>, lang?: string): Promise<RegisterResult> {
    return this.#save({ jid, label, must: 'be-there', submitted, lang });
  }

  /** Ends the registration: all accounts with their secrets, the roster and the pins. Tells whether there was one. */
  async remove(jid: string): Promise<boolean> {
    const { stores, gateway, log } = this.#site;
    const { removed } = await stores.accounts.removeAll(gateway.name, jid);
    await stores.letters.forget(gateway.name, jid);
    stores.cache.forget(gateway.name, jid);
    if (removed > 0) log.info({ account: mask(jid), removed }, 'unregistered');
    return removed > 0;
  }

  /** Removes one account. Where it was the default one, the first of those left becomes it. */
  async removeAccount(jid: string, label: string): Promise<RemoveResult> {
    const { stores, gateway, log } = this.#site;
    const { removed, left } = await stores.accounts.remove(gateway.name, accountId(jid, label));
    stores.cache.forget(gateway.name, jid);
    if (removed === 0) return { ok: false, problem: await this.#unknown(jid, label) };
    await stores.letters.forget(gateway.name, jid, accountId(jid, label));
    log.info({ account: mask(jid), left }, 'account removed');
    return { ok: true, ended: left === 0 };
  }

  /** Makes an account the one that carries what no other was chosen for. */
  async setDefault(jid: string, label: string): Promise<Done> {
    const { stores, gateway } = this.#site;
    const made = await stores.accounts.makeDefault(gateway.name, accountId(jid, label));
    stores.cache.forget(gateway.name, jid);
    return made ? { ok: true } : { ok: false, problem: await this.#unknown(jid, label) };
  }

  /** Has an account carry what the user writes to a contact (canonical network address), whoever wrote last. */
  async pin(jid: string, contact: string, label: string): Promise<Done> {
    const { stores, gateway, limits } = this.#site;
    const account = { id: accountId(jid, label), jid, label };
    const pinned = await stores.pins.pin(gateway.name, account, contact, limits.contacts);
    if (pinned === 'ok') return { ok: true };
    if (pinned === 'full') return { ok: false, problem: problem('account-pins', { limit: limits.contacts }) };
    return { ok: false, problem: await this.#unknown(jid, label) };
  }

  /** Tells whether there was a pin. */
  unpin(jid: string, contact: string): Promise<boolean> {
    return this.#site.stores.pins.unpin(this.#site.gateway.name, jid, contact);
  }

  /** Labels of the pinned accounts by contact. */
  pins(jid: string): Promise<ReadonlyMap<string, string>> {
    return this.#site.stores.pins.list(this.#site.gateway.name, jid);
  }

  async #save(attempt: Attempt): Promise<RegisterResult> {
    const { jid, submitted, lang } = attempt;
    const { gateway, words, stores, clock, log, limits } = this.#site;
    const closed = this.#site.access(jid);
    if (closed !== undefined) return { ok: false, problem: closed };
    const user = await this.list(jid);
    const label = attempt.label ?? user?.default.label ?? '';
    const before = user?.all.find((account) => account.label === label);
    const impossible = this.#impossible(attempt, label, user, before);
    if (impossible !== undefined) return { ok: false, problem: impossible };

    const id = accountId(jid, label);
    const form = gateway.registration;
    const secrets = before === undefined ? new Map<string, string>() : await this.#secrets(id, form);
    const checked = checkSubmission(
      form,
      submitted,
      before === undefined ? undefined : { fields: before.fields, hasSecret: (field) => secrets.has(field) },
      (ref: TextRef) => words.text(ref, lang),
    );
    if (!checked.ok) return checked;
    const registrant: Registrant = {
      jid,
      label,
      accounts: user?.all ?? [],
      changed: changes(form, checked.submission, before?.fields ?? {}),
      kv: stores.kv(gateway.name),
    };
    const verified = await this.#verify(form, checked.submission, secrets, registrant);
    if (verified !== undefined && !('found' in verified)) return { ok: false, problem: verified };

    const submission = verified === undefined ? checked.submission : completed(form, checked.submission, verified);
    const registration = { ...submission, ...(form.unique === undefined ? {} : { unique: form.unique }) };
    const result =
      before === undefined
        ? await stores.accounts.create(gateway.name, id, registration, clock.now(), limits.accounts)
        : await stores.accounts.update(gateway.name, id, registration);
    stores.cache.forget(gateway.name, jid);
    if (result.ok) {
      log.info({ account: mask(jid), rev: result.account.rev, created: before === undefined }, 'registered');
      return { ok: true, account: result.account, created: before === undefined };
    }
    if (result.reason === 'conflict')
      return { ok: false, problem: this.#conflict(form, submission, ownerOf(result.holder) === jid, lang) };
    // Somebody else added or removed an account of the user while we checked: what is there now decides.
    return this.#save(attempt);
  }

  #impossible(
    { jid, label: wanted, must }: Pick<Attempt, 'jid' | 'label' | 'must'>,
    label: string,
    user: UserAccounts | undefined,
    before: Account | undefined,
  ): Problem | undefined {
    const { gateway, limits } = this.#site;
    if (before !== undefined) return must === 'be-new' ? problem('account-exists', { label }) : undefined;
    if (wanted === undefined) return undefined;
    if (user === undefined) return problem('account-first', { gateway: gateway.domain, jid });
    if (must === 'be-there') return this.#noSuch(user, label);
    if (!isLabel(label)) return problem('account-label', { label });
    return user.all.length < limits.accounts ? undefined : problem('account-limit', { limit: limits.accounts });
  }

  async #unknown(jid: string, label: string): Promise<Problem> {
    const user = await this.list(jid);
    return user === undefined ? problem('register-not-registered', { jid }) : this.#noSuch(user, label);
  }

  /** Names those that there are, by the addresses at which they were registered. */
  #noSuch({ all }: UserAccounts, label: string): Problem {
    const { domain } = this.#site.gateway;
    const accounts = all.map((account) => (account.label === '' ? domain : `${domain}/${account.label}`)).join(', ');
    return problem('account-unknown', { label, accounts });
  }

  async #secrets(id: string, form: RegistrationForm): Promise<ReadonlyMap<string, string>> {
    const secrets = new Map<string, string>();
    for (const field of form.fields) {
      if (field.kind !== 'text-private') continue;
      const value = await this.#site.stores.accounts.secret(this.#site.gateway.name, id, field.name);
      if (value !== undefined) secrets.set(field.name, value);
    }
    return secrets;
  }

  async #verify(
    form: RegistrationForm,
    submission: Submission,
    onRecord: ReadonlyMap<string, string>,
    registrant: Registrant,
  ): Promise<Problem | Found | undefined> {
    if (form.verify === undefined) return undefined;
    const abort = new AbortController();
    const values = { ...Object.fromEntries(onRecord), ...submission.fields, ...submission.secrets };
    const timeout = new Promise<Problem>((resolve) => {
      const timer = this.#site.clock.after(VERIFY_MS, () => resolve(problem('register-timeout')));
      abort.signal.addEventListener('abort', () => timer.cancel());
    });
    try {
      return await Promise.race([form.verify(values, abort.signal, registrant), timeout]);
    } finally {
      abort.abort();
    }
  }

  #conflict(form: RegistrationForm, submission: Submission, own: boolean, lang: string | undefined): Problem {
    const field = form.fields.find(({ name }) => name === form.unique);
    const label = field === undefined ? '' : this.#site.words.text(field.label, lang);
    const params = { field: label, value: submission.fields[form.unique ?? ''] ?? '' };
    return problem(own ? 'register-conflict-own' : 'register-conflict', params);
  }
}

/** Names of the fields that a submission changes; of a secret it is enough that it is told anew. */
function changes(
  { fields }: RegistrationForm,
  submission: Submission,
  before: Readonly<Record<string, string>>,
): ReadonlySet<string> {
  const changed = fields.filter(({ name, kind }) => {
    if (kind !== 'text-private') return submission.fields[name] !== before[name];
    return submission.secrets[name] !== undefined;
  });
  return new Set(changed.map(({ name }) => name));
}

/** A submission with what was found out; secrets are the user's alone to set. */
function completed(form: RegistrationForm, { fields, secrets }: Submission, { found }: Found): Submission {
  const secret = new Set(form.fields.flatMap(({ name, kind }) => (kind === 'text-private' ? [name] : [])));
  const all = Object.entries({ ...fields, ...found }).filter(([name, value]) => value !== '' && !secret.has(name));
  return { fields: Object.fromEntries(all), secrets };
}
