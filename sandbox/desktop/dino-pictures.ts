import type { ClientWorld } from '../client-world.js';
import { Dino } from './dino.js';

const PHONE = '+12025550123';
const GATEWAY = 'sms.example.org';

/** Romeo with Dino: registers in a chat with the gateway, allows it to see him, and writes to a phone. */
export async function withDino(world: ClientWorld, path: (name: string) => string): Promise<void> {
  const account = await world.prosody.addUser('romeo', 'montague');
  const dino = await Dino.open({ account, trusted: world.trusted });
  try {
    await dino.chat(`gateway@${GATEWAY}`, () => dino.desktop.picture(path('dino-start')));
    await dino.write('register Romeo');
    await dino.gets('Your country');
    await dino.write('US');
    await dino.gets('You are registered');
    await dino.picture(path('dino-register'));

    await dino.openChat(0);
    await dino.picture(path('dino-allow'));

    await dino.chat(`${PHONE}@${GATEWAY}`);
    await dino.write('Shall I come at nine?');
    await dino.isReceived('Shall I come');
    await world.smsc.deliver({ from: PHONE, to: '+12025550100', text: 'At the hour of nine' });
    await dino.gets('At the hour');
    await dino.picture(path('dino-text'));
  } finally {
    await dino.close();
  }
}
