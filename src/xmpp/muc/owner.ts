import { type Element, el } from '../element.js';
import { findForm, readForm } from '../forms.js';
import { NS } from '../namespaces.js';
import type { Destruction } from './user.js';

/** What an owner asks of a room (XEP-0045 10). */
type OwnerRequest =
  /** The form to configure it. */
  | { readonly kind: 'form' }
  /** The submitted form, to be read with `readRoomConfig`. Without fields: a room just made is to be as it is (10.1.2). */
  | { readonly kind: 'configure'; readonly form: Element }
  /** To leave the configuration as it is. */
  | { readonly kind: 'cancel' }
  | { readonly kind: 'destroy'; readonly destruction: Destruction };

/** Reads `<query xmlns='…muc#owner'/>` of an IQ; undefined where it is none of these, which is answered with bad-request. */
export function readOwner(type: 'get' | 'set', query: Element): OwnerRequest | undefined {
  const [payload, ...others] = query.elements();
  if (type === 'get') return payload === undefined ? { kind: 'form' } : undefined;
  if (payload === undefined || others.length > 0) return undefined;
  if (payload.name === 'destroy' && payload.ns === NS.mucOwner) {
    return { kind: 'destroy', destruction: readDestruction(payload) };
  }
  const x = findForm(query);
  const form = x === undefined ? undefined : readForm(x);
  if (x === undefined || form === undefined) return undefined;
  if (form.type === 'cancel') return { kind: 'cancel' };
  if (form.type !== 'submit') return undefined;
  const ours = form.formType === undefined ? form.fields.length === 0 : form.formType === NS.mucRoomConfig;
  return ours ? { kind: 'configure', form: x } : undefined;
}

function readDestruction(destroy: Element): Destruction {
  const alternate = destroy.attrs.jid?.trim() ?? '';
  const password = destroy.getChildText('password') ?? '';
  const reason = destroy.getChildText('reason')?.trim() ?? '';
  return {
    ...(alternate === '' ? {} : { alternate }),
    ...(password === '' ? {} : { password }),
    ...(reason === '' ? {} : { reason }),
  };
}

/** The `<query/>` that holds the form (from `roomConfigForm`). */
export function ownerForm(form: Element): Element {
  return el('query', { xmlns: NS.mucOwner }, form);
}
