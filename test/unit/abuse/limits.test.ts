import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repositoryRoot } from '../../support/repository.js';

/** Where it is shown what comes of a limit: a test, by its file below `test/` and a part of its name. */
type Shown = { readonly in: string; readonly says: string };
/** Why nobody can be refused by it. */
type None = { readonly none: string };

const shown = (path: string, says: string): Shown => ({ in: path, says });
const none = (reason: string): None => ({ none: reason });

const PORT = none('a port');
const LANES = none('how many parts there are, which refuse nobody');
const STATEMENT = none('what is told of the installation');
const NUMBERING = none('a field of SMPP');
const PRICE = none('what something costs');
const ROOMS = shown('unit/irc/desk/policy.test.ts', 'of one user are reached at their number');
const PACE = none('a pace: what is more waits');

/** Every number and size of the config file. */
const ROWS: Readonly<Record<string, Shown | None>> = {
  'xmpp.streams': LANES,
  'redis.replicas': none('how many copies there have to be'),
  'redis.maxMemory': shown('faults/redis.test.ts', 'a full Redis refuses clearly'),
  'journeys.keep': none('the oldest give way; nobody is refused'),
  'media.maxFile': shown('unit/http/store.test.ts', 'of one file: what is larger is refused'),
  'media.quota': shown('unit/http/store.test.ts', 'of one user and of all'),
  'media.userQuota': shown('unit/http/store.test.ts', 'of one user and of all'),
  'about.dataPolicy.retention': STATEMENT,
  'about.dataPolicy.backupFrequency': STATEMENT,
  'about.dataPolicy.backupRetention': STATEMENT,
  'about.networkPolicy.*.retention': STATEMENT,
  'about.networkPolicy.*.backupFrequency': STATEMENT,
  'about.networkPolicy.*.backupRetention': STATEMENT,
  'directory.results': shown('unit/directory/ldap-directory.test.ts', 'are no more than are wanted'),
  'limits.rate': shown('e2e/access.test.ts', 'is limited in its rate'),
  'limits.burst': shown('e2e/access.test.ts', 'is limited in its rate'),
  'limits.stanza': shown('e2e/conversations.test.ts', 'survive a stanza that is larger'),
  'limits.contacts': shown('unit/store/presence.test.ts', 'a full roster takes no new contact'),
  'limits.accounts': shown('unit/core/registrar.test.ts', 'no more accounts than are allowed'),
  'limits.waiting': shown('unit/core/placing.test.ts', 'a user may have so many messages waiting'),
  'limits.recipients': shown('unit/core/features.test.ts', 'too many recipients'),
  'deadLetters.count': none('the oldest give way; nobody is refused'),
  'telemetry.sample': none('a share'),
  'gateways.sms.carriers[].port': PORT,
  'gateways.sms.carriers[].receivePort': PORT,
  'gateways.sms.carriers[].binds': LANES,
  'gateways.sms.carriers[].shares': LANES,
  'gateways.sms.carriers[].window': PACE,
  'gateways.sms.carriers[].rate': shown('unit/sms/hold.test.ts', 'a rate lets no more segments out than it says'),
  'gateways.sms.carriers[].burst': shown('unit/sms/pace.test.ts', 'no second has more than rate and burst'),
  'gateways.sms.carriers[].source.ton': NUMBERING,
  'gateways.sms.carriers[].source.npi': NUMBERING,
  'gateways.sms.carriers[].destination.ton': NUMBERING,
  'gateways.sms.carriers[].destination.npi': NUMBERING,
  'gateways.sms.carriers[].cost': PRICE,
  'gateways.sms.carriers[].costs.*': PRICE,
  'gateways.sms.spending.userSegments': shown('unit/sms/policy.test.ts', 'is refused whole beyond the limit of a user'),
  'gateways.sms.spending.gatewaySegments': shown('unit/sms/policy.test.ts', 'is bounded for all together'),
  'gateways.sms.spending.userCost': shown('unit/sms/policy.test.ts', 'is refused whole beyond the limit of a user'),
  'gateways.sms.spending.gatewayCost': shown('unit/sms/policy.test.ts', 'is bounded for all together'),
  'gateways.sms.maxSegments': shown(
    'e2e/conversations.test.ts',
    'refuse a text that would take too many segments whole',
  ),
  'gateways.sms.streams': LANES,
  'gateways.email.ownMailboxes.watch.opening': PACE,
  'gateways.email.ownMailboxes.watch.openingHost': PACE,
  'gateways.email.addresses.lmtp.connections': PACE,
  'gateways.email.addresses.smtp.port': PORT,
  'gateways.email.addresses.smtp.connections': shown('unit/email/smtp/pool.test.ts', 'and no more than allowed'),
  'gateways.email.addresses.aliases.shortest': none('the least length of a name'),
  'gateways.email.addresses.keepRaw.perDay': none('what does not fit is not kept; nobody is refused'),
  'gateways.email.limits.mails': shown('unit/email/policy/limits.test.ts', 'count by user and day'),
  'gateways.email.limits.recipients': shown('unit/email/policy/limits.test.ts', 'count recipients'),
  'gateways.email.limits.perMail': shown(
    'unit/email/commands/people.test.ts',
    'more than any mail may go to are refused',
  ),
  'gateways.email.limits.newcomers.mails': shown('unit/email/policy/limits.test.ts', 'are lower for newcomers'),
  'gateways.email.limits.gatewayMails': shown('unit/email/policy/limits.test.ts', 'of all users together'),
  'gateways.email.limits.domainMails': shown('unit/email/policy/limits.test.ts', 'spread what goes to one domain'),
  'gateways.email.limits.warmUp.first': shown('unit/email/policy/limits.test.ts', 'grow day by day'),
  'gateways.email.limits.warmUp.growth': shown('unit/email/policy/limits.test.ts', 'grow day by day'),
  'gateways.email.limits.notices': none('what is more comes as one notice; nobody is refused'),
  'gateways.email.sizes.outgoing': shown('unit/email/lmtp/postfix.test.ts', 'returns what is too large'),
  'gateways.email.sizes.incoming': shown('unit/email/lmtp/hostile.test.ts', 'a mail that is larger than it may be'),
  'gateways.email.sizes.text': none('what is longer comes as a file'),
  'gateways.email.sizes.waiting': none('what does not fit waits at its mail server'),
  'gateways.email.sizes.inFlight': shown('unit/email/lmtp/memory.test.ts', 'what finds no room waits'),
  'gateways.email.sizes.filesInFlight': shown(
    'unit/email/sending/file-memory.test.ts',
    'those that have none wait until others have been written',
  ),
  'gateways.email.lanes': LANES,
  'gateways.email.streams': LANES,
  'gateways.irc.networks.*.port': PORT,
  'gateways.irc.networks.*.socks.port': PORT,
  'gateways.irc.networks.*.throttle.burst': shown('unit/irc/connection/send-queue.test.ts', 'a burst goes at once'),
  'gateways.irc.networks.*.connects.atOnce': PACE,
  'gateways.irc.networks.*.maxSessions': shown(
    'unit/irc/desk/policy.test.ts',
    'are never exceeded by those who come at once',
  ),
  'gateways.irc.networks.*.maxRooms': ROOMS,
  'gateways.irc.maxPerUser.networks': shown('unit/irc/session/settings.test.ts', 'or the user is at too many'),
  'gateways.irc.maxPerUser.rooms': ROOMS,
  'gateways.irc.history.keep': none('the oldest give way; nobody is refused'),
  'gateways.irc.history.onJoin': none('what is shown'),
  'gateways.irc.socks.port': PORT,
  'gateways.irc.ctcp.burst': PACE,
  'gateways.irc.longText.maxLines': shown('unit/irc/session/places.test.ts', 'is a link where it is too long'),
  'gateways.irc.lanes': LANES,
  'gateways.irc.streams': LANES,
  'gateways.alerts.audit.perDay': shown('unit/alerts/audit/audit.test.ts', 'perDay: 1000'),
  'gateways.alerts.streams': LANES,
  'gateways.echo.streams': LANES,
};

interface Schema {
  readonly type?: unknown;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

const SIZE = /^\d+(?:\.\d+)? ?(?:B|KiB|MiB|GiB)$/;

/** Numbers and sizes of a schema, by their keys. */
function numbersIn(schema: Schema, path = ''): readonly string[] {
  const { type, properties = {}, additionalProperties, items, anyOf = [] } = schema;
  const isSize = typeof schema.default === 'string' && SIZE.test(schema.default);
  return [
    ...(type === 'integer' || type === 'number' || isSize ? [path] : []),
    ...Object.entries(properties).flatMap(([name, one]) => numbersIn(one, path === '' ? name : `${path}.${name}`)),
    ...(typeof additionalProperties === 'object' ? numbersIn(additionalProperties, `${path}.*`) : []),
    ...(items === undefined ? [] : numbersIn(items, `${path}[]`)),
    ...anyOf.flatMap((one) => numbersIn(one, path)),
  ];
}

test('every number and size of the config has a test that shows what comes of it, or a reason why nobody is refused', () => {
  const schema: Schema = JSON.parse(readFileSync(join(repositoryRoot(), 'config/isthmus.schema.json'), 'utf8'));
  const keys = [...new Set(numbersIn(schema))];
  assert.ok(keys.length > 50);
  assert.deepEqual(
    keys.filter((key) => ROWS[key] === undefined),
    [],
    'name here the test of these limits',
  );
  assert.deepEqual(
    Object.keys(ROWS).filter((key) => !keys.includes(key)),
    [],
    'these are there no more',
  );
  for (const [key, row] of Object.entries(ROWS)) {
    if ('none' in row) continue;
    const text = readFileSync(join(repositoryRoot(), 'test', row.in), 'utf8');
    assert.ok(text.includes(row.says), `${key}: ${row.in} says nothing of "${row.says}"`);
  }
});
