import { NS } from '../../xmpp/namespaces.js';
import { problem } from '../errors.js';
import type { Registration } from '../registration.js';
import { isTrue } from './check-fields.js';
import type { Call, Command, CommandForm, Done, Step, Values } from './command.js';
import { inSentence } from './moment.js';

const CONFIRM = 'confirm';

/** Register, see, change and remove, as commands (XEP-0077 by XEP-0050). */
export function registrationCommands(registration: Registration): readonly Command[] {
  const steps = [registrationStep(registration)];
  const run = (call: Call) => register(registration, call);
  return [
    {
      node: 'register',
      word: 'register',
      name: { key: 'command.register' },
      about: { key: 'command.register-about' },
      audience: 'unregistered',
      steps,
      notInChat: (fields) => new Set([...registration.later, ...registration.needless(fields)]),
      run,
    },
    {
      node: 'show',
      word: 'show',
      name: { key: 'command.show' },
      about: { key: 'command.show-about' },
      audience: 'registered',
      steps: [],
      run: (call) => show(registration, call),
    },
    {
      node: 'change',
      word: 'change',
      aliases: ['register', 'edit'],
      name: { key: 'command.change' },
      about: { key: 'command.change-about' },
      audience: 'registered',
      steps,
      notInChat: (fields) => registration.needless(fields),
      choosesInChat: true,
      run,
    },
    {
      node: 'unregister',
      word: 'unregister',
      aliases: ['remove'],
      name: { key: 'command.unregister' },
      about: { key: 'command.unregister-about' },
      audience: 'registered',
      steps: [{ form: async (call) => confirmation(call) }],
      run: (call) => unregister(registration, call),
    },
  ];
}

/**
 * The form of the gateway; its own checks know more than what its fields say of themselves. `labelOf`: the account that it
 * is about; the default one if not given.
 */
export function registrationStep(registration: Registration, labelOf?: (call: Call) => string): Step {
  return {
    form: async (call) => {
      const { title, instructions, fields } = await registration.view(call.jid.bare, call.lang, labelOf?.(call));
      return { title, instructions, fields, formType: NS.register };
    },
    check: async (call, values, fields) => {
      const { jid, lang } = call;
      const account = await registration.account(jid.bare, labelOf?.(call));
      for (const { name = '' } of fields) {
        const given = values.get(name);
        // What a form leaves out keeps its value, or is told to be missing when there is none.
        if (given === undefined && account !== undefined) continue;
        const wrong = registration.checkField(name, (given ?? []).join('\n'), account, lang);
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    },
  };
}

async function register(registration: Registration, { jid, lang, values, say, site }: Call): Promise<Done> {
  const result = await registration.register(jid.bare, joined(values), lang);
  if (!result.ok) return { problem: result.problem };
  const params = { gateway: site.gateway.domain };
  const text = result.created ? say({ key: 'command.registered', params }) : say({ key: 'command.changed', params });
  return { notes: [{ type: 'info', text }], follow: result.follow };
}

async function show(registration: Registration, { jid, lang, say, site }: Call): Promise<Done> {
  const { fields, account } = await registration.view(jid.bare, lang);
  const needless = registration.needless(fields);
  if (account === undefined) return { problem: problem('register-not-registered', { jid: jid.bare }) };
  const since = inSentence(account.since);
  return {
    notes: [
      { type: 'info', text: say({ key: 'command.registered-since', params: { gateway: site.gateway.domain, since } }) },
    ],
    title: say({ key: 'command.show' }),
    fields: fields.filter(({ name = '', kind }) => kind !== 'text-private' && !needless.has(name)),
  };
}

function confirmation({ jid, say, site }: Call): CommandForm {
  const label = say({ key: 'command.unregister-confirm', params: { jid: jid.bare, gateway: site.gateway.domain } });
  return {
    title: say({ key: 'command.unregister' }),
    instructions: say({ key: 'command.unregister-instructions' }),
    fields: [{ name: CONFIRM, kind: 'boolean', label, required: true, values: ['false'] }],
  };
}

async function unregister(registration: Registration, { jid, values, say, site }: Call): Promise<Done> {
  if (!isTrue(values, CONFIRM)) {
    return { notes: [{ type: 'info', text: say({ key: 'command.nothing-done' }) }] };
  }
  const result = await registration.remove(jid.bare);
  if (!result.ok) return { problem: result.problem };
  const text = say({ key: 'command.unregistered', params: { gateway: site.gateway.domain } });
  return { notes: [{ type: 'info', text }], follow: result.follow };
}

/** Values as the registrar takes them. */
export function joined(values: Values): ReadonlyMap<string, string> {
  return new Map([...values].map(([name, all]) => [name, all.join('\n')]));
}
