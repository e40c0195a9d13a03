import { type Element, el } from './element.js';
import { buildForm, type FormField, findForm, readForm } from './forms.js';
import { NS } from './namespaces.js';

/** In-band registration (XEP-0077). */
const LEGACY_FIELDS: ReadonlySet<string> = new Set([
  'username',
  'nick',
  'password',
  'name',
  'first',
  'last',
  'email',
  'address',
  'city',
  'state',
  'zip',
  'phone',
  'url',
  'date',
  'misc',
  'text',
  'key',
]);

interface RegistrationOffer {
  readonly title?: string;
  readonly instructions: string;
  /** Fields with the values on record; text-private ones go out without a value whatever they hold. */
  readonly fields: readonly FormField[];
  readonly registered: boolean;
}

/**
 * The answer to a get: a form, and the same as plain elements for old clients. The plain elements are left out where the
 * form requires a field that they cannot express (XEP-0077 4), because a client that used them could only fail.
 */
export function registrationQuery(offer: RegistrationOffer): Element {
  const { instructions, registered, title } = offer;
  const fields = offer.fields.map((field) => (field.kind === 'text-private' ? { ...field, values: [] } : field));
  const query = el('query', { xmlns: NS.register });
  if (registered) query.add(el('registered'));
  query.add(el('instructions', {}, instructions));
  const legacy = fields.filter((field) => field.name !== undefined && LEGACY_FIELDS.has(field.name));
  if (!fields.some((field) => field.required === true && !legacy.includes(field))) {
    for (const { name = '', values = [] } of legacy) query.add(el(name, {}, values[0]));
  }
  const form = buildForm({
    type: 'form',
    formType: NS.register,
    ...(title === undefined ? {} : { title }),
    instructions: [instructions],
    fields,
  });
  return query.add(form);
}

/** `remove` has company, the form is none of type submit, it is another form, or there is nothing in it. */
type RegistrationFault = 'remove-alone' | 'not-a-submission' | 'other-form' | 'no-fields';

/** What a set asks for. */
type RegistrationRequest =
  | { readonly kind: 'remove' }
  /** Values by field name, unchecked; see `checkSubmission`. */
  | { readonly kind: 'submit'; readonly values: ReadonlyMap<string, readonly string[]> }
  /** The user cancelled the form: answer with an empty result, change nothing. */
  | { readonly kind: 'cancel' }
  /** Answered with bad-request. */
  | { readonly kind: 'bad'; readonly fault: RegistrationFault };

/** Reads the query of a set. A form is preferred to plain elements beside it. */
export function readRegistration(query: Element): RegistrationRequest {
  const children = query.elements();
  if (query.getChild('remove') !== undefined) {
    if (children.length === 1) return { kind: 'remove' };
    return { kind: 'bad', fault: 'remove-alone' };
  }
  const x = findForm(query);
  if (x === undefined) return plain(query);
  const form = readForm(x);
  if (form?.type === 'cancel') return { kind: 'cancel' };
  if (form?.type !== 'submit') return { kind: 'bad', fault: 'not-a-submission' };
  if (form.formType !== undefined && form.formType !== NS.register) return { kind: 'bad', fault: 'other-form' };
  const values = new Map<string, readonly string[]>();
  for (const field of form.fields) if (field.name !== undefined) values.set(field.name, field.values ?? []);
  return { kind: 'submit', values };
}

function plain(query: Element): RegistrationRequest {
  const values = new Map<string, readonly string[]>();
  for (const child of query.elements()) {
    if (child.ns === NS.register && LEGACY_FIELDS.has(child.name)) values.set(child.name, [child.getText()]);
  }
  if (values.size === 0) return { kind: 'bad', fault: 'no-fields' };
  return { kind: 'submit', values };
}
