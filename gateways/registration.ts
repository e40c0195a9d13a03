/** Registering with a gateway (XEP-0077); part of the contract in gateway.ts, which every gateway imports instead. */
import type { Problem, TextRef } from '../src/problem.js';
import type { Account } from './gateway.js';
import type { KeyValue } from './keeping.js';

/** One field of the registration form (XEP-0077, XEP-0004). */
export interface RegistrationField {
  /** Form variable; a legacy field name of XEP-0077 (`name`, `phone`, `email`, `password` ...) or `x-...`. */
  readonly name: string;
  /** The value of a `text-multi` is its lines with a line feed between them, none at the end. */
  readonly kind: 'text-single' | 'text-multi' | 'text-private' | 'list-single' | 'boolean';
  readonly label: TextRef;
  readonly description?: TextRef;
  readonly required: boolean;
  /** Asked for in a chat only when the registration is changed, so that registering there is short. Forms show it always. */
  readonly later?: true;
  /**
   * Whether the field says nothing beside what stands in fields before it: a password where no login is named. `values`: what is on
   * record or was answered just now, '' where there is nothing. A chat then neither asks for it nor shows it; forms have it always.
   */
  needless?(values: ReadonlyMap<string, string>): boolean;
  readonly options?: readonly { readonly value: string; readonly label: TextRef }[];
  readonly initial?: string;
  /** XEP-0122 validation offered to the client; `check` repeats it on our side. */
  readonly validate?: { readonly datatype: string; readonly regex?: string };
  /** Longest value accepted, in code points. Default 1023. */
  readonly maxLength?: number;
  /**
   * Checks and normalises one submitted value (already trimmed, of an offered option, not over long).
   * Returns the value to store, or the sentence that says what is wrong and what to do.
   */
  check?(value: string): { readonly value: string } | { readonly wrong: TextRef };
}

/** Whose registration is checked (see `RegistrationForm.verify`). */
export interface Registrant {
  /** Bare, normalised. */
  readonly jid: string;
  /** Of the account that is made or changed; empty for the first one. */
  readonly label: string;
  /** All accounts that the user has now, that one as it was before among them. */
  readonly accounts: readonly Account[];
  /** Names of the fields whose value is another one than on record, and of the secrets that were told anew. */
  readonly changed: ReadonlySet<string>;
  /** As in `HoldContext`. */
  readonly kv: KeyValue;
}

/** What a check of a registration has found out, to be stored with it. */
export interface Found {
  /**
   * Values by name: of plain fields of the form they take the place of what was submitted ('' removes it); others are kept in
   * `Account.fields` beside them, show in no form, and are gone with the next change unless they are found again.
   */
  readonly found: Readonly<Record<string, string>>;
}

/** What a user fills in to register (XEP-0077 section 3.1), and how it is checked. */
export interface RegistrationForm {
  readonly title: TextRef;
  readonly instructions: TextRef;
  readonly fields: readonly RegistrationField[];
  /** Field whose value nobody else may hold on this gateway (a number, a nick); compared after `check` and `verify`. */
  readonly unique?: string;
  /**
   * Live check against the network, after all fields are right, before the registration is accepted; at most 20 s.
   * `values` holds the secrets too. Undefined means accepted as it is; with `found` it is accepted and completed by it.
   */
  verify?(
    values: Readonly<Record<string, string>>,
    signal: AbortSignal,
    registrant: Registrant,
  ): Promise<Problem | Found | undefined>;
}
