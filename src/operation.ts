/**
 * What an admin can have a running gateway do: one table of operations, defined once and shown by every face: at a terminal as
 * `isthmus NOUN VERB` over the control socket, in XMPP as ad-hoc commands (XEP-0050) for admins only, in the console of the browser.
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
export interface OperationCall {
  /** Who, for the record: `terminal:<user of the system>`, a bare JID, `console:<bare JID>`. */
  readonly actor: string;
  /** Values by the name of the argument, as they were given; a flag that is given is `['true']`. What is missing was not given. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** A cell: a time is ms since the epoch in a column of kind `time`, a duration ms. Nothing known: `null`. */
export type Cell = string | number | boolean | null;

/** A column of a table that an operation answers with. */
export interface Column {
  /** As in the JSON that is printed, in camelCase. */
  readonly name: string;
  readonly label: string;
  readonly kind?: 'text' | 'number' | 'time' | 'duration' | 'bytes';
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
  /** It cannot be undone; asked before it is done (`--yes` at a terminal), with this sentence. */
  readonly confirm?: string;
  run(call: OperationCall): Promise<OperationResult | OperationProblem>;
}

/** Whether nothing was done. */
export function refused(result: OperationResult | OperationProblem): result is OperationProblem {
  return 'problem' in result;
}
