import assert from 'node:assert/strict';
import type { Element } from 'ltx';
import { attribute, type XmppUser } from '../../sandbox/xmpp-user.js';

const CMD = 'http://jabber.org/protocol/commands';

/** Values of a form by field; several for one with several. */
export type Filled = Readonly<Record<string, string | readonly string[]>>;

/** What a completed command answered. */
export interface Ended {
  /** Texts of its notes. */
  readonly notes: readonly string[];
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /** The items of a table, by field. */
  readonly rows: readonly ReadonlyMap<string, string>[];
}

/** Runs a command of one step, or of none where nothing is filled in, to its end. */
export async function runCommand(user: XmppUser, to: string, node: string, filled?: Filled): Promise<Ended> {
  let command = await send(user, to, `node="${node}"`, '');
  if (filled !== undefined) {
    assert.equal(attribute(command, 'status'), 'executing');
    const session = attribute(command, 'sessionid') ?? '';
    command = await send(user, to, `node="${node}" sessionid="${session}" action="complete"`, submitted(filled));
  }
  assert.equal(attribute(command, 'status'), 'completed', command.toString());
  const x = command.getChild('x', 'jabber:x:data');
  return {
    notes: command.getChildren('note').map((note) => note.text()),
    fields: new Map(fieldsOf(x)),
    rows: (x?.getChildren('item') ?? []).map(
      (item) => new Map(fieldsOf(item).map(([name, values]) => [name, values.join(' ')])),
    ),
  };
}

async function send(user: XmppUser, to: string, attributes: string, inner: string): Promise<Element> {
  const answer = await user.request(
    `<iq type="set" to="${to}"><command xmlns="${CMD}" ${attributes}>${inner}</command></iq>`,
    15_000,
  );
  const command = answer.getChild('command', CMD);
  assert.ok(attribute(answer, 'type') === 'result' && command !== undefined, answer.toString());
  return command;
}

function submitted(filled: Filled): string {
  const fields = Object.entries(filled).map(([name, value]) => {
    const values = typeof value === 'string' ? [value] : value;
    return `<field var="${name}">${values.map((one) => `<value>${one}</value>`).join('')}</field>`;
  });
  return `<x xmlns="jabber:x:data" type="submit">${fields.join('')}</x>`;
}

function fieldsOf(parent: Element | undefined): [string, readonly string[]][] {
  return (parent?.getChildren('field') ?? []).map((field) => [
    attribute(field, 'var') ?? '',
    field.getChildren('value').map((value) => value.text()),
  ]);
}
