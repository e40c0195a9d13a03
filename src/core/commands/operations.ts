import type { Cell, Column, Operation, OperationArgument, OperationResult } from '../../operation.js';
import { refused } from '../../operation.js';
import type { Problem } from '../../problem.js';
import type { FieldKind, FormField } from '../../xmpp/forms.js';
import { problem } from '../errors.js';
import { cellText } from '../operator/cells.js';
import { checkValues } from '../operator/check-values.js';
import type { Operator } from '../operator/operator.js';
import type { OperationWords } from '../operator/words.js';
import { checkFields, isTrue } from './check-fields.js';
import type { Call, Command, CommandForm, Done, Label, Result, Step, Values } from './command.js';

/** The field that asks once more before what cannot be undone. */
const CONFIRM = 'confirm';
/** The word under which a chat lists them, and no other help does. */
const LIST = 'operations';

const KINDS: Readonly<Record<NonNullable<OperationArgument['kind']>, FieldKind>> = {
  text: 'text-single',
  jid: 'jid-single',
  number: 'text-single',
  duration: 'text-single',
  time: 'text-single',
  choice: 'list-single',
  many: 'text-multi',
  flag: 'boolean',
};

/**
 * What an admin can have the installation do (`Operation`), as commands of every gateway: each under a node of its own, its arguments as
 * fields, its table as one of XEP-0004. What the operations say is in the language of the admin where it has a text in it.
 */
export function operationCommands(operator: Operator | undefined): readonly Command[] {
  if (operator === undefined) return [];
  return [listing(operator), ...operator.everywhere.map((operation) => adapted(operator, operation))];
}

/** `isthmus/lane-list` */
export function operationNode({ noun, verb }: Pick<Operation, 'noun' | 'verb'>): string {
  return `isthmus/${noun}-${verb}`;
}

function wordOf({ noun, verb }: Operation): string {
  return `${noun}-${verb}`;
}

function listing(operator: Operator): Command {
  return {
    node: `isthmus/${LIST}`,
    word: LIST,
    name: { key: 'operation.list' },
    about: { key: 'operation.list-about' },
    audience: 'admin',
    steps: [],
    run: async ({ say, lang }) => ({
      title: say({ key: 'operation.list' }),
      table: {
        columns: [
          { name: 'word', kind: 'text-single', label: say({ key: 'operation.word' }) },
          { name: 'about', kind: 'text-single', label: say({ key: 'operation.about' }) },
        ],
        rows: operator.described(lang).map((one) => ({ word: [wordOf(one)], about: [one.about] })),
        lines: operator.described(lang).map((one) => `${wordOf(one)}: ${one.about}`),
      },
    }),
  };
}

function adapted(operator: Operator, operation: Operation): Command {
  const { noun, verb, confirm } = operation;
  const title: Label = (lang) => `${noun} ${verb}: ${operator.wordsOf(operation).say(lang)(operation.about)}`;
  const asks = operation.arguments.length > 0 || confirm !== undefined;
  return {
    node: operationNode(operation),
    word: wordOf(operation),
    under: LIST,
    name: title,
    about: title,
    audience: 'admin',
    steps: asks ? [stepOf(operator.wordsOf(operation), operation, title)] : [],
    // A chat asks for what it needs, and once more by itself.
    notInChat: (fields) =>
      new Set(fields.flatMap(({ name = '', required }) => (required !== true || name === CONFIRM ? [name] : []))),
    ...(confirm === undefined ? {} : { confirm: ({ lang }) => operator.wordsOf(operation).say(lang)(confirm) }),
    run: async (call): Promise<Done> => {
      const { values, jid, say, lang } = call;
      if (values.has(CONFIRM) && !isTrue(values, CONFIRM)) {
        return { notes: [{ type: 'info', text: say({ key: 'command.nothing-done' }) }] };
      }
      const result = await operator.run(noun, verb, {
        actor: jid.bare,
        values: valuesOf(operation, values),
        ...(lang === undefined ? {} : { language: lang }),
      });
      return refused(result) ? { problem: told('operation-refused', result.problem) } : shown(result, call, say(title));
    },
  };
}

function stepOf(words: OperationWords, operation: Operation, title: Label): Step {
  return {
    form: async ({ say, lang }): Promise<CommandForm> => {
      const { about, confirm, arguments: all } = words.described(operation, lang);
      const sure = { name: CONFIRM, kind: 'boolean' as const, required: true, values: ['false'] };
      return {
        title: say(title),
        instructions: about,
        fields: [...all.map(fieldOf), ...(confirm === undefined ? [] : [{ ...sure, label: confirm }])],
      };
    },
    check: async ({ lang }, values, fields) => {
      const wrong = checkFields(fields, values);
      if (wrong !== undefined) return wrong;
      // In a chat one field comes after the other: only what is there can be wrong yet.
      const asked = new Set(fields.map(({ name }) => name));
      const described = words.described(operation, lang);
      const known = described.arguments.filter(({ name }) => asked.has(name));
      const found = checkValues(
        { ...described, arguments: known },
        valuesOf({ arguments: known }, values),
        words.say(lang),
      );
      return found === undefined ? undefined : told('operation-value', found.problem);
    },
  };
}

function fieldOf({ name, about, kind = 'text', choices = [], required }: OperationArgument): FormField {
  return {
    name,
    kind: KINDS[kind],
    label: about,
    required: required === true,
    ...(kind === 'flag' ? { values: ['false'] } : {}),
    // What need not be chosen has to be there to be chosen, for clients that always take one.
    ...(kind === 'choice'
      ? { options: [...(required === true ? [] : ['']), ...choices].map((value) => ({ value, label: value })) }
      : {}),
  };
}

/** Values as operations take them: flags in words, and what is empty left out. */
function valuesOf({ arguments: known }: Pick<Operation, 'arguments'>, given: Values): Values {
  return new Map(
    known.flatMap(({ name, kind }): [string, readonly string[]][] => {
      const values = (given.get(name) ?? []).filter((value) => value.trim() !== '');
      if (kind === 'flag') return isTrue(given, name) ? [[name, ['true']]] : [];
      return values.length === 0 ? [] : [[name, values]];
    }),
  );
}

function told(error: 'operation-value' | 'operation-refused', text: string): Problem {
  return problem(error, { problem: text.replace(/\.$/, '') });
}

function shown({ notes = [], fields = [], table, next }: OperationResult, { say }: Call, title: string): Result {
  const texts = [...notes];
  // A form has either fields or a table (XEP-0004 3.4).
  if (table !== undefined) texts.push(...fields.map((field) => `${field.label}: ${textOf(field.value, field, say)}`));
  if (table?.rows.length === 0) texts.push(say({ key: 'operation.none' }));
  if (next !== undefined) texts.push(say({ key: 'operation.next', params: { next } }));
  const told = texts.map((text) => ({ type: 'info' as const, text }));
  if (table === undefined) {
    return {
      ...(told.length === 0 ? {} : { notes: told }),
      ...(fields.length === 0
        ? {}
        : {
            title,
            fields: fields.map((field) => ({ ...columnOf(field), values: [textOf(field.value, field, say)] })),
          }),
    };
  }
  const rows = table.rows.map((row) =>
    Object.fromEntries(table.columns.map((column) => [column.name, [textOf(row[column.name] ?? null, column, say)]])),
  );
  return {
    ...(told.length === 0 ? {} : { notes: told }),
    title,
    table: { columns: table.columns.map(columnOf), rows },
  };
}

function textOf(value: Cell, column: Pick<Column, 'kind'>, say: Call['say']): string {
  return typeof value === 'boolean' ? say({ key: value ? 'command.yes' : 'command.no' }) : cellText(value, column);
}

function columnOf({ name, label }: { readonly name: string; readonly label: string }): FormField {
  return { name, kind: 'text-single', label };
}
