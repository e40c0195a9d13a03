import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertOperations } from '../../../gateways/alerts/operations/operations.js';
import { NOUNS } from '../../../src/cli/operate/nouns.js';
import { coreOperations } from '../../../src/core/operator/operator.js';

const nobody = (): never => {
  throw new Error('nothing runs here');
};
const table = [...coreOperations(nobody), ...alertOperations(nobody)];

describe('the operations of the admin', () => {
  it('have a command for each noun, whose help names its verbs', () => {
    for (const noun of new Set(table.map((one) => one.noun))) {
      const verbs = table.filter((one) => one.noun === noun).map(({ verb }) => verb);
      // `isthmus route` has a summary of its own, for what it reads from files.
      if (noun === 'route') continue;
      const said = NOUNS[noun] ?? assert.fail(`no command ${noun}`);
      for (const verb of verbs) assert.match(said, new RegExp(`\\b${verb}\\b`), `${noun} ${verb}`);
    }
  });

  it('have arguments that a terminal can tell apart: what is written without a name comes first, and many come last', () => {
    for (const { noun, verb, arguments: known } of table) {
      const places = known.filter(({ positional }) => positional === true);
      assert.deepEqual(known.slice(0, places.length), places, `${noun} ${verb}`);
      const many = places.findIndex(({ kind }) => kind === 'many');
      assert.ok(many < 0 || many === places.length - 1, `${noun} ${verb}`);
      assert.equal(new Set(known.map(({ name }) => name)).size, known.length, `${noun} ${verb}`);
      for (const { name } of known) assert.match(name, /^[a-z][a-z-]*$/, `${noun} ${verb}`);
    }
  });

  it('ask before what cannot be undone only where something is changed', () => {
    for (const { noun, verb, changes, confirm } of table) {
      assert.ok(confirm === undefined || changes === true, `${noun} ${verb}`);
    }
  });
});
