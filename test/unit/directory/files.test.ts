import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { readCsv } from '../../../src/directory/csv.js';
import type { DirectoryField, Person } from '../../../src/directory/directory.js';
import { FileDirectory, formatOf } from '../../../src/directory/file-directory.js';
import { formats } from '../../../src/directory/people.js';
import { silentLog } from '../../../src/log.js';

const JULIET: Person = {
  first: 'Juliet',
  last: 'Capulet',
  nick: 'JuliC',
  email: ['juliet@example.org'],
  phone: ['+12025550123', '+12025550199'],
};

const SAME: Readonly<Record<keyof typeof formats, string>> = {
  yaml: `
- first: Juliet
  last: Capulet
  nick: JuliC
  email: juliet@example.org
  phone: ["+12025550123", "+12025550199"]
`,
  csv: 'Last,First,Nick,Department,Email,Phone,Phone\r\nCapulet,Juliet,JuliC,"Love, 1st",juliet@example.org,+12025550123,+12025550199\r\n',
  vcard: `BEGIN:VCARD\r
VERSION:3.0\r
N:Capulet;Juliet;;;\r
FN:Juliet Capulet\r
NICKNAME:JuliC\r
item1.EMAIL;TYPE="x:y":juliet@exam\r
 ple.org\r
TEL;TYPE=cell:+12025550123\r
TEL;VALUE=uri:tel:+12025550199\r
END:VCARD\r
`,
};

describe('people in a file', () => {
  for (const [format, text] of Object.entries(SAME) as [keyof typeof formats, string][]) {
    it(`are the same from ${format}`, () => assert.deepEqual(formats[format](text), [JULIET]));
  }

  it('are read by the end of its name', () => {
    assert.equal(formatOf('/a/people.csv'), 'csv');
    assert.equal(formatOf('/a/people.VCF'), 'vcard');
    assert.equal(formatOf('/a/people.yml'), 'yaml');
  });

  it('are refused with a reason where it is something else', () => {
    assert.throws(() => formats.yaml('first: Juliet'), /must be a list/);
    assert.throws(() => formats.yaml('- { frist: Juliet }'), /entry 1 has an unknown field frist/);
    assert.throws(() => formats.csv('Vorname;Nachname\nJuliet;Capulet'), /first row must name columns/);
    assert.throws(() => formats.csv('first\n"Juliet'), /quote/);
    assert.throws(() => formats.vcard('hello'), /no vCard/);
  });

  it('may have a card with a shown name only, and escapes', () => {
    const [person] = formats.vcard('BEGIN:VCARD\nFN:Friar\\, Laurence\\; OFM\nEND:VCARD\n');
    assert.equal(person?.first, 'Friar, Laurence; OFM');
    const [other] = formats.vcard('BEGIN:VCARD\nN:d\\;E;F\\\\x\nEND:VCARD\n');
    assert.deepEqual([other?.last, other?.first], ['d;E', 'F\\x']);
  });

  it('with semicolons is CSV too', () => {
    assert.deepEqual(
      formats.csv('first;phone\nJuliet;+1').map(({ first }) => first),
      ['Juliet'],
    );
  });

  it('in CSV come back cell by cell, whatever they hold', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', ' ', 'é') });
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 }), (rows) => {
        const kept = rows.filter((row) => row.some((one) => one.trim() !== ''));
        const text = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\r\n');
        assert.deepEqual(readCsv(text), kept);
      }),
    );
  });

  it('in vCards and YAML never hang or throw anything but an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'BEGIN:VCARD\n;"\\ TELN-') }), (text) => {
        try {
          formats.vcard(`BEGIN:VCARD\n${text}\nEND:VCARD\n`);
        } catch (error) {
          assert.ok(error instanceof Error);
        }
      }),
    );
  });
});

describe('a search in a file', () => {
  let dir: string;
  let file: string;
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (_: object, message: string) => warnings.push(message) };
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'isthmus-people-'));
    file = join(dir, 'people.csv');
  });
  after(async () => await rm(dir, { recursive: true, force: true }));

  /** As an editor saves: a new file takes the place of the old one. */
  const save = async (text: string): Promise<void> => {
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
  };
  const find = async (
    directory: FileDirectory,
    wanted: Partial<Record<DirectoryField, string>>,
    needed: DirectoryField = 'phone',
    most = 50,
  ): Promise<readonly string[]> => {
    const fields = new Map(Object.entries(wanted) as [DirectoryField, string][]);
    return (await directory.search({ wanted: fields, needed, most })).map(({ first }) => first);
  };

  it('fails where there was never a file, and finds as soon as there is one', async () => {
    const directory = new FileDirectory(file, log);
    await assert.rejects(find(directory, { first: 'a' }), /could never be read/);
    await save('first,phone\nAnna,+1202\n');
    assert.deepEqual(await find(directory, { first: 'a' }), ['Anna']);
  });

  it('compares without case and accents, and numbers by their digits', async () => {
    await save('first,last,email,phone\nRoméo,Montague,,+1 (202) 555-0101\nJuliet,Capulet,j@example.org,\n');
    const directory = new FileDirectory(file, log);
    assert.deepEqual(await find(directory, { first: 'ROMEO' }), ['Roméo']);
    assert.deepEqual(await find(directory, { phone: '0012025550101' }), ['Roméo']);
    assert.deepEqual(await find(directory, { phone: 'none' }), []);
    assert.deepEqual(await find(directory, { first: 'jul' }), [], 'without a number there is nothing to write to');
    assert.deepEqual(await find(directory, { first: 'jul' }, 'email'), ['Juliet']);
    assert.deepEqual(await find(directory, { first: 'jul', last: 'montague' }, 'email'), []);
  });

  it('ends at as many as are wanted', async () => {
    await save(`first,phone\n${'A,+1\n'.repeat(9)}`);
    assert.equal((await find(new FileDirectory(file, log), { first: 'a' }, 'phone', 4)).length, 4);
  });

  it('sees a change, and goes on with what it has while the file is wrong, which it tells once', async () => {
    await save('first,phone\nAnna,+1202\n');
    const directory = new FileDirectory(file, log);
    assert.deepEqual(await find(directory, { first: 'a' }), ['Anna']);
    await save('first,phone\nBarbara,+1202\n');
    assert.deepEqual(await find(directory, { first: 'a' }), ['Barbara']);
    warnings.length = 0;
    await save('nothing of ours\n');
    assert.deepEqual(await find(directory, { first: 'a' }), ['Barbara']);
    assert.deepEqual(await find(directory, { first: 'a' }), ['Barbara']);
    assert.equal(warnings.length, 1);
    await save('first,phone\nClara,+1202\n');
    assert.deepEqual(await find(directory, { first: 'a' }), ['Clara']);
  });
});
