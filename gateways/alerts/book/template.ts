/** The texts of which a notification is made; what a template leaves out is that of the preset. */
export const TEMPLATE_PARTS = ['title', 'chat', 'subject', 'mail', 'html', 'sms', 'irc'] as const;

export type TemplatePart = (typeof TEMPLATE_PARTS)[number];

/** Texts with places to fill, by medium. */
export interface Template {
  readonly name: string;
  readonly parts: Readonly<Partial<Record<TemplatePart, string>>>;
}
