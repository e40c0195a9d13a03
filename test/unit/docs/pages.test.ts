import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { documentedBook } from '../../../gateways/alerts/book/schema/book-schema.js';
import { loadConfig } from '../../../src/config/load.js';
import { mainSchema } from '../../../src/config/schema.js';
import { type Shape, shapeAt, shapeOf } from '../../../src/config/shape.js';
import { repositoryRoot } from '../../support/repository.js';
import { anchors, codeBlocks, readPages } from './pages.js';
import { modules } from './tables.js';

const root = repositoryRoot();
const pages = readPages();

/** All sources of a folder in one text. */
function sourcesOf(...folders: readonly string[]): string {
  return folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n');
}

/** What `isthmus help` prints, by running it as a person does. */
function help(...args: readonly string[]): string {
  const built = fileURLToPath(new URL('../../../src/main.js', import.meta.url));
  const main = existsSync(built) ? [built] : ['--import', 'tsx', built.replace(/\.js$/, '.ts')];
  const { stdout, status } = spawnSync(process.execPath, [...main, 'help', ...args], { cwd: root, encoding: 'utf8' });
  assert.equal(status, 0);
  return stdout;
}

describe('documentation', () => {
  for (const { path, text } of pages) {
    it(`${path}: links to files and headings resolve`, () => {
      for (const [, target = ''] of text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(target)) continue;
        const [file = '', anchor] = target.split('#');
        const linked = file === '' ? path : normalize(join(dirname(path), file));
        assert.ok(existsSync(join(root, linked)), `${target} is not there`);
        if (anchor === undefined) continue;
        assert.ok(anchors(readFileSync(join(root, linked), 'utf8')).has(anchor), `${target} is no heading`);
      }
    });
  }

  it('names only commands and options of isthmus that exist', () => {
    const commands = new Set([...help().matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name));
    const helps = new Map<string, string>();
    for (const { path, text } of pages) {
      const code = [...text.matchAll(/`[^`\n]+`/g)]
        .map(String)
        .concat(codeBlocks(text, 'sh'))
        .join('\n')
        .replace(/ # .*$/gm, '');
      for (const [, name = '', rest = ''] of code.matchAll(/(?:^|[`\s])(?:isthmus|main\.js) ([a-z]+)([^`\n]*)/g)) {
        assert.ok(commands.has(name), `${path}: there is no command ${name}`);
        if (name === 'help') continue;
        const told = helps.get(name) ?? help(name);
        helps.set(name, told);
        for (const [option] of rest.matchAll(/--[a-z-]+/g)) {
          assert.ok(told.includes(option), `${path}: ${name} has no ${option}`);
        }
      }
    }
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    for (const { path, text } of pages) {
      for (const [, name = ''] of text.matchAll(/npm run ([\w-]+)/g)) {
        assert.ok(Object.hasOwn(scripts, name), `${path}: there is no script ${name}`);
      }
    }
  });

  it('names only config keys that exist', () => {
    const main = shapeOf(mainSchema);
    // The book of routes is a file of its own, with sections that may have the same names.
    const book = shapeOf(documentedBook);
    const aboutBook = new Set(['docs/admin/routes.md', 'docs/admin/alerts.md']);
    const sections = Object.keys(main.properties ?? {}).filter((name) => name !== 'gateways');
    const pattern = new RegExp(`\`(?:(${sections.join('|')})\\.|gateways\\.(\\w+)\\.)([\\w.]+?)(?:\`|: )`, 'g');
    let found = 0;
    for (const { path, text } of pages) {
      for (const [key, section, gateway, rest = ''] of text.matchAll(pattern)) {
        // The name of a source file.
        if (rest === 'ts') continue;
        const module = modules.find(({ name }) => name === gateway);
        const shape: Shape | undefined = section === undefined ? module && shapeOf(module.config) : main;
        const keys = [...(section === undefined ? [] : [section]), ...rest.split('.')];
        const known = shapeAt(shape, keys) ?? (aboutBook.has(path) ? shapeAt(book, keys) : undefined);
        assert.ok(known !== undefined, `${path}: there is no key ${key}`);
        found += 1;
      }
    }
    assert.ok(found > 20);
  });

  it('quotes only log messages that are in the code', () => {
    const sources = sourcesOf('src', 'gateways').replace(/' \+\s*'/g, '');
    const page = pages.find(({ path }) => path.endsWith('troubleshooting.md'))?.text ?? '';
    const headings = [...page.matchAll(/^### (`.+)$/gm)].map(([, heading = '']) => heading);
    const quoted = headings.flatMap((heading) =>
      [...heading.matchAll(/`([^`]+)`/g)].map(([, message = '']) => message),
    );
    const table = [...page.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, message = '']) => message),
    );
    assert.ok(quoted.length > 10 && table.length > 10);
    for (const message of [...quoted, ...table]) assert.ok(sources.includes(message), `no code says: ${message}`);
  });

  it('names only source files and folders that exist', () => {
    for (const { path, text } of pages) {
      for (const [, file = ''] of text.matchAll(/`((?:src|gateways|sandbox|test|scripts|config|docs)\/[\w./-]+)`/g)) {
        assert.ok(existsSync(join(root, file)), `${path}: there is no ${file}`);
      }
    }
  });

  describe('example config files', () => {
    const dir = mkdtempSync(join(tmpdir(), 'isthmus-docs-'));
    after(() => rmSync(dir, { recursive: true, force: true }));
    const examples = pages.flatMap(({ path, text }) =>
      codeBlocks(text, 'yaml')
        .filter((block) => block.startsWith('xmpp:'))
        .map((block, index) => ({ name: `${path}, example ${index + 1}`, block })),
    );

    it('are found', () => assert.ok(examples.length >= 2));
    for (const { name, block } of examples) {
      it(`${name}: nothing is wrong in it`, () => {
        const file = join(dir, 'isthmus.yaml');
        writeFileSync(file, block, { mode: 0o600 });
        const { ok, findings } = loadConfig(file, modules);
        assert.deepEqual(findings, []);
        assert.ok(ok);
      });
    }
  });
});
