import type { Account, RegistrationForm } from '../../gateways/gateway.js';
import type { Problem, TextRef } from '../problem.js';
import { problem } from './errors.js';
import { mask } from './mask.js';
import type { Site } from './site.js';
import { checkSubmission, type Submission } from './submission.js';

/** How long the live check against the network may take; the client's own IQ timeout is about 30 s. */
const VERIFY_MS = 20_000;

export type RegisterResult =
  | { readonly ok: true; readonly account: Account; readonly created: boolean }
  | { readonly ok: false; readonly problem: Problem };

/** Registers, changes and removes accounts of one gateway, whatever the way in which a user asked for it. */
export class Registrar {
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
  }

  /** The account of a user, read afresh. */
  account(jid: string): Promise<Account | undefined> {
    return this.#site.stores.accounts.get(this.#site.gateway.name, jid);
  }

  /**
   * Registers a user or changes the registration. Checked whole before anything is stored: on a problem the old data
   * stay. Repeating it is harmless.
   */
  async register(jid: string, submitted: ReadonlyMap<string, string>, lang?: string): Promise<RegisterResult> {
    const { gateway, words, stores, clock, log } = this.#site;
    const closed = this.#site.access(jid);
    if (closed !== undefined) return { ok: false, problem: closed };
    const form = gateway.registration;
    const before = await this.account(jid);
    const secrets = before === undefined ? new Map<string, string>() : await this.#secrets(jid, form);
    const checked = checkSubmission(
      form,
      submitted,
      before === undefined ? undefined : { fields: before.fields, hasSecret: (field) => secrets.has(field) },
      (ref: TextRef) => words.text(ref, lang),
    );
    if (!checked.ok) return checked;
    const refused = await this.#verify(form, checked.submission, secrets);
    if (refused !== undefined) return { ok: false, problem: refused };

    const registration = { ...checked.submission, ...(form.unique === undefined ? {} : { unique: form.unique }) };
    const created = await stores.accounts.create(gateway.name, jid, registration, clock.now());
    const result =
      !created.ok && created.reason === 'exists'
        ? await stores.accounts.update(gateway.name, jid, registration)
        : created;
    stores.cache.forget(gateway.name, jid);
    if (!result.ok) {
      // `missing`: it was removed while we wrote. The user asked for both at once; the registration is the last word.
      if (result.reason === 'missing') return this.register(jid, submitted, lang);
      return { ok: false, problem: this.#conflict(form, checked.submission, lang) };
    }
    log.info({ account: mask(jid), rev: result.account.rev, created: created.ok }, 'registered');
    return { ok: true, account: result.account, created: created.ok };
  }

  /** Removes a registration with its secrets and roster; tells whether there was one. */
  async remove(jid: string): Promise<boolean> {
    const { stores, gateway, log } = this.#site;
    const removed = await stores.accounts.remove(gateway.name, jid);
    stores.cache.forget(gateway.name, jid);
    if (removed) log.info({ account: mask(jid) }, 'unregistered');
    return removed;
  }

  async #secrets(jid: string, form: RegistrationForm): Promise<ReadonlyMap<string, string>> {
    const secrets = new Map<string, string>();
    for (const field of form.fields) {
      if (field.kind !== 'text-private') continue;
      const value = await this.#site.stores.accounts.secret(this.#site.gateway.name, jid, field.name);
      if (value !== undefined) secrets.set(field.name, value);
    }
    return secrets;
  }

  async #verify(
    form: RegistrationForm,
    submission: Submission,
    onRecord: ReadonlyMap<string, string>,
  ): Promise<Problem | undefined> {
    if (form.verify === undefined) return undefined;
    const abort = new AbortController();
    const values = { ...Object.fromEntries(onRecord), ...submission.fields, ...submission.secrets };
    const timeout = new Promise<Problem>((resolve) => {
      const timer = this.#site.clock.after(VERIFY_MS, () => resolve(problem('register-timeout')));
      abort.signal.addEventListener('abort', () => timer.cancel());
    });
    try {
      return await Promise.race([form.verify(values, abort.signal), timeout]);
    } finally {
      abort.abort();
    }
  }

  #conflict(form: RegistrationForm, submission: Submission, lang: string | undefined): Problem {
    const field = form.fields.find(({ name }) => name === form.unique);
    const label = field === undefined ? '' : this.#site.words.text(field.label, lang);
    return problem('register-conflict', { field: label, value: submission.fields[form.unique ?? ''] ?? '' });
  }
}
