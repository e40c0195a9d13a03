import { type Element, el } from '../element.js';
import { buildForm, findForm, readForm } from '../forms.js';
import { NS } from '../namespaces.js';
import { isRole, type Role } from './terms.js';

/** A form of `muc#request` in a message to a room. */
export type VoiceForm =
  /** Somebody who may not speak asks to (XEP-0045 7.13). */
  | { readonly kind: 'request'; readonly role: Exclude<Role, 'none'> }
  /** A moderator answers one who asked (8.6). */
  | { readonly kind: 'answer'; readonly allow: boolean; readonly nick?: string; readonly jid?: string };

/** Reads the form of a message; undefined where it has none, or one that asks for nothing. */
export function readVoiceForm(message: Element): VoiceForm | undefined {
  const x = findForm(message);
  const form = x === undefined ? undefined : readForm(x);
  if (form?.type !== 'submit' || form.formType !== NS.mucRequest) return undefined;
  const value = (name: string) => form.fields.find((field) => field.name === name)?.values?.[0]?.trim() ?? '';
  const allow = value('muc#request_allow');
  if (allow !== '') {
    const nick = value('muc#roomnick');
    const jid = value('muc#jid');
    if (!BOOLEAN.test(allow) || (nick === '' && jid === '')) return undefined;
    return {
      kind: 'answer',
      allow: allow === '1' || allow === 'true',
      ...(nick === '' ? {} : { nick }),
      ...(jid === '' ? {} : { jid }),
    };
  }
  const role = value('muc#role');
  return isRole(role) && role !== 'none' ? { kind: 'request', role } : undefined;
}

const BOOLEAN = /^(?:0|1|true|false)$/;

/** What a moderator reads who is asked for a voice, in their language. */
interface VoiceTexts {
  readonly title: string;
  readonly instructions: string;
  readonly role: string;
  readonly jid: string;
  readonly nick: string;
  readonly allow: string;
}

/** The message of a room to its moderators: somebody asks to speak (XEP-0045 8.6). */
export function voiceRequestMessage(
  head: { readonly from: string; readonly to?: string; readonly id?: string },
  who: { readonly nick: string; readonly jid: string },
  texts: VoiceTexts,
): Element {
  const form = buildForm({
    type: 'form',
    formType: NS.mucRequest,
    title: texts.title,
    instructions: [texts.instructions],
    fields: [
      {
        name: 'muc#role',
        kind: 'list-single',
        label: texts.role,
        values: ['participant'],
        options: [{ value: 'participant' }],
      },
      { name: 'muc#jid', kind: 'jid-single', label: texts.jid, values: [who.jid] },
      { name: 'muc#roomnick', kind: 'text-single', label: texts.nick, values: [who.nick] },
      { name: 'muc#request_allow', kind: 'boolean', label: texts.allow, values: ['false'] },
    ],
  });
  return el('message', { ...head }, form);
}
