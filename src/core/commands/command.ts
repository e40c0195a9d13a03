import type { Account } from '../../../gateways/gateway.js';
import type { Problem, TextRef } from '../../problem.js';
import type { Element } from '../../xmpp/element.js';
import type { FormField } from '../../xmpp/forms.js';
import type { Jid } from '../../xmpp/jid.js';
import type { Site } from '../site.js';

/** Who may use a command, among those who may use the gateway at all. */
export type Audience = 'anyone' | 'registered' | 'unregistered' | 'admin';

/** Values by field, as they came in; see `Step.check`. A field that is missing was not answered: what is, stays. */
export type Values = ReadonlyMap<string, readonly string[]>;

/** A sentence of the catalogue, or whatever says it in a language (BCP 47). */
export type Label = TextRef | ((lang: string | undefined) => string);

/** Somebody uses a command, over whatever face. */
export interface Call {
  readonly site: Site;
  readonly jid: Jid;
  readonly lang: string | undefined;
  /** Of the steps before, checked. */
  readonly values: Values;
  /** The sentence in the language of the caller. */
  say(label: Label): string;
}

/** What is asked in one step. */
export interface CommandForm {
  readonly title: string;
  readonly instructions?: string;
  /** In the language of the caller, with the present values. */
  readonly fields: readonly FormField[];
  /** FORM_TYPE, where a specification or we gave the form one (XEP-0068). */
  readonly formType?: string;
}

/** One form of a command (XEP-0050): what it asks, and what it accepts. */
export interface Step {
  form(call: Call): Promise<CommandForm>;
  /**
   * Checks values of the given fields, for forms that know more than what a field says of itself. `fields` are all of the
   * form, or the one that a dialogue has asked for. Missing: what the fields say counts (see `checkFields`).
   */
  check?(call: Call, values: Values, fields: readonly FormField[]): Promise<Problem | undefined>;
}

interface Note {
  readonly type: 'info' | 'warn' | 'error';
  readonly text: string;
}

/** What came of a command: notes, and either single values or a table. */
export interface Result {
  readonly notes?: readonly Note[];
  readonly title?: string;
  readonly fields?: readonly FormField[];
  readonly table?: {
    readonly columns: readonly FormField[];
    readonly rows: readonly Readonly<Record<string, readonly string[]>>[];
    /** The rows as a chat shows them, each in one line. Missing: all cells with their labels. */
    readonly lines?: readonly string[];
  };
  readonly formType?: string;
  /** To be sent after the answer, in order. */
  readonly follow?: readonly Element[];
}

/** What a command comes to; `problem`: nothing was done, and this is why. */
export type Done = Result | { readonly problem: Problem };

/**
 * One command, defined once and shown by every face: as an ad-hoc command (XEP-0050) under its node, in a chat under its
 * word. It keeps nothing between its steps but the values of the call.
 */
export interface Command {
  readonly node: string;
  /** Small letters, unique in the tree among those that one person may use. */
  readonly word: string;
  /** The word of the command that it belongs to; the help shows it only there. */
  readonly under?: string;
  /** Other words for it. */
  readonly aliases?: readonly string[];
  readonly name: Label;
  /** One line for the help. */
  readonly about: Label;
  readonly audience: Audience;
  /** Why it is of no use to who has these accounts: not shown to them, and answered with this. Missing, or undefined: it is of use. */
  useless?(accounts: readonly Account[]): Problem | undefined;
  readonly steps: readonly Step[];
  /** Fields that a chat does not ask for; they stay as they are. `fields`: all of the form, with what is known by now. */
  notInChat?(fields: readonly FormField[]): ReadonlySet<string>;
  /** All fields have a value: where they are many, a chat asks first which of them are to be changed. */
  readonly choosesInChat?: true;
  /**
   * What is written behind the word in a chat, as values of the only step: then nothing else is asked. Undefined: it answers the first
   * question.
   */
  spoken?(text: string): Values | undefined;
  /** Asked in a chat before it is done, where a word may be written by mistake. */
  confirm?(call: Call): string;
  run(call: Call): Promise<Done>;
}

/** Whether nothing was done, and why. */
export function failed(done: Done): done is { readonly problem: Problem } {
  return 'problem' in done;
}
