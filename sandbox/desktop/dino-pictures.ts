import type { ClientWorld } from '../client-world.js';
import { Dino } from './dino.js';

const PHONE = '+12025550123';
const GATEWAY = 'sms.example.org';
const PATIENCE_MS = 120_000;

/** Romeo with Dino: registers in a chat with the gateway, allows it to see him, writes to a phone, and corrects what he wrote. */
export async function withDino(world: ClientWorld, path: (name: string) => string): Promise<void> {
  const account = await world.prosody.addUser('romeo', 'montague');
  const dino = await Dino.open({ account, trusted: world.trusted });
  try {
    await dino.startChat(`gateway@${GATEWAY}`, () => dino.desktop.picture(path('dino-start')));
    await dino.write('register Romeo');
    await dino.gets('Your country');
    await dino.write('US');
    await dino.gets('You are registered');
    await dino.picture(path('dino-register'));

    await dino.openChat(GATEWAY);
    await dino.picture(path('dino-allow'));
    await dino.accept();

    await dino.openChat(`${PHONE}@${GATEWAY}`);
    await dino.write('Shall I come at nine?');
    await dino.isReceived('Shall I come');
    await world.smsc.deliver({ from: PHONE, to: '+12025550100', text: 'At the hour of nine' });
    await dino.gets('At the hour');
    await dino.picture(path('dino-text'));
    await dino.correct('Shall I come at ten?', () => dino.picture(path('dino-correct')));
    await world.smsc.waitFor(() => world.smsc.inbox(PHONE).length === 2, PATIENCE_MS);
  } finally {
    await dino.close();
  }
}
