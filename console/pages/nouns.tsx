import type { JSX } from 'preact';
import { NounCard } from '../operations/noun.js';
import { useConsole } from '../state/context.js';
import { t } from '../texts.js';
import { Page } from '../ui/page.js';

interface NounsProps {
  readonly title: string;
  readonly lead?: string;
  readonly nouns: readonly { readonly noun: string; readonly caption: string; readonly shows?: string }[];
  /** In place of them where this installation has none. */
  readonly missing: string;
}

function NounsPage({ title, lead, nouns, missing }: NounsProps): JSX.Element {
  const { operations } = useConsole();
  const known = nouns.filter(({ noun }) => operations.some((one) => one.noun === noun));
  return (
    <Page title={title} {...(lead === undefined ? {} : { lead })}>
      {known.length === 0 && <p class="soft">{operations.length === 0 ? t.loading : missing}</p>}
      {known.map((one) => (
        <NounCard key={one.noun} {...one} />
      ))}
    </Page>
  );
}

/** Incidents, silences and routes of the alerts gateway. */
export function AlertsPage(): JSX.Element {
  const nouns = (['incident', 'silence', 'route'] as const).map((noun) => ({ noun, caption: t.alerts[noun] }));
  return <NounsPage title={t.alerts.title} nouns={nouns} missing={t.alerts.missing} />;
}

/** Who may not use the gateways. */
export function BansPage(): JSX.Element {
  return <NounsPage title={t.bans.title} nouns={[{ noun: 'ban', caption: t.bans.ban }]} missing={t.bans.missing} />;
}

/** How much is logged, of all or of one person or gateway. */
export function LogsPage(): JSX.Element {
  return (
    <NounsPage
      title={t.logs.title}
      lead={t.logs.lead}
      nouns={[{ noun: 'log', caption: t.logs.log }]}
      missing={t.logs.missing}
    />
  );
}
