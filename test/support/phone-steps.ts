import assert from 'node:assert/strict';
import { PATIENCE_MS } from '../../sandbox/patience.js';
import type { ReceiptPlan } from '../../sandbox/smsc/receipt.js';
import { WORDINGS, type Wording } from '../../sandbox/smsc/receipt-wording.js';
import type { Script } from '../../sandbox/smsc/script.js';
import type { E2eWorld } from './e2e-world.js';
import type { ScriptStep } from './script.js';

/** ESME_RX_R_APPN: do not send it again. */
const REFUSED = 0x66;
/** ESME_RSYSERR: a bind that fails for now. */
const NO_BIND = 0x08;

/** What phones and the carrier do in a stanza script. Made anew for each script: the carrier has forgotten the last one. */
export function phoneSteps(world: E2eWorld): readonly ScriptStep[] {
  const { smsc } = world;
  const seen = new Map<string, number>();
  let script: Script = {};
  let receipts: ReceiptPlan = {};
  smsc.setScript(script);
  smsc.setReceipts(receipts);

  const receives = async (phone: string, expected: string): Promise<undefined> => {
    const index = seen.get(phone) ?? 0;
    seen.set(phone, index + 1);
    await smsc.waitFor(() => smsc.inbox(phone).length > index, PATIENCE_MS);
    assert.equal(smsc.inbox(phone)[index]?.text, expected);
    return undefined;
  };
  const carrier = (change: Script): undefined => {
    script = { ...script, ...change };
    smsc.setScript(script);
    return undefined;
  };
  const reporting = (change: ReceiptPlan): undefined => {
    receipts = { ...receipts, ...change };
    smsc.setReceipts(receipts);
    return undefined;
  };
  const step = (
    pattern: RegExp,
    run: (groups: readonly string[], body: string) => undefined | Promise<undefined>,
  ): ScriptStep => ({ pattern, run: async (groups, body) => await run(groups, body) });

  return [
    step(/^Phone (\S+) receives "(.*)"$/, ([phone = '', text = '']) => receives(phone, text)),
    step(/^Phone (\S+) receives the lines:$/, ([phone = ''], body) => receives(phone, unindent(body))),
    step(/^Phone (\S+) has received nothing else$/, ([phone = '']) => {
      assert.deepEqual(
        smsc
          .inbox(phone)
          .slice(seen.get(phone) ?? 0)
          .map(({ text }) => text),
        [],
      );
      return undefined;
    }),
    step(/^Phone (\S+) texts (\S+) "(.*)"$/, async ([from = '', to = '', text = '']) => {
      assert.deepEqual(await smsc.deliver({ from, to, text }), [0], 'the gateway has taken the text');
      return undefined;
    }),
    step(/^Phone (\S+) texts (\S+) "(.*)" and is refused$/, async ([from = '', to = '', text = '']) => {
      assert.deepEqual(await smsc.deliver({ from, to, text }), [REFUSED], 'the gateway has refused the text for good');
      return undefined;
    }),
    step(/^Phone (\S+) texts (\S+) in parts that go out as ((?:\d+ ?)+):$/, async (groups, body) => {
      const [from = '', to = '', parts = ''] = groups;
      const order = parts
        .trim()
        .split(' ')
        .map((part) => Number(part) - 1);
      const statuses = await smsc.deliver({ from, to, text: unindent(body).replaceAll('\n', ' '), order });
      assert.deepEqual(
        statuses,
        order.map(() => 0),
        'the gateway has taken every part',
      );
      return undefined;
    }),
    step(/^The carrier answers texts to (\S+) with status (0x[0-9a-f]+)$/, ([phone = '', status = '']) =>
      carrier({ statusByNumber: { ...script.statusByNumber, [digits(phone)]: Number(status) } }),
    ),
    step(/^The carrier answers the first (\d+) texts to (\S+) with status (0x[0-9a-f]+)$/, (groups) => {
      const [times = '', phone = '', status = ''] = groups;
      const once = { status: Number(status), times: Number(times) };
      return carrier({ statusOnce: { ...script.statusOnce, [digits(phone)]: once } });
    }),
    step(/^The carrier takes texts to (\S+) and never answers$/, ([phone = '']) =>
      carrier({ swallowNumbers: [...(script.swallowNumbers ?? []), digits(phone)] }),
    ),
    step(/^The carrier cuts the connection when it has taken a text$/, () => carrier({ cutEvery: 1 })),
    step(/^The phone network goes away$/, () => {
      carrier({ bindStatus: NO_BIND });
      smsc.cut();
      return undefined;
    }),
    step(/^The phone network is back$/, () => carrier({ bindStatus: 0 })),
    step(/^The carrier works again$/, () => {
      script = {};
      smsc.setScript(script);
      return undefined;
    }),
    step(/^The carrier reports texts to (\S+) as (\w+(?: then \w+)*)$/, ([phone = '', states = '']) => {
      const named = states.split(' then ') as NonNullable<ReceiptPlan['state']>[];
      return reporting({ byNumber: { ...receipts.byNumber, [digits(phone)]: named } });
    }),
    step(/^The carrier sends its reports before its answers$/, () => reporting({ beforeResponse: true })),
    step(/^The carrier words its reports in the way "(.+)"$/, ([wording = '']) => {
      assert.ok(Object.hasOwn(WORDINGS, wording), `there is no wording ${wording}`);
      return reporting({ wording: wording as Wording });
    }),
    step(/^The carrier (marks|does not mark) its reports$/, ([marks]) =>
      reporting({ esmClass: marks === 'marks' ? 4 : 0 }),
    ),
    step(/^The carrier writes its reports as (ASCII|UTF-16) with data_coding (\d+)$/, ([octets, dataCoding]) =>
      reporting({ wide: octets === 'UTF-16', dataCoding: Number(dataCoding) }),
    ),
    step(/^The carrier puts its reports into (short_message|message_payload)$/, ([where]) =>
      reporting({ payload: where === 'message_payload' }),
    ),
    step(/^The carrier says it in the (tlv|text) of its reports$/, ([form]) =>
      reporting({ form: form as 'tlv' | 'text' }),
    ),
  ];
}

function digits(number: string): string {
  return number.replace(/^\+/, '');
}

/** The lines of a script's indented text, without the indentation that the first one has. */
function unindent(body: string): string {
  const indentation = /^\s*/.exec(body)?.[0] ?? '';
  return body
    .trimEnd()
    .split('\n')
    .map((line) => (line.startsWith(indentation) ? line.slice(indentation.length) : line.trimStart()))
    .join('\n');
}
