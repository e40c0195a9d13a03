import type { Identity } from '../../../../gateways/email/conversation/identity.js';
import type { MailRecord } from '../../../../gateways/email/conversation/mail-records.js';
import type { OutRequest } from '../../../../gateways/email/conversation/out-plan.js';
import type { ReadMail } from '../../../../gateways/email/mime/mail.js';
import type { Account, MessageEvent } from '../../../../gateways/gateway.js';

const ACCOUNT: Account = {
  id: 'juliet@example.org',
  jid: 'juliet@example.org',
  label: '',
  born: 3,
  rev: 1,
  fields: {},
  since: 0,
};

export const IDENTITY: Identity = {
  account: ACCOUNT,
  kind: 'mailbox',
  self: { name: 'Juliet', address: 'juliet@capulet.example' },
  own: new Set(['juliet@capulet.example']),
  domain: 'capulet.example',
};

export function message(parts: Partial<MessageEvent> = {}): MessageEvent {
  return {
    type: 'message',
    from: 'juliet@example.org/balcony',
    to: 'romeo\\40montague.example@email.example.org',
    contact: 'romeo@montague.example',
    body: 'Wherefore art thou?',
    receipt: false,
    ...parts,
  };
}

export function record(parts: Partial<MailRecord> = {}): MailRecord {
  return {
    id: 'parent@montague.example',
    account: ACCOUNT.id,
    born: ACCOUNT.born,
    by: 'contact',
    contact: 'romeo@montague.example',
    thread: 't1',
    references: ['root@montague.example'],
    subject: 'The feast',
    reply: [{ name: 'Romeo', address: 'romeo@montague.example' }],
    others: [],
    at: 1000,
    ...parts,
  };
}

export function request(parts: Partial<OutRequest> = {}): OutRequest {
  return {
    event: message(),
    identity: IDENTITY,
    messageId: 'new@capulet.example',
    asked: false,
    to: [{ contact: 'romeo@montague.example', address: 'romeo@montague.example' }],
    cc: [],
    bcc: [],
    now: 5000,
    sender: { from: IDENTITY.self, envelope: IDENTITY.self.address, headers: [] },
    hops: '1',
    settings: { html: false, signature: '', askWhetherRead: false, promise: false },
    words: { noSubject: 'Message from Juliet', correction: (text) => `Correction: ${text}`, toHtml: () => undefined },
    ...parts,
  };
}

export function mail(parts: Partial<ReadMail> = {}): ReadMail {
  return {
    size: 100,
    messageId: 'm1@montague.example',
    inReplyTo: [],
    references: [],
    from: [{ name: 'Romeo', address: 'romeo@montague.example' }],
    replyTo: [],
    to: [{ address: 'juliet@capulet.example' }],
    cc: [],
    subject: 'The feast',
    headers: [],
    text: { body: 'But soft!', kind: 'plain' },
    attachments: [],
    chat: {},
    ...parts,
  };
}
