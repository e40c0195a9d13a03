/**
 * What an admin can have a running gateway do: one table of operations, defined once and shown by every face: at a terminal as
 * `isthmus NOUN VERB` over the control socket, in XMPP as ad-hoc commands (XEP-0050) for admins only, in the console of the browser.
 * Their words are English here; `OperationWords` has them in other languages.
 */

/** One thing that is said with an operation. */
export interface OperationArgument {
  /** Small letters and `-`; in XMPP the variable of the field, at a terminal `--name VALUE` where it is not `positional`. */
  readonly name: string;
  /** One line for the help and the label of the field. */
  readonly about: string;
  /** Default: `text`. `choice` has `choices`; `many`: several values; `duration` as in the config file (`2h`). */
  readonly kind?: 'text' | 'jid' | 'number' | 'duration' | 'time' | 'choice' | 'many' | 'flag';
  readonly choices?: readonly string[];
  /** Asked for where it is missing. */
  readonly required?: true;
  /** Written without its name at a terminal, in the order of the table. */
  readonly positional?: true;
}

/** Somebody uses an operation, over whatever face. */
export interface OperationRequest {
  /** Who, for the record: `terminal:<user of the system>`, a bare JID, `console:<bare JID>`. */
  readonly actor: string;
  /** Values by the name of the argument, as they were given; a flag that is given is `['true']`. What is missing was not given. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** In which they want to be answered (BCP 47); missing: English, as at a terminal. */
  readonly language?: string;
}

/**
 * Says something in the language of whoever asks. `english` is the sentence itself, as a terminal shows it, with `{places}`; other
 * languages have tables by it. A test finds what such a table lacks, so it stands here as it is and is not put together.
 */
export type Say = (english: string, params?: Readonly<Record<string, string | number>>) => string;

/** What operations say in other languages: language -> the English of `Operation` and of `Say` -> the same in that language. */
export type OperationTexts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A request as the operation gets it. */
export interface OperationCall extends OperationRequest {
  readonly say: Say;
}

/** A cell: a time is ms since the epoch in a column of kind `time`, a duration ms. Nothing known: `null`. */
export type Cell = string | number | boolean | null;

/** A column of a table that an operation answers with. */
export interface Column {
  /** As in the JSON that is printed, in camelCase. */
  readonly name: string;
  readonly label: string;
  /** `word`: one of few, as a state; the English one, and a face shows it in the language of whoever looks. */
  readonly kind?: 'text' | 'word' | 'number' | 'time' | 'duration' | 'bytes';
}

/** What came of it. Every face shows the same; `--json` prints `rows` and `fields` as they are. */
export interface OperationResult {
  /** What was done or found, a sentence each. */
  readonly notes?: readonly string[];
  readonly fields?: readonly (Column & { readonly value: Cell })[];
  readonly table?: { readonly columns: readonly Column[]; readonly rows: readonly Readonly<Record<string, Cell>>[] };
  /** Where a page ends before all was shown: the value of the argument `after` that goes on behind it. */
  readonly next?: string;
}

/** Nothing was done; the sentence says why, and what to do. */
export interface OperationProblem {
  readonly problem: string;
}

/** One row of the table. */
export interface Operation {
  /** `lane`, `user`, `ban`; with `verb` unique. */
  readonly noun: string;
  readonly verb: string;
  /** One line. */
  readonly about: string;
  readonly arguments: readonly OperationArgument[];
  /** It changes something: it is written down who did it and when. */
  readonly changes?: true;
  /** It is there at a terminal alone, for whoever may open the control socket. */
  readonly only?: 'terminal';
  /** It cannot be undone; asked before it is done (`--yes` at a terminal), with this sentence. */
  readonly confirm?: string;
  run(call: OperationCall): Promise<OperationResult | OperationProblem>;
}

/** Whether nothing was done. */
export function refused(result: OperationResult | OperationProblem): result is OperationProblem {
  return 'problem' in result;
}
