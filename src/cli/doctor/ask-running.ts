import type { Config } from '../../config/load.js';
import type { Element } from '../../xmpp/element.js';
import type { IqAnswer } from '../../xmpp/iq.js';
import { NS } from '../../xmpp/namespaces.js';
import { parseStanza } from '../../xmpp/parse.js';
import { StartError } from '../command.js';
import { ControlClient } from '../operate/control-client.js';

const QUESTIONS: ReadonlyMap<string, string> = new Map([
  [NS.version, 'version'],
  [NS.time, 'time'],
  [NS.discoInfo, 'info'],
  [NS.discoItems, 'items'],
  [NS.httpUpload, 'slot'],
]);

/**
 * Has a running process ask the XMPP server over its own stream. Undefined, with the reason: there is none that can be reached on this
 * machine.
 */
export async function askRunning({
  control,
}: Pick<Config, 'control'>): Promise<((iq: Element) => Promise<IqAnswer>) | string> {
  if (!control.enabled) return 'control.enabled is false';
  try {
    const client = await ControlClient.find(control.dir);
    return async (iq) => await askBy(client, iq);
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  }
}

async function askBy(client: ControlClient, iq: Element): Promise<IqAnswer> {
  const question = QUESTIONS.get(iq.elements()[0]?.ns ?? '');
  if (question === undefined) return { ok: false, failure: 'not-sent' };
  const { from = '', to = '' } = iq.attrs;
  const asUser: Readonly<Record<string, readonly string[]>> = from.includes('@') ? { 'as-user': ['true'] } : {};
  try {
    const result = await client.run('server', 'ask', { question: [question], to: [to], ...asUser });
    const value = 'fields' in result ? result.fields?.find(({ name }) => name === 'answer')?.value : undefined;
    const answer = typeof value === 'string' ? parseStanza(value) : undefined;
    return answer === undefined ? { ok: false, failure: 'timeout' } : { ok: true, iq: answer };
  } catch {
    return { ok: false, failure: 'disconnected' };
  }
}
