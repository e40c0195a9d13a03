import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { MailFields } from '../../../../gateways/email/compose/mail-fields.js';
import type { Certificate } from '../../../../gateways/email/crypto/certificate.js';
import { directNotice } from '../../../../gateways/email/crypto/direct/notice.js';
import { type DirectOpened, openDirect } from '../../../../gateways/email/crypto/direct/open.js';
import {
  directBounced,
  directNoticed,
  directSent,
  directSilent,
} from '../../../../gateways/email/crypto/direct/progress.js';
import { sealDirect } from '../../../../gateways/email/crypto/direct/seal.js';
import { DirectTrust } from '../../../../gateways/email/crypto/direct/trust.js';
import type { Identity } from '../../../../gateways/email/crypto/identity.js';
import { CA, Desk, makeCertificate, person } from './support/openssl.js';

const CLINIC = 'lab@clinic.example';
const DOCTOR = 'doctor@practice.example';
const HOUR = 3_600_000;

/** A whole message with an attachment that no mail server would leave alone. */
const MESSAGE = Buffer.concat([
  Buffer.from(
    `From: ${CLINIC}\r\nTo: ${DOCTOR}\r\nSubject: Results\r\nMIME-Version: 1.0\r\n` +
      'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/xml\r\n\r\n<a/>\n\r\n' +
      '--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n',
  ),
  randomBytes(40_000),
  Buffer.from([0, 13, 10, 10, 46, 10]),
  Buffer.from('\r\n--b--\r\nepilogue without a line end'),
]);

const desk = new Desk();
let lab: Identity;
let doctor: Identity;
let stranger: Identity;
let atClinic: DirectTrust;
let atPractice: DirectTrust;

function identity(name: string, certificate: Certificate): Identity {
  return { certificate, key: createPrivateKey(desk.read(`${name}.key`)), chain: [] };
}

before(() => {
  const clinicRoot = makeCertificate(desk, 'clinic-root', { extensions: CA });
  const practiceRoot = makeCertificate(desk, 'practice-root', { extensions: CA });
  lab = identity('lab', makeCertificate(desk, 'lab', { extensions: person(CLINIC), by: 'clinic-root' }));
  // Of a whole domain, as organisations share one.
  const domain = person('x').filter((line) => !line.startsWith('subjectAltName'));
  const shared = makeCertificate(desk, 'practice', {
    extensions: [...domain, 'subjectAltName=DNS:practice.example'],
    by: 'practice-root',
  });
  doctor = identity('practice', shared);
  stranger = identity('stranger', makeCertificate(desk, 'stranger', { extensions: person(CLINIC) }));
  atClinic = new DirectTrust([{ name: 'practice.example', anchors: [practiceRoot], certificates: [shared] }]);
  atPractice = new DirectTrust([{ name: 'clinic.example', anchors: [clinicRoot], certificates: [lab.certificate] }]);
});
after(() => desk.remove());

const mail = (more: Partial<MailFields> = {}): MailFields => ({
  from: { address: CLINIC },
  to: [{ address: DOCTOR }],
  cc: [],
  subject: 'Object',
  date: Date.now(),
  messageId: 'o1@clinic.example',
  references: [],
  headers: [],
  ...more,
});

const seal = (object: Uint8Array, more: Partial<Parameters<typeof sealDirect>[0]> = {}) =>
  sealDirect({ object, mail: mail(), identity: lab, trust: atClinic, suite: 'compatible', at: Date.now(), ...more });

function sealed(object: Uint8Array, more: Partial<Parameters<typeof sealDirect>[0]> = {}): Uint8Array {
  const result = seal(object, more);
  assert.ok(result.ok, JSON.stringify(result));
  return result.octets;
}

const open = (octets: Uint8Array, more: Partial<Parameters<typeof openDirect>[0]> = {}): DirectOpened =>
  openDirect({ octets, identities: [doctor], trust: atPractice, at: Date.now(), ...more });

const why = (opened: DirectOpened): string =>
  opened.kind === 'refused' ? `${opened.why} ${opened.tell}` : opened.kind;

describe('a whole object between two agents', () => {
  const OBJECTS: readonly (readonly [string, Uint8Array])[] = [
    ['a message with binary attachments', MESSAGE],
    ['an entity', Buffer.from('Content-Type: application/xml; charset=utf-8\r\n\r\n<ClinicalDocument/>')],
    ['an entity that is a message', Buffer.concat([Buffer.from('Content-Type: message/rfc822\r\n\r\n'), MESSAGE])],
    ['a body without fields', Buffer.from('\r\nplain\n')],
    ['an entity with line ends of Unix', Buffer.from('Content-Type: text/plain\n\nHello\n\n')],
    [
      'an entity with a boundary like ours',
      Buffer.from('Content-Type: multipart/mixed; boundary="signed-"\r\n\r\n--signed-\r\n\r\n--signed---\r\n'),
    ],
  ];
  for (const [what, object] of OBJECTS) {
    for (const suite of ['compatible', 'modern'] as const) {
      it(`comes out as it went in: ${what} (${suite})`, () => {
        const opened = open(sealed(object, { suite }));
        assert.ok(opened.kind === 'object', why(opened));
        assert.deepEqual(Buffer.from(opened.object), object);
        assert.deepEqual([opened.from, opened.messageId, opened.wantsDispatch], [CLINIC, 'o1@clinic.example', true]);
        assert.equal(opened.signer.fingerprint, lab.certificate.fingerprint);
      });
    }
  }

  it('shows nothing of itself on the way', () => {
    const text = Buffer.from(sealed(MESSAGE)).toString();
    assert.ok(!text.includes('Results'));
    assert.match(text, /\r\nDisposition-Notification-To: lab@clinic\.example\r\n/);
    assert.match(text, /\r\nContent-Type: application\/pkcs7-mime; smime-type=enveloped-data;/);
  });

  it('is opened by openssl too', () => {
    desk.write('mail', sealed(MESSAGE));
    desk.run(
      'cms',
      '-decrypt',
      '-in',
      'mail',
      '-recip',
      'practice.crt',
      '-inkey',
      'practice.key',
      '-out',
      'inner',
      '-binary',
    );
    desk.run('cms', '-verify', '-in', 'inner', '-CAfile', 'clinic-root.crt', '-out', 'out', '-binary');
    assert.deepEqual(desk.read('out'), Buffer.concat([Buffer.from('Content-Type: message/rfc822\r\n\r\n'), MESSAGE]));
  });
});

describe('an object is not sent', () => {
  const refusal = (more: Parameters<typeof seal>[1]): string => {
    const result = seal(MESSAGE, more);
    return result.ok ? 'sent' : `${result.problem.condition} ${result.problem.text.key}`;
  };

  it('to whom nobody allowed, whoever else it is for', () => {
    const to = [{ address: DOCTOR }, { address: 'eve@example.net' }];
    assert.equal(refusal({ mail: mail({ to }) }), 'policy-violation email.direct.not-allowed');
    const below = [{ address: 'doctor@sub.practice.example' }];
    assert.equal(refusal({ mail: mail({ to: below }) }), 'policy-violation email.direct.not-allowed');
    assert.equal(
      refusal({ mail: mail({ cc: [{ address: 'eve@example.net' }] }) }),
      'policy-violation email.direct.not-allowed',
    );
  });

  it('with a certificate that others vouch for than who is trusted for that peer', () => {
    const { certificate } = doctor;
    const wrong = new DirectTrust([
      { name: 'practice.example', anchors: [lab.certificate], certificates: [certificate] },
    ]);
    assert.equal(refusal({ trust: wrong }), 'policy-violation email.direct.no-certificate');
    assert.equal(refusal({ at: Date.now() + 40 * 24 * HOUR }), 'not-acceptable email.direct.own-expired');
    assert.equal(refusal({ identity: doctor }), 'not-acceptable email.direct.own-address');
  });
});

describe('an object is not taken', () => {
  it('of strangers, who are told nothing', () => {
    assert.equal(why(open(sealed(MESSAGE), { trust: new DirectTrust([]) })), 'not-allowed false');
    const two = Buffer.from(
      Buffer.from(sealed(MESSAGE)).toString('latin1').replace(`From: ${CLINIC}`, `From: ${CLINIC}, eve@example.net`),
      'latin1',
    );
    assert.equal(why(open(two)), 'sender false');
  });

  it('with a certificate of somebody who is not trusted for that peer', () => {
    assert.equal(why(open(sealed(MESSAGE, { identity: stranger }))), 'untrusted true');
    const opened = open(sealed(MESSAGE), { at: Date.now() + 40 * 24 * HOUR });
    assert.equal(why(opened), 'expired true');
    assert.ok(opened.kind === 'refused');
    assert.equal(opened.problem.condition, 'policy-violation');
    assert.deepEqual(opened.problem.text, { key: 'email.direct.expired', params: { address: CLINIC } });
  });

  it('that another peer signed', () => {
    const both = new DirectTrust([
      { name: 'clinic.example', anchors: [doctor.certificate], certificates: [] },
      { name: 'practice.example', anchors: [doctor.certificate], certificates: [] },
    ]);
    const forged = sealed(MESSAGE, { mail: mail({ from: { address: DOCTOR } }), identity: doctor });
    const renamed = Buffer.from(
      Buffer.from(forged).toString('latin1').replace(`From: ${DOCTOR}`, `From: ${CLINIC}`),
      'latin1',
    );
    assert.equal(why(open(renamed, { trust: both })), 'address true');
  });

  it('that names another sender inside', () => {
    const object = Buffer.from('From: boss@clinic.example\r\nSubject: x\r\n\r\nPay\r\n');
    assert.equal(why(open(sealed(object))), 'address true');
  });

  it('that is not encrypted, not for us, not signed, or was changed', () => {
    const plain = Buffer.from(`From: ${CLINIC}\r\nMessage-ID: <p@clinic.example>\r\n\r\nHello`);
    assert.equal(why(open(plain)), 'not-encrypted true');
    assert.equal(why(open(sealed(MESSAGE), { identities: [lab] })), 'not-opened true');
    desk.write('plain', 'Content-Type: text/plain\r\n\r\nunsigned\r\n');
    const encrypted = desk.run(
      'cms',
      '-encrypt',
      '-aes256',
      '-in',
      'plain',
      '-binary',
      '-from',
      CLINIC,
      'practice.crt',
    );
    assert.equal(why(open(encrypted)), 'not-signed true');
    desk.run('cms', '-sign', '-in', 'plain', '-signer', 'lab.crt', '-inkey', 'lab.key', '-out', 'signed', '-crlfeol');
    desk.write('changed', desk.read('signed').toString('latin1').replace('unsigned', 'Unsigned'));
    const changed = desk.run(
      'cms',
      '-encrypt',
      '-aes256',
      '-in',
      'changed',
      '-binary',
      '-from',
      CLINIC,
      'practice.crt',
    );
    assert.equal(why(open(changed)), 'changed true');
  });
});

describe('a notice', () => {
  it('is signed and encrypted, and read by the other side', () => {
    for (const type of ['processed', 'dispatched', 'displayed', 'failed'] as const) {
      const notice = {
        type,
        recipient: DOCTOR,
        sender: CLINIC,
        originalMessageId: 'o1@clinic.example',
        messageId: `n-${type}@practice.example`,
        text: 'It is so.',
        agent: 'practice.example; Isthmus',
        at: Date.now(),
      };
      const octets = directNotice(notice, doctor, lab.certificate);
      assert.ok(octets);
      const opened = openDirect({ octets, identities: [lab], trust: atClinic, at: Date.now() });
      assert.ok(opened.kind === 'notice', why(opened));
      const fields = opened.report.children[1]?.content() ?? new Uint8Array();
      const said = Buffer.from(fields).toString();
      const mode = type === 'displayed' ? 'manual-action' : 'automatic-action';
      assert.match(said, new RegExp(`^Disposition: ${mode}/MDN-sent-automatically; ${type}\r$`, 'm'));
      assert.match(said, /^Original-Message-ID: <o1@clinic\.example>\r$/m);
      assert.match(said, /^Final-Recipient: rfc822; ?doctor@practice\.example\r$/m);
      assert.equal(said.includes('X-DIRECT-FINAL-DESTINATION-DELIVERY'), type === 'dispatched');
      const clear = directNotice(notice, doctor, undefined);
      assert.match(Buffer.from(clear ?? []).toString(), /multipart\/signed/);
    }
  });
});

describe('how far an object is', () => {
  const at = 1_700_000_000_000;
  const start = directSent('o1', DOCTOR, at);
  const noticed = (step: typeof start, type: string, from = DOCTOR) => directNoticed(step.progress, { from, type });

  it('goes forward by notices, and each is told once', () => {
    assert.equal(start.deadline, at + HOUR);
    const processed = noticed(start, 'processed', 'agent@practice.example');
    assert.deepEqual([processed.tell?.kind, processed.deadline], ['processed', at + 24 * HOUR]);
    assert.equal(noticed(processed, 'processed').tell, undefined);
    const dispatched = noticed(processed, 'Dispatched');
    assert.deepEqual([dispatched.tell?.kind, dispatched.deadline], ['delivered', undefined]);
    const displayed = noticed(dispatched, 'displayed');
    assert.equal(displayed.tell?.kind, 'displayed');
    for (const late of ['processed', 'dispatched', 'failed'])
      assert.equal(noticed(displayed, late).tell, undefined, late);
  });

  it('fails by a notice, a bounce or silence, and stays so', () => {
    const failed = noticed(start, 'failed');
    assert.ok(failed.tell?.kind === 'failed');
    assert.equal(failed.tell.problem.condition, 'policy-violation');
    assert.equal(failed.deadline, undefined);
    assert.equal(noticed(failed, 'dispatched').tell, undefined);
    assert.equal(
      directNoticed(start.progress, { from: DOCTOR, type: 'processed', modifiers: ['Error'] }).tell?.kind,
      'failed',
    );
    assert.equal(directBounced(start.progress).tell?.kind, 'failed');
    assert.equal(directSilent(start.progress, at + HOUR - 1).tell, undefined);
    const silent = directSilent(start.progress, at + HOUR);
    assert.ok(silent.tell?.kind === 'failed');
    assert.equal(silent.tell.problem.condition, 'remote-server-timeout');
    const processed = noticed(start, 'processed');
    assert.equal(directSilent(processed.progress, at + HOUR).tell, undefined);
    assert.equal(directSilent(processed.progress, at + 24 * HOUR).tell?.kind, 'failed');
    assert.equal(directBounced(noticed(processed, 'dispatched').progress).tell, undefined);
  });

  it('is not moved by others than its recipient, nor by what nobody knows', () => {
    assert.equal(noticed(start, 'dispatched', 'eve@example.net').tell, undefined);
    assert.equal(noticed(start, 'deleted').tell, undefined);
  });
});
