import type { Operation } from '../../operation.js';
import type { Inside } from './inside.js';

/** What came of reading the config again. */
export interface Reloaded {
  /** False: there are errors, and all is as before. */
  readonly ok: boolean;
  /** What is wrong, a text each as `isthmus check` prints it. */
  readonly findings: readonly string[];
  /** Keys whose new values count now. */
  readonly taken: readonly string[];
  /** Keys whose new values count after a restart. */
  readonly restart: readonly string[];
}

/** The config of the process that is asked. */
export function configOperations(inside: () => Inside): readonly Operation[] {
  return [
    {
      noun: 'config',
      verb: 'reload',
      about: 'have the process that is asked read its config again, as SIGHUP does',
      arguments: [],
      changes: true,
      run: async ({ say }) => {
        const { ok, findings, taken, restart } = await inside().reload();
        if (!ok) return { problem: [say('It has errors, and all is as before.'), ...findings].join('\n') };
        return {
          notes: [
            taken.length === 0
              ? say('Nothing new counts now.')
              : say('These keys count now: {keys}.', { keys: taken.join(', ') }),
            ...(restart.length === 0
              ? []
              : [say('These keys count after a restart: {keys}.', { keys: restart.join(', ') })]),
            ...findings,
          ],
        };
      },
    },
  ];
}
