import type { Operator } from '../operator/operator.js';
import { adminNode } from './admin.js';
import type { Command } from './command.js';

/** Ending the process that answers (XEP-0133 4.30 and 4.31), in order and at once: a gateway has no sessions to wait for. */
export function endingCommands(operator: Operator): readonly Command[] {
  return [
    {
      ...adminNode('restart'),
      word: 'restart',
      name: { key: 'admin.restart' },
      about: { key: 'admin.restart' },
      steps: [],
      confirm: ({ say }) => say({ key: 'admin.restart-confirm' }),
      run: async ({ jid, say }) => {
        await operator.run('process', 'restart', { actor: jid.bare, values: new Map() });
        return { notes: [{ type: 'info', text: say({ key: 'admin.restarting' }) }] };
      },
    },
    {
      ...adminNode('shutdown'),
      word: 'shutdown',
      name: { key: 'admin.shutdown' },
      about: { key: 'admin.shutdown' },
      steps: [],
      confirm: ({ say }) => say({ key: 'admin.shutdown-confirm' }),
      run: async ({ jid, say }) => {
        await operator.run('process', 'shutdown', { actor: jid.bare, values: new Map() });
        return { notes: [{ type: 'info', text: say({ key: 'admin.shutting-down' }) }] };
      },
    },
  ];
}
