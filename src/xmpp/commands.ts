import { type Element, el } from './element.js';
import { findForm, readForm } from './forms.js';
import { NS } from './namespaces.js';

/** Ad-hoc commands (XEP-0050 1.3.0). */
type CommandAction = 'execute' | 'cancel' | 'prev' | 'next' | 'complete';
/** The actions that a stage may allow besides `cancel`, which always is. */
export type StageAction = 'prev' | 'next' | 'complete';
type CommandStatus = 'executing' | 'completed' | 'canceled';

/** What is wrong with a request, by the element that the error carries beside its condition (XEP-0050 4.6). */
export type CommandFault =
  | 'malformed-action'
  | 'bad-action'
  | 'bad-locale'
  | 'bad-payload'
  | 'bad-sessionid'
  | 'session-expired';

/** What a `<command/>` of a requester asks for. Its `status` is not read: only the responder sets one. */
export interface CommandRequest {
  /** Empty where it names no command. */
  readonly node: string;
  /** Absent in the request that begins a session. */
  readonly session?: string;
  readonly action: CommandAction;
  /** Language of the command itself; that of the stanza counts where it has none. */
  readonly lang?: string;
  /** Values by field, unchecked; absent where there is no form to read them from. */
  readonly values?: ReadonlyMap<string, readonly string[]>;
  /** FORM_TYPE of the form (XEP-0068). */
  readonly formType?: string;
}

type CommandReading =
  | { readonly ok: true; readonly request: CommandRequest }
  | { readonly ok: false; readonly fault: CommandFault };

const ACTIONS = new Set<string>(['execute', 'cancel', 'prev', 'next', 'complete'] satisfies CommandAction[]);
const LANGUAGE = /^[a-z]{1,8}(?:-[a-z0-9]{1,8})*$/i;

/** Whether a text has the form of a language tag (BCP 47); the empty one says that none is known (XML 1.0 2.12). */
export function isLanguage(tag: string): boolean {
  return tag === '' || LANGUAGE.test(tag);
}

/** Reads the `<command/>` of a request. A form of type `cancel` counts as a submitted one (XEP-0050 3.5.1). */
export function readCommand(command: Element): CommandReading {
  const { node = '', sessionid, action = 'execute', 'xml:lang': lang = '' } = command.attrs;
  if (!ACTIONS.has(action)) return { ok: false, fault: 'malformed-action' };
  if (!isLanguage(lang)) return { ok: false, fault: 'bad-locale' };
  if (sessionid === '') return { ok: false, fault: 'bad-sessionid' };
  const x = findForm(command);
  const form = x === undefined ? undefined : readForm(x);
  if (x !== undefined && form?.type !== 'submit' && form?.type !== 'cancel') return { ok: false, fault: 'bad-payload' };
  const request = {
    node,
    action: action as CommandAction,
    ...(sessionid === undefined ? {} : { session: sessionid }),
    ...(lang === '' ? {} : { lang }),
  };
  if (form === undefined) return { ok: true, request };
  const values = new Map<string, readonly string[]>();
  for (const field of form.fields) {
    if (field.name !== undefined && !values.has(field.name)) values.set(field.name, field.values ?? []);
  }
  const { formType } = form;
  return { ok: true, request: { ...request, values, ...(formType === undefined ? {} : { formType }) } };
}

interface CommandNote {
  readonly type: 'info' | 'warn' | 'error';
  readonly text: string;
}

/** One answer to a request. */
export interface CommandAnswer {
  readonly node: string;
  /** Never empty. */
  readonly session: string;
  readonly status: CommandStatus;
  readonly lang?: string;
  /** Of a stage that is not the end: what it allows, the default first. */
  readonly actions?: readonly [StageAction, ...StageAction[]];
  readonly notes?: readonly CommandNote[];
  /** A form to fill in, or a result. */
  readonly form?: Element;
}

/** The `<command/>` of a result. */
export function commandElement({ node, session, status, lang, actions, notes, form }: CommandAnswer): Element {
  const command = el('command', { xmlns: NS.commands, node, sessionid: session, status, 'xml:lang': lang });
  if (actions !== undefined) {
    // In the order of the schema.
    const allowed = (['prev', 'next', 'complete'] as const).filter((action) => actions.includes(action));
    command.add(el('actions', { execute: actions[0] }, ...allowed.map((action) => el(action))));
  }
  for (const { type, text } of notes ?? []) command.add(el('note', { type }, text));
  return command.add(form);
}

/** The element that names the fault inside an error. */
export function commandFault(fault: CommandFault): Element {
  return el(fault, { xmlns: NS.commands });
}
