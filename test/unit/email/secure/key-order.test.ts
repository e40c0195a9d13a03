import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { EmailAnswers, EmailOrder } from '../../../../gateways/email/commands/orders.js';
import { OrderRefused, type OrdersParts } from '../../../../gateways/email/orders/ordering.js';
import { givenKeyOf, keyOrder } from '../../../../gateways/email/secure/key-order.js';
import { KeyRing, removeKeys } from '../../../../gateways/email/secure/key-ring.js';
import type { Problem } from '../../../../gateways/gateway.js';
import { CA, Desk, makeCertificate, person } from '../crypto/support/openssl.js';
import { romeo, SendingWorld } from '../sending/support.js';

type KeyOrder = Extract<EmailOrder, { readonly do: 'key' }>;

describe('the key of a user', () => {
  const desk = new Desk();
  const account = romeo();
  let world: SendingWorld;
  before(async () => {
    world = await SendingWorld.start();
    makeCertificate(desk, 'ca', { extensions: CA });
    makeCertificate(desk, 'romeo', { extensions: person('romeo@mail.example.org'), by: 'ca' });
    makeCertificate(desk, 'other', { extensions: person('juliet@mail.example.org'), by: 'ca' });
    // Certificates are valid from now on.
    world.context.clock.advance(Date.now() + 60_000 - world.context.clock.now());
  });
  after(async () => {
    await world.stop();
    desk.remove();
  });

  const pemOf = (name: string): string => `${desk.read(`${name}.key`)}${desk.read(`${name}.crt`)}`;
  const give = async (order: KeyOrder, user = account.jid): Promise<string> => {
    const { context, config } = world;
    const parts = { context, config } as unknown as OrdersParts;
    const answer: EmailAnswers['key'] | { readonly problem: Problem } = await keyOrder({ parts, user, order });
    return 'problem' in answer ? answer.problem.text.key : answer.text.key;
  };
  const importOf = (file: string): KeyOrder => ({
    do: 'key',
    account: account.id,
    action: 'import',
    sealed: world.context.seal(givenKeyOf(account.jid), JSON.stringify({ file, url: '', password: '' })),
  });
  const show: KeyOrder = { do: 'key', account: account.id, action: 'show' };

  it('is kept, shown and removed', async () => {
    assert.equal(await give(show), 'email.key.none');
    assert.equal(await give(importOf(pemOf('romeo'))), 'email.key.kept');
    assert.equal(await give(show), 'email.key.kept');
    assert.equal(await give({ ...show, action: 'remove' }), 'email.key.removed');
    assert.equal(await give({ ...show, action: 'remove' }), 'email.key.none');
    assert.equal(await give(show), 'email.key.none');
  });

  it('is for no other address, and kept by no other user', async () => {
    assert.equal(await give(importOf(pemOf('other'))), 'email.key.address');
    assert.equal(await give(importOf('no key')), 'email.key.unknown-file');
    await assert.rejects(give(importOf(pemOf('romeo')), 'mercutio@example.org'), (error) => {
      return error instanceof OrderRefused && error.problem.text.key === 'email.key.no-account';
    });
    const sealed = world.context.seal('other', '{}');
    await assert.rejects(give({ do: 'key', account: account.id, action: 'import', sealed }), OrderRefused);
    assert.equal(await give(show), 'email.key.none');
  });

  it("goes when the user goes, and is nobody else's who comes later", async () => {
    await give(importOf(pemOf('romeo')));
    const keys = new KeyRing(world.context);
    assert.ok(await keys.of(account));
    assert.equal(await keys.of({ ...account, born: account.born + 1 }), undefined);
    await removeKeys(world.context.kv, account.jid);
    assert.equal(await keys.of(account), undefined);
  });
});
