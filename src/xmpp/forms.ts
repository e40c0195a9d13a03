import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** Data forms (XEP-0004) with the offered validation of XEP-0122. */
export type FieldKind =
  | 'boolean'
  | 'fixed'
  | 'hidden'
  | 'jid-multi'
  | 'jid-single'
  | 'list-multi'
  | 'list-single'
  | 'text-multi'
  | 'text-private'
  | 'text-single';

/** XEP-0122: a datatype and at most one method. */
interface Validation {
  /** E.g. `xs:string`. */
  readonly datatype: string;
  readonly method?:
    | 'basic'
    | 'open'
    | { readonly regex: string }
    | { readonly range: { readonly min?: string; readonly max?: string } };
}

/** A field of a data form (XEP-0004 3.2). */
export interface FormField {
  /** Every field but `fixed` ones has one. */
  readonly name?: string;
  readonly kind: FieldKind;
  readonly label?: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly values?: readonly string[];
  readonly options?: readonly { readonly value: string; readonly label?: string }[];
  readonly validation?: Validation;
}

type FormType = 'form' | 'submit' | 'cancel' | 'result';

/** A data form (XEP-0004), of either direction. */
export interface Form {
  readonly type: FormType;
  /** The value of the hidden field FORM_TYPE (XEP-0068). */
  readonly formType?: string;
  readonly title?: string;
  /** One a paragraph. */
  readonly instructions?: readonly string[];
  readonly fields: readonly FormField[];
  /** A table: what each item carries, and the items by field name. No other fields go with it. */
  readonly reported?: readonly FormField[];
  readonly items?: readonly Readonly<Record<string, readonly string[]>>[];
}

const KINDS = new Set<string>([
  'boolean',
  'fixed',
  'hidden',
  'jid-multi',
  'jid-single',
  'list-multi',
  'list-single',
  'text-multi',
  'text-private',
  'text-single',
] satisfies FieldKind[]);
const TYPES = new Set<string>(['form', 'submit', 'cancel', 'result'] satisfies FormType[]);
const MULTI = new Set<FieldKind>(['jid-multi', 'list-multi', 'text-multi', 'hidden', 'fixed']);

/** The `<x xmlns='jabber:x:data'/>` of a form. */
export function buildForm(form: Form): Element {
  const x = el('x', { xmlns: NS.data, type: form.type });
  if (form.title !== undefined) x.add(el('title', {}, oneLine(form.title)));
  for (const line of form.instructions ?? []) x.add(el('instructions', {}, oneLine(line)));
  if (form.formType !== undefined) {
    x.add(el('field', { type: 'hidden', var: 'FORM_TYPE' }, el('value', {}, form.formType)));
  }
  if (form.reported !== undefined) {
    x.add(
      el(
        'reported',
        {},
        ...form.reported.map((field) => el('field', { var: field.name, type: field.kind, label: field.label })),
      ),
    );
    for (const item of form.items ?? []) {
      const cells = form.reported.map((field) => valueField(field.name ?? '', item[field.name ?? ''] ?? ['']));
      x.add(el('item', {}, ...cells));
    }
    return x;
  }
  for (const field of form.fields) x.add(form.type === 'form' ? buildField(field) : answerField(field, form.type));
  return x;
}

function buildField(field: FormField): Element {
  const element = el('field', { type: field.kind, var: field.name, label: field.label });
  if (field.description !== undefined) element.add(el('desc', {}, oneLine(field.description)));
  if (field.required === true) element.add(el('required'));
  for (const value of field.values ?? []) element.add(el('value', {}, field.kind === 'fixed' ? oneLine(value) : value));
  for (const option of field.options ?? []) {
    element.add(el('option', { label: option.label }, el('value', {}, option.value)));
  }
  if (field.validation !== undefined) element.add(buildValidation(field.validation));
  return element;
}

function buildValidation({ datatype, method }: Validation): Element {
  const validate = el('validate', { xmlns: NS.dataValidate, datatype });
  if (method === undefined) return validate;
  if (typeof method === 'string') return validate.add(el(method));
  if ('regex' in method) return validate.add(el('regex', {}, method.regex));
  return validate.add(el('range', { min: method.range.min, max: method.range.max }));
}

function answerField(field: FormField, type: FormType): Element {
  const element = valueField(field.name ?? '', field.values ?? []);
  if (type === 'result') {
    element.attrs.type = field.kind;
    if (field.label !== undefined) element.attrs.label = field.label;
  }
  return element;
}

function valueField(name: string, values: readonly string[]): Element {
  return el('field', { var: name }, ...values.map((value) => el('value', {}, value)));
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ');
}

/** The form among the children of an element, e.g. of an IQ's query. */
export function findForm(parent: Element): Element | undefined {
  return parent.getChild('x', NS.data);
}

/** Reads any form; undefined where it is none or its type is unknown. An absent type means `submit` to a lenient reader. */
export function readForm(x: Element): Form | undefined {
  if (x.name !== 'x' || x.ns !== NS.data) return undefined;
  const type = x.attrs.type ?? 'submit';
  if (!TYPES.has(type)) return undefined;
  const fields = x.getChildren('field').map(readField);
  const formType = fields.find((field) => field.name === 'FORM_TYPE')?.values?.[0];
  const title = x.getChildText('title');
  const reported = x.getChild('reported')?.getChildren('field').map(readField);
  const items = x.getChildren('item').map((item) => {
    const cells = item.getChildren('field').map(readField);
    return Object.fromEntries(cells.flatMap(({ name, values = [] }) => (name === undefined ? [] : [[name, values]])));
  });
  return {
    type: type as FormType,
    ...(formType === undefined ? {} : { formType }),
    ...(title === undefined ? {} : { title }),
    instructions: x.getChildren('instructions').map((line) => line.getText()),
    fields: fields.filter((field) => field.name !== 'FORM_TYPE'),
    ...(reported === undefined ? {} : { reported, items }),
  };
}

function readField(field: Element): FormField {
  const { type = 'text-single', var: name, label } = field.attrs;
  const description = field.getChildText('desc');
  const options = field.getChildren('option').map((option) => ({
    value: option.getChildText('value') ?? '',
    ...(option.attrs.label === undefined ? {} : { label: option.attrs.label }),
  }));
  return {
    kind: KINDS.has(type) ? (type as FieldKind) : 'text-single',
    ...(name === undefined ? {} : { name }),
    ...(label === undefined ? {} : { label }),
    ...(description === undefined ? {} : { description }),
    required: field.getChild('required') !== undefined,
    values: field.getChildren('value').map((value) => value.getText()),
    ...(options.length === 0 ? {} : { options }),
  };
}

/** Why a submitted form is not acceptable. */
export interface FormFault {
  readonly name: string;
  readonly fault: 'missing' | 'not-offered' | 'not-boolean' | 'too-many' | 'pattern' | 'range';
}

type Submission =
  /** Values by field name; a field that was left out is not in it (keep what is), an emptied one is there without values. */
  | { readonly ok: true; readonly values: ReadonlyMap<string, readonly string[]> }
  | { readonly ok: false; readonly faults: readonly FormFault[] };

/**
 * Reads a submitted form against the fields that were offered. Fields that were not offered are ignored; booleans come
 * out as `true` or `false`; validation that was offered is done again, because clients need not do it. `current` names the
 * required fields that have a value on record and so may be left out.
 */
export function readSubmission(
  offered: readonly FormField[],
  x: Element,
  current: ReadonlySet<string> = new Set(),
): Submission {
  const given = new Map<string, readonly string[]>();
  for (const { name, values = [] } of x.getChildren('field').map(readField)) {
    if (name !== undefined && !given.has(name)) given.set(name, values);
  }
  return checkSubmission(offered, given, current);
}

/** As `readSubmission`, for values that came in another form. */
export function checkSubmission(
  offered: readonly FormField[],
  given: ReadonlyMap<string, readonly string[]>,
  current: ReadonlySet<string> = new Set(),
): Submission {
  const values = new Map<string, readonly string[]>();
  const faults: FormFault[] = [];
  for (const field of offered) {
    const { name, kind } = field;
    if (name === undefined || kind === 'fixed') continue;
    const raw = given.get(name);
    const cleaned = raw === undefined ? undefined : clean(kind, raw);
    if (cleaned === undefined || cleaned.length === 0) {
      if (field.required === true && (raw !== undefined || !current.has(name))) faults.push({ name, fault: 'missing' });
      else if (cleaned !== undefined) values.set(name, cleaned);
      continue;
    }
    const fault = faultOf(field, cleaned);
    if (fault !== undefined) faults.push({ name, fault });
    else
      values.set(
        name,
        kind === 'boolean' ? cleaned.map((value) => String(value === '1' || value === 'true')) : cleaned,
      );
  }
  return faults.length === 0 ? { ok: true, values } : { ok: false, faults };
}

function clean(kind: FieldKind, values: readonly string[]): readonly string[] {
  if (kind === 'jid-multi' || kind === 'list-multi') return [...new Set(values.filter((value) => value !== ''))];
  if (kind === 'text-multi') return values.every((value) => value === '') ? [] : values;
  return values.filter((value) => value !== '');
}

function faultOf(field: FormField, values: readonly string[]): FormFault['fault'] | undefined {
  const { kind, options, validation } = field;
  if (!MULTI.has(kind) && values.length > 1) return 'too-many';
  if (kind === 'boolean' && !values.every((value) => ['0', '1', 'true', 'false'].includes(value))) return 'not-boolean';
  const method = validation?.method;
  if (kind === 'list-single' || kind === 'list-multi') {
    const offered = new Set(options?.map((option) => option.value));
    if (method !== 'open' && !values.every((value) => offered.has(value))) return 'not-offered';
  }
  if (typeof method === 'object' && 'regex' in method) {
    const pattern = new RegExp(`^(?:${method.regex})$`, 'u');
    if (!values.every((value) => pattern.test(value))) return 'pattern';
  }
  if (typeof method === 'object' && 'range' in method) {
    const { min, max } = method.range;
    const within = (value: string) =>
      value.trim() !== '' && !(Number(value) < Number(min ?? -Infinity)) && !(Number(value) > Number(max ?? Infinity));
    if (!values.every((value) => Number.isFinite(Number(value)) && within(value))) return 'range';
  }
  return undefined;
}
