/** Ends of List-Ids whose first part is a number of the sender's, so that only the From tells whose list it is. */
export const NUMBERED_LISTS: readonly string[] = [
  '.list-id.mcsv.net', // Mailchimp
  '.xt.local', // Salesforce Marketing Cloud
];

/** What in brackets at the beginning of a subject is no name of a list, in small letters: its first word. */
export const NO_LIST_TAGS: ReadonlySet<string> = new Set(
  (
    'patch rfc pull git bug fix wip resend solved closed announce announcement ann urgent important reminder external extern ext ' +
    'externe esterno externo caution suspicious spam suspected junk bulk possible encrypt secure confidential fwd update test'
  ).split(' '),
);

/** What mailing list programs put before or behind the name of a list for their own addresses. */
export const ROLE_PREFIXES: readonly string[] = ['owner-'];

/** Ends of local parts that are of a list's software and people behind it, not of the list (RFC 2142 6). */
export const ROLE_SUFFIXES: readonly string[] = [
  '-owner',
  '-request',
  '-bounces',
  '-bounce',
  '-admin',
  '-errors',
  '-return',
  '-help',
];

/** Fields in which programs of old write the address of a list: alone, or among other words. */
export const ADDRESS_FIELDS: readonly { readonly name: string; readonly software: string }[] = [
  { name: 'x-beenthere', software: 'Mailman 2' },
  { name: 'x-mailing-list', software: 'Smartlist, vger' },
  { name: 'mailing-list', software: 'ezmlm: contact dev-help@example.org; run by ezmlm' },
];

/** Between the name of an author and that of the list that wrote itself into From. */
export const VIA: readonly string[] = [
  ' via ',
  ' über ',
  ' par le biais de ',
  ' a través de ',
  ' przez ',
  ' через ',
  ' 经由 ',
  ' 経由 ',
];
