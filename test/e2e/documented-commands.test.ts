import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { AdminShell } from '../support/admin-shell.js';
import { alertmanagerPayload } from '../support/alertmanager-payload.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { biboumiDatabase } from '../support/biboumi-database.js';
import { allBlocks, nameOf } from '../unit/docs/blocks/block.js';
import { kindsOf } from '../unit/docs/blocks/kinds.js';

const TOKENS = {
  prometheus: 'a-token-of-prometheus',
  scripts: 'a-token-of-scripts',
  grafana: 'a-secret-of-grafana',
  pager: 'a-token-of-some-pagers',
  ci: 'a-token-of-the-ci-server',
  cron: 'a-token-of-the-cron-jobs',
  admin: 'a-token-of-all-admins',
};
const blocks = allBlocks().filter((block) =>
  kindsOf(block).some(({ treatment }) => 'by' in treatment && treatment.by === 'test/e2e/documented-commands.test.ts'),
);

/** What `isthmus init` asks at a terminal, answered: Prosody, IRC, and else its own answers. */
const ANSWERS = String.raw`printf 'prosody\nexample.org\n\nirc\n\n\n\n\n\n\n'`;

/** The commands of the pages, in their order, on one installation. */
describe('commands of the documentation run as they stand there', { concurrency: 1 }, () => {
  let world: AlertsWorld;
  let shell: AdminShell;

  before(async () => {
    world = await AlertsWorld.start({
      people: ['juliet', 'romeo', 'alice'],
      irc: ['old'],
      book: ({ juliet, romeo, alice }) => ({
        sources: {
          prometheus: { kind: 'alertmanager', token: TOKENS.prometheus },
          scripts: { kind: 'text', token: TOKENS.scripts },
          grafana: {
            kind: 'grafana',
            hmac: { secret: TOKENS.grafana, timestampHeader: 'X-Grafana-Alerting-Timestamp' },
          },
          pager: { kind: 'pagerduty', token: TOKENS.pager },
        },
        people: {
          juliet: { xmpp: juliet?.jid },
          romeo: { xmpp: romeo?.jid },
          alice: { xmpp: alice?.jid },
        },
        lists: { ops: { members: ['juliet', 'romeo'] } },
        routes: [
          { name: 'kitchen', match: 'place=kitchen', to: 'alice' },
          { name: 'database', groupBy: 'all', groupWait: '0s', to: 'juliet' },
        ],
        bots: {
          ci: { token: TOKENS.ci, scopes: ['message', 'status'], most: 'error' },
          cron: { token: TOKENS.cron, scopes: ['message'], most: 'error' },
          admin: { token: TOKENS.admin, scopes: ['send', 'message', 'status', 'routes'] },
        },
      }),
    });
    shell = await openShell(world);
  });
  after(async () => {
    await shell?.close();
    await world?.stop();
  });

  it('are found', () => assert.ok(blocks.length > 10));

  for (const block of blocks) {
    it(nameOf(block), async () => {
      // Each setup has a folder of its own.
      const alone = block.text.startsWith('isthmus init') ? `mkdir setup-${block.line}\ncd setup-${block.line}\n` : '';
      await shell.run(alone + block.text);
    });
  }
});

/** The files that the commands name, in the folder of the installation. */
async function openShell(world: AlertsWorld): Promise<AdminShell> {
  const { dir } = world.isthmus;
  const write = (name: string, text: string) => writeFile(join(dir, name), text, { mode: 0o600 });
  // What the world is told of it cannot be reached while nothing runs, as the doctor says.
  await write('isthmus.yaml', (await readFile(world.isthmus.file, 'utf8')).replace(/^ +publicUrl: .*\n/m, ''));
  for (const name of ['prometheus', 'scripts', 'ci', 'cron', 'admin'] as const) {
    await write(`${name}.token`, `${TOKENS[name]}\n`);
  }
  await write('grafana.secret', TOKENS.grafana);
  const payload = JSON.stringify(alertmanagerPayload('DiskFull', 'firing', ['db1']));
  await write('alertmanager.json', payload);
  await write('body.json', payload);
  await biboumiDatabase(dir, "INSERT INTO roster VALUES ('irc.example.org', 'romeo@example.org');");
  await write('auth.log', 'sshd: connection accepted\nsshd: connection refused\n');
  return await AdminShell.open({
    dir,
    here: new Map([
      ['/etc/isthmus/', `${dir}/`],
      ['/var/log/', `${dir}/`],
      ['/var/lib/biboumi/', `${dir}/`],
      ['/backup/', `${dir}/`],
      ['isthmus init\n', `${ANSWERS} | isthmus init --dir .\n`],
      ['isthmus init --yes', 'printf secret > carrier.password\nisthmus init --dir . --yes'],
      // What stands there as a comment is for people to do.
      ['# back up the key file, then restart all processes, then:', 'systemctl restart isthmus'],
      ['http://127.0.0.1:8080', world.base],
      ['https://gw.example.org', world.base],
      ['THE-TOKEN', TOKENS.scripts],
      ['THE TOKEN', TOKENS.pager],
    ]),
    env: { ISTHMUS_URL: world.base, ISTHMUS_TOKEN_FILE: join(dir, 'admin.token') },
    journal: () => world.isthmus.logs(),
    systemctl: async (verb) => {
      if (verb === 'reload') process.kill(world.isthmus.pid, 'SIGHUP');
      else if (verb === 'restart') {
        await world.isthmus.terminate();
        await world.isthmus.start();
      } else throw new Error(`say what systemctl ${verb} does`);
    },
  });
}
