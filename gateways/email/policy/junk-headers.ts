/** A field in which a filter says that a mail is junk. Anybody can write that a mail is none, so only this counts. */
interface JunkHeader {
  /** In small letters. */
  readonly name: string;
  /** The value begins so, in small letters. */
  readonly begins?: readonly string[];
  /** The value has one of these in it, in small letters. */
  readonly has?: readonly string[];
}

/** What the filters that are in use write. */
export const JUNK_HEADERS: readonly JunkHeader[] = [
  // SpamAssassin, and what speaks like it.
  { name: 'x-spam-flag', begins: ['yes', 'true'] },
  { name: 'x-spam-status', begins: ['yes'] },
  { name: 'x-spam', begins: ['yes', 'true', 'spam'] },
  // Rspamd.
  { name: 'x-rspamd-action', begins: ['reject', 'add header', 'rewrite subject'] },
  // Exchange Online: the filter's verdict, and its level of confidence.
  {
    name: 'x-forefront-antispam-report',
    has: ['sfv:spm', 'sfv:sks', 'sfv:skb', 'cat:phsh', 'cat:hphish', 'cat:malw', 'cat:spoof'],
  },
  { name: 'x-ms-exchange-organization-scl', begins: ['5', '6', '7', '8', '9'] },
  // DSPAM, Bogofilter, CRM114, Barracuda, Proofpoint, Mail.ru and Yandex.
  { name: 'x-dspam-result', begins: ['spam', 'blocklisted'] },
  { name: 'x-bogosity', begins: ['spam', 'yes'] },
  { name: 'x-crm114-status', begins: ['spam'] },
  { name: 'x-barracuda-spam-flag', begins: ['yes'] },
  { name: 'x-proofpoint-spam-details', begins: ['rule=spam'] },
  { name: 'x-mailru-spam', begins: ['yes'] },
  { name: 'x-yandex-spam', begins: ['4'] },
  { name: 'x-virus-status', begins: ['infected', 'yes'] },
];
