import { setTimeout } from 'node:timers/promises';
import type { ClientWorld } from '../client-world.js';
import type { Desktop } from './desktop.js';
import { openGajim } from './gajim.js';

const PHONE = '+12025550123';
const GATEWAY = 'sms.example.org';
const PATIENCE_MS = 120_000;
/** How long a window is drawn, after it has told screen readers that it is there. */
const DRAWN_MS = 1500;

/** Juliet with Gajim: finds the gateway, registers by form, writes to a phone, and changes her registration by command. */
export async function withGajim(world: ClientWorld, path: (name: string) => string): Promise<void> {
  const desktop = await openGajim(await world.prosody.addUser('juliet'));
  const picture = async (name: string, window?: RegExp) => {
    const part = window === undefined ? undefined : await desktop.shows({ role: 'frame', name: window });
    await setTimeout(DRAWN_MS);
    await desktop.picture(path(name), part);
  };
  try {
    await register(desktop, picture);
    await addContact(desktop, picture);
    await write(desktop, world, picture);
    await changeByCommand(desktop, picture);
  } finally {
    await desktop.close();
  }
}

type Picture = (name: string, window?: RegExp) => Promise<void>;

async function openServices(desktop: Desktop): Promise<void> {
  await desktop.click({ role: 'menu', name: /^Accounts/ }, PATIENCE_MS);
  await desktop.click({ role: 'menu item', name: /^Discover Services/ });
  await desktop.click({ role: 'table cell', name: /^Text messages/ });
}

async function register(desktop: Desktop, picture: Picture): Promise<void> {
  await openServices(desktop);
  await picture('gajim-services', /^Browsing/);
  await desktop.click({ role: 'push button', name: /^Register$/ });
  const label = await desktop.shows({ role: 'label', name: /^Your name$/ });
  await desktop.clickAt(label.x + label.width + 40, label.y + label.height / 2);
  await desktop.type('Juliet');
  await desktop.press('Tab');
  await desktop.type('US');
  await picture('gajim-register', /^Register$/);
  await desktop.click({ role: 'push button', name: /^Register$/ });
  await desktop.shows({ role: 'label', name: /^Registration successful/ });
  await desktop.click({ role: 'push button', name: /^Close$/ });
  // The list of services.
  await desktop.press('Escape');
}

/** What the gateway asks for is allowed, and the dialogue that Gajim opens then adds the gateway in turn. */
async function addContact(desktop: Desktop, picture: Picture): Promise<void> {
  await desktop.shows({ role: 'label', name: /^You are registered/ });
  await desktop.click({ name: /^Account: juliet/ });
  await desktop.shows({ role: 'push button', name: /^Accept/ });
  await picture('gajim-allow');
  await desktop.click({ role: 'push button', name: /^Accept/ });
  await desktop.click({ role: 'push button', name: /^Next/ });
  await desktop.click({ role: 'push button', name: /^Add Contact$/ });
  await desktop.click({ role: 'menu', name: /^Accounts/ });
  await desktop.click({ role: 'menu item', name: /^Add Contact/ });
  await desktop.shows({ role: 'label', name: /^Please enter an XMPP address/ });
  await desktop.type(`${PHONE}@${GATEWAY}`);
  await picture('gajim-contact', /^Add Contact$/);
  await desktop.click({ role: 'push button', name: /^Next/ });
  await desktop.shows({ role: 'label', name: /^Share Status/ });
  await desktop.click({ role: 'push button', name: /^Add Contact$/ });
}

async function write(desktop: Desktop, world: ClientWorld, picture: Picture): Promise<void> {
  await desktop.click({ role: 'menu', name: /^Gajim/ });
  await desktop.click({ role: 'menu item', name: /^Start/ });
  await setTimeout(DRAWN_MS);
  await desktop.type(PHONE);
  await setTimeout(DRAWN_MS);
  await desktop.press('Return');
  await desktop.shows({ role: 'label', name: /There is no more history/ });
  await desktop.type('Shall I come at nine?');
  await desktop.press('Return');
  await world.smsc.waitFor(() => world.smsc.inbox(PHONE).length === 1, PATIENCE_MS);
  await setTimeout(DRAWN_MS);
  await world.smsc.deliver({ from: PHONE, to: '+12025550100', text: 'At the hour of nine' });
  await desktop.shows({ name: /^At the hour of nine/ });
  await picture('gajim-text');
}

async function changeByCommand(desktop: Desktop, picture: Picture): Promise<void> {
  await openServices(desktop);
  await desktop.click({ role: 'push button', name: /^Command$/ });
  await desktop.click({ role: 'table cell', name: /^Change my registration/ });
  await picture('gajim-commands', /^(Ad-Hoc|Commands|Command)/);
  await desktop.press('Return');
  await desktop.shows({ role: 'label', name: /^Your daily limit$/ });
  await picture('gajim-form', /^Stage/);
}
