import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smsConfig } from '../../../gateways/sms/config.js';
import { smsModule } from '../../../gateways/sms/module.js';
import { smsRegistration } from '../../../gateways/sms/registration.js';
import { Routes, stableHash } from '../../../gateways/sms/routing.js';
import { relativeTime } from '../../../gateways/sms/validity.js';
import { parseDuration } from '../../../gateways/units.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';

const carrier = (more: object = {}) => ({
  name: 'main',
  host: 'smpp.example.net',
  systemId: 'me',
  password: 'pw',
  ...more,
});
const section = (more: object = {}) => ({ domain: 'sms.example.org', secret: 's', carriers: [carrier()], ...more });

test('the shortest section is enough, and every other key has its default', () => {
  const config = smsConfig.parse(section());
  const [main] = config.carriers;
  assert.deepEqual(config.numbers, {
    shared: [],
    pool: false,
    userChoice: false,
    own: { inventory: [], choose: false, phones: false },
    replyTtl: 604_800_000,
    questionTtl: 86_400_000,
  });
  assert.deepEqual([config.maxSegments, config.reassembly, config.validity], [10, 600_000, undefined]);
  assert.deepEqual(
    [
      main?.port,
      main?.binds,
      main?.shares,
      main?.window,
      main?.enquireLink,
      main?.responseTimeout,
      main?.defaultAlphabet,
    ],
    [2775, 1, 1, 10, 30_000, 60_000, 'gsm'],
  );
  assert.deepEqual(
    [main?.nationalShift, main?.concat, main?.splitAt, config.transliterate],
    [[], 'udh8', 'words', 'off'],
  );
});

test('what SMPP has no room for, and what contradicts itself, is an error of the config file that names its place', () => {
  const rows: [object, string][] = [
    [section({ carriers: [carrier({ systemId: 'x'.repeat(16) })] }), 'carriers.0.systemId'],
    [section({ carriers: [carrier({ password: 'x'.repeat(9) })] }), 'carriers.0.password'],
    [section({ carriers: [carrier({ password: 'pä' })] }), 'carriers.0.password'],
    [section({ carriers: [carrier({ systemType: 'x'.repeat(13) })] }), 'carriers.0.systemType'],
    [section({ carriers: [carrier({ addressRange: 'x'.repeat(41) })] }), 'carriers.0.addressRange'],
    [section({ carriers: [carrier({ serviceType: 'x'.repeat(6) })] }), 'carriers.0.serviceType'],
    [section({ carriers: [carrier({ password: undefined })] }), 'carriers.0.password'],
    [section({ carriers: [carrier({ passwordFile: '/x' })] }), 'carriers.0.password'],
    [section({ carriers: [carrier({ shares: 2 })] }), 'carriers.0.shares'],
    [section({ carriers: [carrier({ burst: 5 })] }), 'carriers.0.burst'],
    [section({ carriers: [carrier({ rate: 1000, burst: 49 })] }), 'carriers.0.burst'],
    [section({ carriers: [carrier({ rate: 0 })] }), 'carriers.0.rate'],
    [section({ carriers: [carrier({ receivePort: 2776 })] }), 'carriers.0.receivePort'],
    [section({ carriers: [carrier({ bind: 'receiver' })] }), 'carriers.0.bind'],
    [section({ carriers: [carrier({ interfaceVersion: '3.3' })] }), 'carriers.0.interfaceVersion'],
    [section({ carriers: [carrier({ window: 0 })] }), 'carriers.0.window'],
    [section({ carriers: [carrier({ receipts: { idForm: 'hex' } })] }), 'carriers.0.receipts.idForm'],
    [section({ carriers: [carrier({ receipts: { states: { SENT: 'GONE' } } })] }), 'carriers.0.receipts.states.SENT'],
    [
      section({ carriers: [carrier({ receipts: { networkErrors: { 27: 'gone' } } })] }),
      'carriers.0.receipts.networkErrors.27',
    ],
    [section({ carriers: [carrier({ enquireLink: '30' })] }), 'carriers.0.enquireLink'],
    [section({ carriers: [carrier({ enquireLink: '1h' })] }), 'carriers.0.enquireLink'],
    [section({ carriers: [carrier({ name: 'My.Carrier' })] }), 'carriers.0.name'],
    [section({ carriers: [carrier({ tls: { certFile: 'a' } })] }), 'carriers.0.tls'],
    [section({ carriers: [carrier({ nationalShift: ['klingon'] })] }), 'carriers.0.nationalShift.0'],
    [
      section({ carriers: [carrier({ nationalShift: ['turkish'], defaultAlphabet: 'latin1' })] }),
      'carriers.0.nationalShift',
    ],
    [section({ carriers: [carrier({ concat: 'udh' })] }), 'carriers.0.concat'],
    [section({ transliterate: 'all' }), 'transliterate'],
    [section({ carriers: [carrier({ prefixes: ['49x'] })] }), 'carriers.0.prefixes.0'],
    [section({ carriers: [carrier(), carrier()] }), 'carriers.1.name'],
    [section({ carriers: [] }), 'carriers'],
    [section({ numbers: { shared: ['+1'] } }), 'numbers.shared.0'],
    [section({ numbers: { shared: ['a name too long'] } }), 'numbers.shared.0'],
    [section({ numbers: { unroutedTo: 'desk' } }), 'numbers.unroutedTo'],
    [section({ defaultCountry: 'XX' }), 'defaultCountry'],
    [section({ maxSegments: 256 }), 'maxSegments'],
  ];
  for (const [value, path] of rows) {
    const result = smsConfig.safeParse(value);
    assert.equal(result.success, false, path);
    assert.deepEqual(
      result.error?.issues.map((issue) => issue.path.join('.')),
      [path],
    );
  }
});

test('a key that does not exist is an error', () => {
  for (const value of [section({ carrier: [] }), section({ carriers: [carrier({ hosts: 'x' })] })]) {
    assert.equal(smsConfig.safeParse(value).error?.issues[0]?.code, 'unrecognized_keys');
  }
});

test('durations carry units', () => {
  assert.deepEqual(
    ['500ms', '30s', '10m', '2h', '7d', '1.5s'].map(parseDuration),
    [500, 30_000, 600_000, 7_200_000, 604_800_000, 1500],
  );
  for (const text of ['30', 's', '-1s', '1 s', '1w', '']) assert.equal(parseDuration(text), undefined);
  assert.equal(relativeTime(((26 * 60 + 3) * 60 + 4) * 1000), '000001020304000R');
  assert.equal(relativeTime(30 * 86_400_000), '000030000000000R');
});

test('a number goes to the carrier with the longest prefix, of equal ones to the first, then to the others', () => {
  const config = smsConfig.parse(
    section({
      carriers: [
        carrier({ name: 'world', prefixes: ['+'] }),
        carrier({ name: 'germany', prefixes: ['+49', '+4915'], binds: 3, shares: 3 }),
        carrier({ name: 'spare', prefixes: ['+49'] }),
      ],
    }),
  );
  const routes = new Routes(config.carriers);
  assert.deepEqual(routes.lanes, ['sms.world.0', 'sms.germany.0', 'sms.germany.1', 'sms.germany.2', 'sms.spare.0']);
  assert.deepEqual(routes.lanesFor('+15551234567'), ['sms.world.0']);
  assert.match(String(routes.lanesFor('+4915112345678')), /^sms\.germany\.[012],sms\.spare\.0,sms\.world\.0$/);
  assert.match(String(routes.lanesFor('+49301234567')), /^sms\.germany\.[012],sms\.spare\.0,sms\.world\.0$/);
  const nowhere = routes.lanesFor('40404');
  assert.equal('condition' in nowhere && nowhere.condition, 'remote-server-not-found');
  const numbers = Array.from({ length: 60 }, (_, index) => `+49151${1_000_000 + index}`);
  const lanes = new Set(numbers.map((number) => String(routes.lanesFor(number)).split(',')[0]));
  assert.equal(lanes.size, 3);
});

test('the hash of a conversation is the same for ever', () => {
  // Published values of FNV-1a, 32 bits.
  assert.deepEqual([stableHash(''), stableHash('a'), stableHash('foobar')], [0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
});

test('the form takes a short name and the code of a country, and nothing else', () => {
  const [name, country] = smsRegistration(smsConfig.parse(section({}))).fields;
  assert.deepEqual(name?.check?.('Bob'), { value: 'Bob' });
  for (const wrong of ['x'.repeat(41), 'two\nlines']) assert.ok('wrong' in (name?.check?.(wrong) ?? {}));
  assert.deepEqual(country?.check?.('de'), { value: 'DE' });
  assert.deepEqual(country?.check?.(''), { value: '' });
  assert.ok('wrong' in (country?.check?.('XX') ?? {}));
});

test('a text that would take too many short messages is refused whole', () => {
  const gateway = smsModule.create(smsConfig.parse(section({ maxSegments: 2 })), {
    clock: systemClock,
    log: silentLog,
  });
  const event = (body: string) => ({
    type: 'message' as const,
    from: 'a@b.example/c',
    to: '+15551234567@sms.example.org',
    contact: '+15551234567',
    body,
    receipt: false,
  });
  assert.equal(gateway.limit?.(event('a'.repeat(306))), undefined);
  assert.deepEqual(gateway.limit?.(event('a'.repeat(307)))?.text.params, { segments: 3, most: 2 });
  assert.equal(gateway.limit?.(event('ж'.repeat(134))), undefined);
  assert.equal(gateway.limit?.(event('ж'.repeat(135)))?.condition, 'not-acceptable');
  assert.equal(gateway.limit?.(event('\u0007'))?.condition, 'bad-request');
});

test('every sentence that the gateway names is in its catalogue', () => {
  const texts = smsModule.texts.en ?? {};
  const numbers = { shared: ['+15550001111', 'Shop'], userChoice: true };
  const { title, instructions, fields } = smsRegistration(smsConfig.parse(section({ numbers })));
  const keys = [
    title,
    instructions,
    ...fields.flatMap(({ label, description, options = [] }) => [
      label,
      ...(description ? [description] : []),
      ...options.map((option) => option.label),
    ]),
  ];
  for (const { key } of keys) assert.ok(texts[key], key);
  for (const key of Object.keys(texts)) assert.match(key, /^sms\./);
});

test('packed septets may use national tables as unpacked ones do', () => {
  const config = smsConfig.parse(
    section({ carriers: [carrier({ nationalShift: ['turkish', 'urdu'], defaultAlphabet: 'packed-gsm' })] }),
  );
  assert.deepEqual(config.carriers[0]?.nationalShift, ['turkish', 'urdu']);
});
