import { type OperationRequest, refused } from '../../operation.js';
import { NS } from '../../xmpp/namespaces.js';
import type { Ending } from '../operator/inside.js';
import type { Operator } from '../operator/operator.js';
import { adminNode } from './admin.js';
import { firstOf } from './check-fields.js';
import type { Call, Command, CommandForm, Done, Step } from './command.js';

const DELAY = 'delay';
const TEXT = 'announcement';
/** Seconds. */
const DELAYS = ['0', '30', '60', '120', '300', '600', '1800'];

/**
 * Ending the process that answers (XEP-0133 4.30 and 4.31), in order: at once, for a gateway has no sessions to wait for, or later, after
 * whoever is online was told. A chat asks for neither; `process-restart` takes both there.
 */
export function endingCommands(operator: Operator): readonly Command[] {
  return [
    {
      ...adminNode('restart'),
      word: 'restart',
      name: { key: 'admin.restart' },
      about: { key: 'admin.restart' },
      steps: [step('admin.restart')],
      notInChat,
      confirm: ({ say }) => say({ key: 'admin.restart-confirm' }),
      run: async (call) => await end(operator, call, 'restart', 'admin.restarting'),
    },
    {
      ...adminNode('shutdown'),
      word: 'shutdown',
      name: { key: 'admin.shutdown' },
      about: { key: 'admin.shutdown' },
      steps: [step('admin.shutdown')],
      notInChat,
      confirm: ({ say }) => say({ key: 'admin.shutdown-confirm' }),
      run: async (call) => await end(operator, call, 'shutdown', 'admin.shutting-down'),
    },
  ];
}

function step(title: string): Step {
  return { form: async (call) => formOf(call, title) };
}

function formOf({ say }: Call, title: string): CommandForm {
  return {
    title: say({ key: title }),
    formType: NS.admin,
    fields: [
      {
        name: DELAY,
        kind: 'list-single',
        label: say({ key: 'admin.delay' }),
        values: ['0'],
        options: DELAYS.map((value) => ({
          value,
          label: say(value === '0' ? { key: 'admin.at-once' } : { key: 'admin.seconds', params: { seconds: value } }),
        })),
      },
      { name: TEXT, kind: 'text-multi', label: say({ key: 'admin.announcement' }) },
    ],
  };
}

function notInChat(): ReadonlySet<string> {
  return new Set([DELAY, TEXT]);
}

async function end(operator: Operator, { jid, lang, values, say }: Call, how: Ending, atOnce: string): Promise<Done> {
  const seconds = firstOf(values, DELAY);
  const text = (values.get(TEXT) ?? []).join('\n').trim();
  const given = new Map<string, readonly string[]>();
  if (/^[1-9]\d*$/.test(seconds)) given.set('delay', [`${seconds}s`]);
  if (text !== '') given.set('announce', [text]);
  const request: OperationRequest = {
    actor: jid.bare,
    values: given,
    ...(lang === undefined ? {} : { language: lang }),
  };
  const result = await operator.run('process', how, request);
  if (refused(result)) return { notes: [{ type: 'error', text: result.problem }] };
  const notes = given.has('delay') ? (result.notes ?? []) : [say({ key: atOnce })];
  return { notes: notes.map((note) => ({ type: 'info', text: note })) };
}
