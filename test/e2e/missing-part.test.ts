import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { E2eWorld, OURS } from '../support/e2e-world.js';

/** The shortest wait that the configuration allows. */
const WAIT_S = 10;
const NUMBERED = Array.from({ length: 400 }, (_, index) => String(index % 10)).join('');

let world: E2eWorld;
before(async () => {
  world = await E2eWorld.start({ software: 'prosody', sms: { reassembly: `${WAIT_S}s` } });
});
after(async () => await world.stop());

it('a long text whose second part never comes is delivered after the wait, and names what is missing', async () => {
  const romeo = await world.registered('romeo');
  const phone = world.newPhone();
  await romeo.send(`<message to="${world.jidOf(phone)}" type="chat"><body>Count for me</body></message>`);
  await world.smsc.waitFor(() => world.smsc.inbox(phone).length === 1);
  const statuses = await world.smsc.deliver({ from: phone, to: OURS, text: NUMBERED, order: [2, 0] });
  assert.deepEqual(statuses, [0, 0], 'the parts are kept safe before they are answered');
  const text = await romeo.waitForText(world.jidOf(phone), (WAIT_S + 10) * 1000);
  assert.equal(text, `${NUMBERED.slice(0, 153)}[part 2 of 3 is missing]${NUMBERED.slice(306)}`);
});
