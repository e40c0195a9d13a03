import type { TextRef } from '../../problem.js';
import type { FormField } from '../../xmpp/forms.js';

/** What a person wrote, where one field was asked for. */
type Reply =
  | { readonly kind: 'values'; readonly values: readonly string[] }
  /** As it is on record. */
  | { readonly kind: 'keep' }
  | { readonly kind: 'cancel' | 'back' | 'help' }
  | { readonly kind: 'wrong'; readonly why: TextRef };

/** Words that steer a dialogue, in small letters; each also by the word of the reader's language. */
const STEERING: readonly (readonly [
  Reply['kind'] & ('cancel' | 'back' | 'help' | 'keep'),
  string,
  readonly string[],
])[] = [
  ['cancel', 'chat.cancel-word', ['cancel', 'stop', 'quit', 'abort']],
  ['back', 'chat.back-word', ['back']],
  ['help', 'chat.help-word', ['help', '?']],
  ['keep', 'chat.keep-word', ['keep']],
];

/** Stands for "nothing". */
const EMPTY = '-';

/** A field that a person is asked for; others are shown or silent. */
export function isAsked({ name, kind }: FormField): boolean {
  return name !== undefined && kind !== 'fixed' && kind !== 'hidden';
}

/** The question for a field, a line for each thing that the person needs to know to answer it. */
export function questionFor(field: FormField, say: (ref: TextRef) => string): string {
  const { kind, label = field.name ?? '', description, options = [], values = [], required } = field;
  const lines = [label];
  if (description !== undefined) lines.push(description);
  options.forEach((option, index) => {
    lines.push(`${index + 1}) ${option.label ?? option.value}`);
  });
  if (options.length > 0) lines.push(say({ key: kind === 'list-multi' ? 'chat.choose-many' : 'chat.choose' }));
  if (kind === 'boolean') lines.push(say({ key: 'chat.yes-or-no' }));
  if (kind === 'text-private') lines.push(say({ key: 'chat.secret' }));
  const present = values.filter((value) => value !== '');
  if (kind !== 'boolean' && present.length > 0) {
    const shown = present.map((value) => options.find((option) => option.value === value)?.label ?? value).join(', ');
    lines.push(say({ key: 'chat.present', params: { value: shown } }));
  }
  if (required !== true && kind !== 'boolean') lines.push(say({ key: 'chat.optional' }));
  return lines.join('\n');
}

/**
 * Reads an answer to the question for a field. A backslash before a steering word takes it for a value; any other backslash
 * is the person's own.
 */
export function readReply(field: FormField, text: string, say: (ref: TextRef) => string): Reply {
  const trimmed = text.trim();
  const steering = steeringWord(trimmed, say);
  if (steering !== undefined) return { kind: steering };
  if (trimmed === EMPTY) return { kind: 'values', values: [''] };
  const value = literal(trimmed, say);
  switch (field.kind) {
    case 'boolean':
      return readBoolean(value, say);
    case 'list-single':
      return readOptions(field, [value]);
    case 'list-multi':
      return readOptions(field, value.split(/[\s,;]+/));
    case 'jid-multi':
      return { kind: 'values', values: value.split(/[\s,;]+/).filter((part) => part !== '') };
    case 'text-multi':
      return { kind: 'values', values: value.split(/\r?\n/) };
    default:
      return { kind: 'values', values: [value.replace(/\s*[\r\n]+\s*/g, ' ')] };
  }
}

/** `yes` or `no`, in English or the reader's language. */
export function readBoolean(text: string, say: (ref: TextRef) => string): Reply {
  const word = plain(text);
  const is = (key: string, english: readonly string[]) => word === say({ key }).toLowerCase() || english.includes(word);
  if (is('command.yes', ['yes', 'y', 'true', '1'])) return { kind: 'values', values: ['true'] };
  if (is('command.no', ['no', 'n', 'false', '0'])) return { kind: 'values', values: ['false'] };
  return { kind: 'wrong', why: { key: 'chat.yes-or-no' } };
}

function readOptions({ options = [], label = '' }: FormField, parts: readonly string[]): Reply {
  const values: string[] = [];
  for (const part of parts) {
    const word = part.toLowerCase();
    const option =
      options.find(({ value, label: shown }) => value.toLowerCase() === word || shown?.toLowerCase() === word) ??
      (/^\d{1,4}$/.test(part) ? options[Number(part) - 1] : undefined);
    if (option === undefined) return { kind: 'wrong', why: { key: 'chat.no-option', params: { field: label } } };
    values.push(option.value);
  }
  return { kind: 'values', values };
}

function steeringWord(text: string, say: (ref: TextRef) => string): 'cancel' | 'back' | 'help' | 'keep' | undefined {
  const word = plain(text);
  return STEERING.find(([, key, english]) => english.includes(word) || say({ key }).toLowerCase() === word)?.[0];
}

function literal(text: string, say: (ref: TextRef) => string): string {
  if (!text.startsWith('\\')) return text;
  const rest = text.slice(1);
  return rest === EMPTY || rest.startsWith('\\') || steeringWord(rest, say) !== undefined ? rest : text;
}

/** As people write single words: `Yes.`, `/help`. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/^\//, '')
    .replace(/(?<=.)[.!]+$/, '');
}
