import type { JSX } from 'preact';
import type { AboutView } from '../../src/http/console/api.js';
import { count } from '../format.js';
import { useConsole } from '../state/context.js';
import { useLoad } from '../state/load.js';
import { t } from '../texts.js';
import { Moment } from '../ui/moment.js';
import { Card, Page, Read } from '../ui/page.js';

/** What runs here, and who is signed in. */
export function AboutPage(): JSX.Element {
  const about = useLoad<AboutView>('about');
  const { session, live } = useConsole();
  return (
    <Page title={t.about.title} lead={t.about.lead}>
      <Card>
        <div class="card-body">
          <h2>{t.about.installation}</h2>
          <Read of={about}>
            {({ version, node, redis, domain }) => (
              <dl class="facts">
                <dt>{t.about.version}</dt>
                <dd>{version}</dd>
                <dt>{t.about.domain}</dt>
                <dd>{domain}</dd>
                <dt>{t.about.node}</dt>
                <dd>{node}</dd>
                <dt>{t.about.redis}</dt>
                <dd>{redis}</dd>
                <dt>{t.about.processes}</dt>
                <dd>{count(live.overview?.processes.length ?? 0)}</dd>
                <dt>{t.about.session}</dt>
                <dd>
                  <Moment at={session.expires} />
                </dd>
              </dl>
            )}
          </Read>
        </div>
      </Card>
    </Page>
  );
}
