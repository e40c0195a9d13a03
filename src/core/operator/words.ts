import type { Cell, Column, Operation, OperationResult, OperationTexts, Say } from '../../operation.js';
import { filled, ranges } from '../text/catalogue.js';
import { operationTexts } from '../text/operation-texts.js';

type Row = Readonly<Record<string, Cell>>;

/** What the operations say, in the language of whoever uses them. What a language does not have is English. */
export class OperationWords {
  readonly #tables = new Map<string, ReadonlyMap<string, string>>();

  /** `own`: what the gateway brings whose operations they are; it goes before what the core has. */
  constructor(own: OperationTexts = {}) {
    const all = [operationTexts, own];
    for (const language of new Set(all.flatMap((texts) => Object.keys(texts)))) {
      this.#tables.set(language, new Map(all.flatMap((texts) => Object.entries(texts[language] ?? {}))));
    }
  }

  /** For a reader of `language` (BCP 47; RFC 4647 3.4). */
  say(language: string | undefined): Say {
    const table = this.#tableFor(language);
    return (english, params) => filled(table?.get(english) ?? english, params);
  }

  /** An operation with its labels in a language. */
  described(operation: Operation, language: string | undefined): Operation {
    const say = this.say(language);
    return {
      ...operation,
      about: say(operation.about),
      ...(operation.confirm === undefined ? {} : { confirm: say(operation.confirm) }),
      arguments: operation.arguments.map((argument) => ({ ...argument, about: say(argument.about) })),
    };
  }

  /** What came of it with its labels in a language, and what stands in columns of words. */
  shown(result: OperationResult, language: string | undefined): OperationResult {
    const table = this.#tableFor(language);
    if (table === undefined) return result;
    const of = <T extends Column>(column: T): T => ({ ...column, label: table.get(column.label) ?? column.label });
    const cell = (value: Cell): Cell => (typeof value === 'string' ? (table.get(value) ?? value) : value);
    const { fields, table: shown } = result;
    return {
      ...result,
      ...(fields !== undefined && {
        fields: fields.map((one) => of(one.kind === 'word' ? { ...one, value: cell(one.value) } : one)),
      }),
      ...(shown !== undefined && {
        table: { columns: shown.columns.map(of), rows: shown.rows.map((row) => wordsIn(row, shown.columns, cell)) },
      }),
    };
  }

  /** The table of the language that is found first; undefined: English, which needs none. */
  #tableFor(language: string | undefined): ReadonlyMap<string, string> | undefined {
    for (const range of ranges(language)) {
      if (range === 'en') return undefined;
      const table = this.#tables.get(range);
      if (table !== undefined) return table;
    }
    return undefined;
  }
}

/** A row in which `said` says what stands in columns of words. */
function wordsIn(row: Row, columns: readonly Column[], said: (value: Cell) => Cell): Row {
  const words = columns.filter(({ kind }) => kind === 'word');
  if (words.length === 0) return row;
  return { ...row, ...Object.fromEntries(words.map(({ name }) => [name, said(row[name] ?? null)])) };
}
