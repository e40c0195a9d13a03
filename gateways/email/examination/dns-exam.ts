import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { ExamContext, ExamReport } from '../../gateway.js';
import type { AddressesConfig } from '../addresses-config.js';
import type { emailDiagnoses } from './diagnoses.js';

type Report = ExamReport<typeof emailDiagnoses>;

/** What DNS says of the mail domain. Where nobody answers, nothing is said. */
export async function lookAtMailDns(
  { domain, dkim }: AddressesConfig,
  { dns }: ExamContext,
  report: Report,
): Promise<void> {
  const subject = `mail domain ${domain}`;
  const where = `the zone of ${domain}`;
  const [mx, own, addresses, dmarc] = await Promise.all([
    dns.mx(domain),
    dns.txt(domain),
    dns.addresses(domain),
    dns.txt(`_dmarc.${domain}`),
  ]);
  if (mx?.length === 0) {
    // Without one the address of the domain itself counts (RFC 5321 5.1), which hardly ever is meant.
    const found =
      (addresses ?? []).length === 0
        ? 'It has neither MX nor address.'
        : 'It has no MX; senders try the address of the domain itself.';
    report.tell('mail-no-mx', {
      subject,
      found,
      write: `${domain}. 3600 IN MX 10 mail.example.org.`,
      where,
      severity: (addresses ?? []).length === 0 ? 'error' : 'warning',
    });
  } else if (mx !== undefined) report.fine(`mail to ${domain} goes to ${mx.slice(0, 3).join(', ')}`);
  if (own !== undefined && !own.some((text) => /^v=spf1(?: |$)/i.test(text))) {
    report.tell('mail-no-spf', {
      subject,
      found: 'No TXT record begins with v=spf1.',
      write: `${domain}. 3600 IN TXT "v=spf1 mx -all"`,
      where,
    });
  }
  if (dmarc !== undefined && !dmarc.some((text) => /^v=DMARC1\b/i.test(text))) {
    report.tell('mail-no-dmarc', {
      subject,
      found: `_dmarc.${domain} has no record.`,
      write: `_dmarc.${domain}. 3600 IN TXT "v=DMARC1; p=quarantine"`,
      where,
    });
  }
  await Promise.all(
    dkim.map(async ({ selector, domain: signing = domain, key }) => {
      const name = `${selector}._domainkey.${signing}`;
      const records = await dns.txt(name);
      if (records === undefined) return;
      const { type, value } = publicKeyOf(key);
      const write = `${name}. 3600 IN TXT "v=DKIM1; k=${type}; p=${value}"`;
      const found = records.map((text) => /(?:^|;)\s*p=([A-Za-z0-9+/=\s]*)/.exec(text)?.[1]?.replace(/\s/g, ''));
      if (found.every((one) => one === undefined)) {
        report.tell('dkim-no-record', {
          subject: name,
          found: 'There is no such record.',
          write,
          where: `the zone of ${signing}`,
        });
      } else if (!found.includes(value)) {
        report.tell('dkim-wrong-record', {
          subject: name,
          found: 'Its p= is of another key.',
          write,
          where: `the zone of ${signing}`,
        });
      } else report.fine(`${name} has the key that mail is signed with`);
    }),
  );
}

/** As a record of DKIM has it (RFC 6376 3.6.1, RFC 8463 3). */
function publicKeyOf(pem: string): { readonly type: 'rsa' | 'ed25519'; readonly value: string } {
  const key = createPublicKey(createPrivateKey(pem));
  const spki = key.export({ type: 'spki', format: 'der' });
  if (key.asymmetricKeyType !== 'ed25519') return { type: 'rsa', value: spki.toString('base64') };
  return { type: 'ed25519', value: spki.subarray(-32).toString('base64') };
}
