import { echoModule } from '../../gateways/example/module.js';
import { contacts } from '../../gateways/example/network.js';
import type { GatewayModule } from '../../gateways/gateway.js';
import { silentLog } from '../../src/log.js';
import { type TestContext, textTo, USER } from '../support/test-context.js';
import { conformance } from './conformance.js';
import type { Fixture } from './fixture.js';

/** One network that carries everything that clients can say, one that carries only text, and the usual one. */
for (const features of ['basic', 'all', 'none'])
  conformance(`echo with features: ${features}`, () => fixture(features));

async function fixture(features: string): Promise<Fixture> {
  let made = 0;
  let watched: TestContext | undefined;
  // Contacts send each text back, which is how it is seen that they have it.
  const received = (contact: string): readonly string[] =>
    (watched?.delivered ?? []).flatMap((message) => (message.contact === contact ? (message.body ?? []) : []));
  const section = { domain: 'echo.example.org', password: 'sesame', features };
  const gateway = echoModule.create(echoModule.config.parse(section), {
    clock: { now: () => 0, monotonic: () => 0, after: () => ({ cancel() {} }) },
    log: silentLog,
  });
  return {
    module: echoModule as GatewayModule,
    section,
    folder: 'gateways/example',
    addresses: {
      canonical: ['romeo', 'a', '0', 'st.lucia', 'x-1'],
      mistaken: [{ written: 'Romeo', meant: 'romeo' }],
      impossible: ['', 'two words', 'ä', 'a'.repeat(65), 'a@b'],
      typed: [{ text: ' Romeo ', meant: 'romeo' }],
    },
    registration: {
      valid: { nick: 'juliet', password: 'sesame' },
      wrong: [
        { nick: 'Two Words', password: 'sesame' },
        { nick: 'x'.repeat(33), password: 'sesame' },
      ],
      refused: { nick: 'juliet', password: 'wrong' },
    },
    far: {
      watch: (context) => {
        watched = context;
      },
      contact: () => {
        made += 1;
        return `contact-${made}`;
      },
      refusing: () => contacts.nobody,
      busy: () => contacts.busy,
      received,
      waitForTexts: async (contact, count) =>
        await watched?.until(() => received(contact).length >= count, `${count} texts come back from ${contact}`),
      say: async (contact, text, hold, context, account = USER) => {
        hold.submit(textTo(gateway, contact, text, false, account), () => undefined);
        await context.until(
          () => context.delivered.some((message) => message.account === account && message.body === text),
          'the contact has sent it back',
        );
      },
    },
    close: async () => undefined,
  };
}
