import { refused } from '../../operation.js';
import { NS } from '../../xmpp/namespaces.js';
import type { Operator } from '../operator/operator.js';
import { adminNode } from './admin.js';
import type { Call, Command, CommandForm, Done } from './command.js';

const LIST = 'blacklistjids';
/** Ours, hidden: what the form has shown, so that a ban which somebody sets meanwhile is not lifted by a form that did not know it. */
const SHOWN = 'x-shown';

/** Who is refused by all gateways, as one list to edit (XEP-0133 4.11): each entry is a ban. */
export function blacklistCommands(operator: Operator): readonly Command[] {
  return [
    {
      ...adminNode('edit-blacklist'),
      word: 'blacklist',
      name: { key: 'admin.blacklist' },
      about: { key: 'admin.blacklist' },
      steps: [{ form: (call) => form(operator, call) }],
      run: (call) => edit(operator, call),
    },
  ];
}

async function form(operator: Operator, call: Call): Promise<CommandForm> {
  const { say } = call;
  const rules = await everywhere(operator, call);
  return {
    title: say({ key: 'admin.blacklist' }),
    instructions: say({ key: 'admin.blacklist-about' }),
    formType: NS.admin,
    fields: [
      { name: LIST, kind: 'jid-multi', label: say({ key: 'admin.blacklist-jids' }), values: rules },
      { name: SHOWN, kind: 'hidden', values: rules },
    ],
  };
}

async function edit(operator: Operator, call: Call): Promise<Done> {
  const { say, values } = call;
  const wanted = values.get(LIST);
  if (wanted === undefined) return { notes: [{ type: 'info', text: say({ key: 'admin.nothing-new' }) }] };
  const shown = values.get(SHOWN) ?? (await everywhere(operator, call));
  const added = wanted.filter((rule) => !shown.includes(rule));
  const removed = shown.filter((rule) => !wanted.includes(rule));
  const done = { add: [] as string[], remove: [] as string[] };
  const not: string[] = [];
  let why = '';
  for (const [verb, rules] of [['add', added] as const, ['remove', removed] as const]) {
    for (const who of rules) {
      const result = await operator.run('ban', verb, { actor: call.jid.bare, values: new Map([['who', [who]]]) });
      if (refused(result)) {
        not.push(who);
        why = result.problem;
      } else done[verb].push(who);
    }
  }
  const told = (key: string, jids: readonly string[]) =>
    jids.length === 0
      ? []
      : [{ type: 'info' as const, text: say({ key, params: { jids: jids.join(', '), problem: why } }) }];
  const notes = [
    ...told('admin.refused-now', done.add),
    ...told('admin.reenabled', done.remove),
    ...told('admin.not-changed', not).map(({ text }) => ({ type: 'warn' as const, text })),
  ];
  return notes.length > 0 ? { notes } : { notes: [{ type: 'info', text: say({ key: 'admin.nothing-new' }) }] };
}

/** The bans that count at all gateways. */
async function everywhere(operator: Operator, { jid }: Call): Promise<readonly string[]> {
  const result = await operator.run('ban', 'list', { actor: jid.bare, values: new Map() });
  const rows = refused(result) ? [] : (result.table?.rows ?? []);
  return rows.flatMap(({ who, gateway }) => (gateway === 'all' ? [String(who)] : [])).sort();
}
