import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { coreOperations } from '../../../src/core/operator/operator.js';
import { repositoryRoot } from '../../support/repository.js';

const FILES = join(repositoryRoot(), 'config/shell');

/** What bash offers at the end of a line. */
function offered(...words: readonly string[]): readonly string[] {
  const script = `source "$1"; shift; COMP_WORDS=(isthmus "$@"); COMP_CWORD=$#; _isthmus; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['--norc', '-c', script, 'bash', join(FILES, 'isthmus.bash'), ...words], {
    encoding: 'utf8',
  });
  return out.trim() === '' ? [] : out.trim().split('\n');
}

describe('completion in bash', () => {
  it('knows the commands', () => {
    assert.deepEqual(offered('la'), ['lane']);
    assert.deepEqual(offered('doc'), ['doctor']);
    assert.deepEqual(offered('help', 'la'), ['lane']);
  });

  it('knows the verbs of a noun, and what a command of that name does itself', () => {
    assert.deepEqual(offered('lane', 'p'), ['pause']);
    assert.deepEqual([...offered('lane', '')].sort(), ['list', 'pause', 'resume', 'show']);
    assert.deepEqual(offered('route', 'te'), ['test']);
    assert.deepEqual(offered('config', ''), ['show', 'reload']);
  });

  it('knows the options of each verb, and leaves files and values to the shell', () => {
    assert.deepEqual(offered('ban', 'add', 'a@b', '--r'), ['--role', '--reason']);
    assert.deepEqual(offered('user', 'list', '--on'), ['--online']);
    assert.deepEqual(offered('lane', 'list', '--config', 'is'), []);
    assert.deepEqual(offered('run', '--co'), ['--config']);
  });
});

describe('the manual page', () => {
  it('is set by groff without a warning, and has every noun with its verbs', () => {
    const file = join(FILES, 'isthmus.1');
    const { status, stdout, stderr } = spawnSync('groff', ['-man', '-ww', '-rHY=0', '-Tutf8', '-P-cbou', file], {
      encoding: 'utf8',
    });
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^ISTHMUS\(1\)/m);
    const words = stdout.replace(/\s+/g, ' ');
    for (const { noun, verb } of operations) assert.match(words, new RegExp(`isthmus ${noun} ${verb}\\b`));
    assert.match(stdout, /^EXIT STATUS/m);
  });
});

describe('completion in other shells', () => {
  it('names each verb', () => {
    for (const name of ['_isthmus', 'isthmus.fish']) {
      const text = readFileSync(join(FILES, name), 'utf8');
      for (const { verb } of operations) assert.match(text, new RegExp(`\\b${verb}\\b`), `${name}: ${verb}`);
    }
  });
});

const operations = coreOperations(() => {
  throw new Error('nothing runs here');
});
