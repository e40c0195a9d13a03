import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { testFiles } from '../../../gateways/alerts/book/route-tester.js';
import { runCli } from '../../../src/cli/cli.js';
import { routeCommand } from '../../../src/cli/route.js';
import { repositoryRoot } from '../../support/repository.js';

const EXAMPLE = join(repositoryRoot(), 'config/routes.example.yaml');

describe('isthmus route test', () => {
  async function run(args: readonly string[], stdin = ''): Promise<{ code: number; text: string }> {
    const lines: string[] = [];
    const input = (async function* () {
      yield Buffer.from(stdin);
    })();
    const add = (line: string) => void lines.push(line);
    const command = routeCommand(async () => ({ test: testFiles }), input);
    const code = await runCli([command], ['route', ...args], { out: add, err: add, env: {} });
    return { code, text: lines.join('\n') };
  }

  it('tells by the example which route takes an alert from standard input', async () => {
    const alert = JSON.stringify({ severity: 'critical', labels: { alertname: 'DiskFull', team: 'db' } });
    const { code, text } = await run(['test', '--book', EXAMPLE], alert);
    assert.equal(code, 0, text);
    assert.match(text, /database/);
    const json = JSON.parse((await run(['test', `--book=${EXAMPLE}`, '--json', '--to', 'daytime'], alert)).text);
    assert.equal(json.ok, true);
  });

  it('says what is wrong by exit code 2', async () => {
    assert.equal((await run(['test', '--book', EXAMPLE], 'no JSON')).code, 2);
    assert.equal((await run(['test', '--book', '/nowhere.yaml'], '{}')).code, 2);
    assert.match(
      (await run(['test', '--book', EXAMPLE, '--source', 'nobody'], '{}')).text,
      /there is no source nobody/,
    );
    assert.match((await run(['test', '--book', EXAMPLE, '--payload', '/nowhere'])).text, /cannot be read/);
    assert.match((await run(['test'], '{}')).text, /needs --book/);
    assert.match((await run(['try'], '{}')).text, /needs the word test/);
  });
});
