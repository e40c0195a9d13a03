import { refused } from '../../operation.js';
import type { FormField } from '../../xmpp/forms.js';
import { NS } from '../../xmpp/namespaces.js';
import { problem } from '../errors.js';
import type { Operator } from '../operator/operator.js';
import { adminNode } from './admin.js';
import type { Call, Command, Done } from './command.js';

const MANY = 'accountjids';

/** Disabling users (XEP-0133 4.3, 4.4, 4.14 and 4.19): who is disabled at a gateway is banned there. */
export function banCommands(operator: Operator): readonly Command[] {
  return [
    {
      ...adminNode('disable-user'),
      word: 'disable-user',
      name: { key: 'admin.disable-user' },
      about: { key: 'admin.disable-user' },
      steps: [{ form: async ({ say }) => form(say({ key: 'admin.disable-user' }), say({ key: 'admin.accounts' })) }],
      run: (call) => each(operator, call, 'add', { done: 'admin.disabled', not: 'operation.problem' }),
    },
    {
      ...adminNode('reenable-user'),
      word: 'reenable-user',
      name: { key: 'admin.reenable-user' },
      about: { key: 'admin.reenable-user' },
      steps: [{ form: async ({ say }) => form(say({ key: 'admin.reenable-user' }), say({ key: 'admin.accounts' })) }],
      run: (call) => each(operator, call, 'remove', { done: 'admin.reenabled', not: 'admin.not-disabled' }),
    },
    {
      ...adminNode('get-disabled-users-num'),
      word: 'count-disabled',
      name: { key: 'admin.disabled-num' },
      about: { key: 'admin.disabled-num' },
      steps: [],
      run: async (call) => {
        const label = call.say({ key: 'admin.disabled-num' });
        const values = [String((await disabled(operator, call)).length)];
        return { formType: NS.admin, fields: [{ name: 'disabledusersnum', kind: 'text-single', label, values }] };
      },
    },
    {
      ...adminNode('get-disabled-users-list'),
      word: 'disabled',
      name: { key: 'admin.disabled-list' },
      about: { key: 'admin.disabled-list' },
      steps: [],
      run: async (call) => {
        const label = call.say({ key: 'admin.disabled-list' });
        const values = await disabled(operator, call);
        return { formType: NS.admin, fields: [{ name: 'disableduserjids', kind: 'jid-multi', label, values }] };
      },
    },
  ];
}

function form(title: string, label: string) {
  const field: FormField = { name: MANY, kind: 'jid-multi', label, required: true };
  return { title, formType: NS.admin, fields: [field] };
}

async function each(
  operator: Operator,
  { site, jid, say, lang, values }: Call,
  verb: 'add' | 'remove',
  keys: { readonly done: string; readonly not: string },
): Promise<Done> {
  const done: string[] = [];
  const not: string[] = [];
  let why = '';
  for (const who of new Set(values.get(MANY) ?? [])) {
    const given = new Map([
      ['who', [who]],
      ['gateway', [site.gateway.name]],
    ]);
    const result = await operator.run('ban', verb, {
      actor: jid.bare,
      values: given,
      ...(lang === undefined ? {} : { language: lang }),
    });
    if (refused(result)) {
      not.push(who);
      why = result.problem;
    } else done.push(who);
  }
  if (done.length === 0) return { problem: problem('operation-refused', { problem: why }) };
  const jids = { jids: done.join(', ') };
  return {
    notes: [
      { type: 'info', text: say({ key: keys.done, params: jids }) },
      ...(not.length === 0
        ? []
        : [{ type: 'warn' as const, text: say({ key: keys.not, params: { jids: not.join(', '), problem: why } }) }]),
    ],
  };
}

/** Who is banned from this gateway, or from all. */
async function disabled(operator: Operator, { site, jid }: Call): Promise<readonly string[]> {
  const values = new Map([['gateway', [site.gateway.name]]]);
  const result = await operator.run('ban', 'list', { actor: jid.bare, values });
  return refused(result) ? [] : (result.table?.rows ?? []).map(({ who }) => String(who));
}
