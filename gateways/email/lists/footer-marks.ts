/** A line with which the footer of a list begins, and what one of the lines behind it says. */
export interface FooterMark {
  readonly software: string;
  /** The first line has these characters alone, at least so many. */
  readonly rule?: { readonly characters: string; readonly least: number };
  /** The first line begins so, in small letters. */
  readonly begins?: string;
  /** One of the next lines has one of these in it, in small letters; missing: the first line is enough. */
  readonly behind?: readonly string[];
}

/** Marks of the programs and services that run lists, in the languages in which they write. */
export const FOOTER_MARKS: readonly FooterMark[] = [
  {
    software: 'Mailman, Sympa and others',
    rule: { characters: '_', least: 20 },
    behind: [
      'mailing list',
      'mailinglist',
      'mailing-list',
      'to unsubscribe',
      '/listinfo/',
      '/options/',
      '/postorius/',
      'unsubscribe send an email to',
      'liste de diffusion',
      'lista de correo',
      'unsubscribe',
    ],
  },
  { software: 'Google Groups', begins: 'you received this message because you are subscribed to the google groups' },
  { software: 'Google Groups', begins: 'sie erhalten diese nachricht, weil sie in google groups' },
  { software: 'Google Groups', begins: 'vous recevez ce message, car vous êtes abonné au groupe google groupes' },
  { software: 'Google Groups', begins: 'has recibido este mensaje porque estás suscrito al grupo' },
  { software: 'Groups.io', rule: { characters: '-=', least: 20 }, behind: ['groups.io links:', 'mute this topic:'] },
  { software: 'Yahoo Groups', rule: { characters: '-~>', least: 20 }, behind: ['yahoo! groups'] },
  { software: 'Majordomo, vger', begins: 'to unsubscribe from this list:' },
  { software: 'ezmlm', rule: { characters: '-', least: 40 }, behind: ['to unsubscribe, e-mail:'] },
  { software: 'LISTSERV', rule: { characters: '#', least: 20 }, behind: ['to unsubscribe from the'] },
  { software: 'LISTSERV', rule: { characters: '-', least: 30 }, behind: ['to unsubscribe from the'] },
];
