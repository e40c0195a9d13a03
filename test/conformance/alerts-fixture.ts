import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { IntakeData } from '../../gateways/alerts/intake.js';
import { alertsModule } from '../../gateways/alerts/module.js';
import type { GatewayModule, Intake } from '../../gateways/gateway.js';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import type { TestContext } from '../support/test-context.js';
import type { Fixture } from './fixture.js';

const ROUTES = 200;

/** What users write to routes is alerts in lanes of the gateway; nobody else's network is behind it. */
export async function alertsFixture(): Promise<Fixture> {
  const dir = await tempDir('alerts');
  const file = join(dir, 'routes.yaml');
  const to = 'xmpp:romeo@example.org';
  const open = (name: string) => ({ name, match: `route=${name}`, to, allow: { send: 'everyone' } });
  const numbers = Array.from({ length: ROUTES }, (_, n) => n);
  const routes = [
    ...['front-desk', 'a', 'x_1', 'db.main'].map(open),
    { ...open('closed'), allow: { send: 'nurse@example.org' } },
    ...numbers.flatMap((n) => [open(`route${n}`), open(`busy${n}`)]),
  ];
  await writeFile(file, stringify({ routes }), { mode: 0o600 });
  const taken = new Map<string, string[]>();
  const refused = new Set<string>();
  let watched: TestContext | undefined;
  let made = 0;
  const received = (contact: string): readonly string[] => taken.get(contact) ?? [];
  const take = async ({ data }: Intake): Promise<void> => {
    const said = data as IntakeData;
    if (said.type !== 'alert') return;
    const { route, alert } = said;
    if (route.startsWith('busy') && !refused.has(route)) {
      refused.add(route);
      throw new Error('the lane is full');
    }
    taken.set(route, [...received(route), alert.text ?? alert.title]);
  };
  return {
    module: alertsModule as GatewayModule,
    section: { domain: 'alerts.example.org', routes: file },
    folder: 'gateways/alerts',
    addresses: {
      canonical: ['front-desk', 'a', 'x_1', 'db.main'],
      mistaken: [{ written: 'Front Desk', meant: 'front-desk' }],
      impossible: ['', 'alerts', 'two@signs', 'x'.repeat(65)],
      typed: [{ text: ' Front Desk ', meant: 'front-desk' }],
    },
    registration: { valid: { name: 'Juliet' }, wrong: [{ name: 'x'.repeat(41) }] },
    far: {
      listens: true,
      notices: false,
      watch: (context) => {
        watched = context;
        context.take = take;
      },
      contact: () => {
        made += 1;
        return `route${made}`;
      },
      refusing: () => 'closed',
      busy: () => {
        made += 1;
        return `busy${made}`;
      },
      received,
      waitForTexts: async (contact, count) => {
        await watched?.until(() => received(contact).length >= count, `${count} alerts at ${contact}`);
      },
      say: async () => undefined,
    },
    close: async () => await removeTempDir(dir),
  };
}
