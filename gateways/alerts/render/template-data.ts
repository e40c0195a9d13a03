import type { Severity } from '../alert.js';
import { parsedTemplate } from './parsed-templates.js';
import { renderTemplate } from './template/render-template.js';
import type { AlertView, GroupView, Reader, Words } from './view.js';

const ICONS: Readonly<Record<Severity, string>> = { critical: '🔥', error: '🔴', warning: '🟠', info: '🔵' };
const COLOURS: Readonly<Record<Severity, string>> = {
  critical: '#b00020',
  error: '#d32f2f',
  warning: '#e68a00',
  info: '#1565c0',
};
const RESOLVED = { icon: '✅', colour: '#2e7d32' } as const;
const ACKNOWLEDGED = { icon: '👀', colour: '#5e35b1' } as const;
const COMMENTED = { icon: '💬', colour: '#5e35b1' } as const;
const SILENCED = { icon: '🔇', colour: '#5e35b1' } as const;

/** Alerts of a group that are looked at, and titles of a short list. */
const MOST_ALERTS = 100;
const MOST_TITLES = 20;

/**
 * What templates see of a group; `total` counts those that are as the group is, not those that are over by now. Names are the same for the writers of templates of all media:
 * `status severity icon colour heading name text titles total more several firing resolved acknowledged taken route labels code id
 * ackUrl link by until comment heldBack list alerts`; `code` is there only while there is something to take, `id` is the same always, each of `alerts` having `title text status severity icon labels annotations
 * pairs links startsAt lasted over ownCode`.
 */
export interface TemplateData {
  /** What it is about, in one line. */
  readonly heading: string;
  readonly code?: string | undefined;
  /** The code in any state: by it messages about the same are known. */
  readonly id?: string | undefined;
  /** What the tail tells the reader to do. */
  readonly next?: Next | undefined;
  readonly link?: string | undefined;
  readonly ackUrl?: string | undefined;
  readonly words: TemplateWords;
}

/**
 * What a reader can do: take it, say whether it is still theirs, have it heard again, take one of
 * several, or nothing: then only its code is told.
 */
type Next = 'tail' | 'asked-tail' | 'silenced-tail' | 'code-tail' | 'each-tail';

/** Words of the language, with their values in them. */
type TemplateWords = Readonly<
  Record<'by' | 'until' | 'more' | 'heldBack' | 'several' | 'since' | 'lasted' | 'route' | 'details' | 'take', string>
>;

/** Makes the values for templates; `title` is the template of the heading where the book has one. */
export function templateData(view: GroupView, words: Words, reader: Reader, title?: string): TemplateData {
  const alerts = view.alerts.slice(0, MOST_ALERTS).map((alert) => alertData(alert, words));
  const all = Math.max(view.total ?? 0, view.alerts.length);
  const over = view.state === 'resolved' ? 0 : view.alerts.filter(({ status }) => status === 'resolved').length;
  const several = all > 1;
  const only = several ? undefined : view.alerts[0];
  const next = nextOf(view);
  const data = {
    ...view,
    code: next === 'tail' ? view.code : undefined,
    id: view.code,
    next,
    // What it tells is news, and not what was done.
    taken: view.state === 'firing' && view.deed === undefined && view.by !== undefined,
    ...lookOf(view.state, view.severity),
    ...(view.deed === 'silenced' && SILENCED),
    ...(view.deed === 'commented' && COMMENTED),
    status:
      view.deed === undefined ? statusWord(view.state, view.severity, words) : words(`alerts.render.${view.deed}`),
    severity: words(`alerts.render.severity.${view.severity}`),
    several,
    total: all - over,
    more: all - Math.min(view.alerts.length, LISTED),
    [view.state]: true,
    name: view.title ?? only?.title ?? nameOf(view),
    text: only?.text,
    titles: view.alerts.slice(0, Math.min(MOST_TITLES, view.alerts.length - over)).map((alert) => alert.title),
    list: several ? alerts : [],
    alerts,
    link: linkOf(view),
    ackUrl: view.ackUrl !== undefined && isWeb(view.ackUrl) ? view.ackUrl : undefined,
  };
  const render = (template: string) =>
    renderTemplate(parsedTemplate(template), data, reader.zone === undefined ? {} : { zone: reader.zone });
  const heading = render(title ?? words('alerts.render.title'))
    .replace(/\s+/gu, ' ')
    .trim();
  return { ...data, heading, words: wordsOf(words, render, data.taken || view.deed === 'asked') };
}

/** Nobody is asked to take what somebody has taken, or what is over. */
function nextOf({ state, deed, by, code, alerts }: GroupView): Next | undefined {
  if (code === undefined) return alerts.some(({ ownCode }) => ownCode !== undefined) ? 'each-tail' : undefined;
  if (state === 'resolved') return 'code-tail';
  if (deed === 'asked') return 'asked-tail';
  if (deed === 'silenced') return 'silenced-tail';
  if (state === 'acknowledged' || (deed === undefined && by !== undefined)) return 'code-tail';
  return 'tail';
}

/** Alerts that a list of a chat shows; a longer one is not read. */
const LISTED = 20;

function alertData(alert: AlertView, words: Words): object {
  const lasted = alert.endsAt === undefined ? 0 : alert.endsAt - alert.startsAt;
  return {
    ...alert,
    ...lookOf(alert.status, alert.severity),
    status: statusWord(alert.status, alert.severity, words),
    severity: words(`alerts.render.severity.${alert.severity}`),
    over: alert.status !== 'firing',
    ...(alert.status === 'resolved' && lasted > 0 ? { lasted } : {}),
    pairs: Object.entries(alert.labels).map(([name, value]) => ({ name, value })),
    // A link without words shows itself.
    links: alert.links.filter(({ url }) => isWeb(url)).map(({ url, text }) => ({ url, text: text ?? url })),
  };
}

function wordsOf(words: Words, render: (template: string) => string, taken: boolean): TemplateWords {
  const said = (key: string) => render(words(`alerts.render.${key}`));
  return {
    by: said(taken ? 'taken-by' : 'by'),
    until: said('until'),
    more: said('more'),
    heldBack: said('held-back'),
    several: said('sms.several'),
    since: said('since'),
    lasted: said('lasted'),
    route: said('route'),
    details: said('details'),
    take: said('take'),
  };
}

function lookOf(state: GroupView['state'], severity: Severity): { readonly icon: string; readonly colour: string } {
  if (state === 'resolved') return RESOLVED;
  if (state === 'acknowledged') return ACKNOWLEDGED;
  return { icon: ICONS[severity], colour: COLOURS[severity] };
}

function statusWord(state: GroupView['state'], severity: Severity, words: Words): string {
  return words(state === 'firing' ? `alerts.render.severity.${severity}` : `alerts.render.${state}`);
}

/** What alerts of a group have in common: the name that Prometheus gives them, or all labels. */
function nameOf({ labels, alerts }: GroupView): string {
  const { alertname, ...others } = labels;
  const values = alertname === undefined ? Object.values(others) : [alertname];
  if (values.length > 0) return values.join(' ');
  // One of several that have nothing in common does not stand for the others.
  const title = alerts[0]?.title ?? '';
  return alerts.every((one) => one.title === title || one.status !== alerts[0]?.status) ? title : '';
}

function linkOf(view: GroupView): string | undefined {
  const links = [view.link, ...view.alerts.flatMap((alert) => alert.links.map(({ url }) => url))];
  return links.find((url) => url !== undefined && isWeb(url));
}

/** Nothing else becomes something that people click on. */
function isWeb(url: string): boolean {
  return /^https?:\/\/[^\s<>"]+$/i.test(url);
}
