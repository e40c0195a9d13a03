import type { GatewayModule } from '../../gateways/gateway.js';
import { smsModule } from '../../gateways/sms/module.js';
import { startSmsc } from '../../sandbox/smsc/index.js';
import { conformance } from './conformance.js';
import type { Fixture } from './fixture.js';

const OURS = '+12025550100';
/** ESME_RINVDSTADR and ESME_RTHROTTLED. */
const REFUSED = 0x0b;
const THROTTLED = 0x58;

conformance('sms', async (): Promise<Fixture> => {
  const smsc = await startSmsc({ systemId: 'esme', password: 'secret', dlr: {}, retryMs: 50 });
  let numbers = 0;
  const next = (): string => {
    numbers += 1;
    return `+1202555${String(2000 + numbers)}`;
  };
  const statusByNumber: Record<string, number> = {};
  const statusOnce: Record<string, { status: number; times: number }> = {};
  const script = (more: { cutEvery?: number; latencyMs?: number } = {}): void => {
    smsc.setScript({ statusByNumber, statusOnce, latencyMs: 0, ...more });
  };
  return {
    module: smsModule as GatewayModule,
    section: {
      domain: 'sms.example.org',
      defaultCountry: 'US',
      numbers: { shared: [OURS] },
      carriers: [
        { name: 'main', host: '127.0.0.1', port: smsc.port, systemId: 'esme', password: 'secret', binds: 2, shares: 2 },
      ],
    },
    folder: 'gateways/sms',
    addresses: {
      canonical: ['+12025550123', '+442079460958', '+390612345678', '40404', '+4915112345678'],
      mistaken: [
        { written: '2025550123', meant: '+12025550123' },
        { written: '(202) 555-0123', meant: '+12025550123' },
        { written: '00442079460958', meant: '+442079460958' },
        { written: '+44 20 7946 0958', meant: '+442079460958' },
      ],
      impossible: ['juliet', '', '+1', '911', 'acme;alphanumeric', '1-800-FLOWERS', '+12025550123 x99!'],
      silent: ['acme;alphanumeric', 'my bank;alphanumeric', 'anonymous'],
      typed: [
        { text: ' (202) 555-0123 ', meant: '+12025550123' },
        { text: 'tel:+44 20 7946 0958', meant: '+442079460958' },
        { text: '40404', meant: '40404' },
      ],
    },
    registration: {
      valid: {
        name: 'Juliet',
        country: 'it',
        receipts: 'false',
        transliterate: 'letters',
        signature: 'J. C.',
        'daily-limit': '20',
      },
      wrong: [{ country: 'XX' }, { name: 'x'.repeat(41) }, { name: 'two\nlines' }],
    },
    far: {
      contact: next,
      refusing: () => {
        const contact = next();
        statusByNumber[contact.slice(1)] = REFUSED;
        script();
        return contact;
      },
      busy: () => {
        const contact = next();
        statusOnce[contact.slice(1)] = { status: THROTTLED, times: 1 };
        script();
        return contact;
      },
      received: (contact) => smsc.inbox(contact).map(({ text }) => text),
      waitForTexts: async (contact, count) => await smsc.waitFor(() => smsc.inbox(contact).length >= count),
      say: async (contact, text) => {
        await smsc.deliver({ from: contact, to: OURS, text });
      },
      connection: {
        cut: () => smsc.cut(),
        cutAtNextText: () => script({ cutEvery: 1 }),
        slow: (ms) => script({ latencyMs: ms }),
        restore: () => script(),
      },
    },
    close: async () => await smsc.stop(),
  };
});
