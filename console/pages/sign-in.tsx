import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SessionView } from '../../src/http/console/api.js';
import { askForCode, Refused, signIn } from '../api.js';
import { t } from '../texts.js';
import { Brand } from '../ui/brand.js';
import { Field } from '../ui/field.js';
import { Card, Notice } from '../ui/page.js';

interface SignInProps {
  /** Why somebody is here again. */
  readonly notice: string | undefined;
  readonly onSession: (session: SessionView) => void;
}

/** First the JID, then the code that came to it. Whether a JID may sign in is never said. */
export function SignInPage({ notice, onSession }: SignInProps): JSX.Element {
  const [jid, setJid] = useState('');
  const [code, setCode] = useState('');
  const [sent, setSent] = useState(false);
  const [canCome, setCanCome] = useState(true);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [told, setTold] = useState(notice);
  const codeInput = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = `${t.signIn.title} · ${t.name}`;
  }, []);
  useEffect(() => {
    if (sent) codeInput.current?.focus();
  }, [sent]);

  const attempt = async (what: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    setTold(undefined);
    try {
      await what();
    } catch (error) {
      setProblem(error instanceof Refused ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  const ask = (event: Event) => {
    event.preventDefault();
    if (jid.trim() === '') return;
    void attempt(async () => {
      setCanCome(await askForCode(jid.trim()));
      setSent(true);
    });
  };
  const enter = (event: Event) => {
    event.preventDefault();
    if (code.trim() === '') return;
    void attempt(async () => onSession(await signIn(jid.trim(), code.trim())));
  };
  const again = () =>
    void attempt(async () => {
      const comes = await askForCode(jid.trim());
      setCanCome(comes);
      if (comes) setTold(t.signIn.resent);
    });
  return (
    <main class="sign-in">
      <Card>
        <div class="card-body">
          <Brand />
          <h1>{t.signIn.title}</h1>
          {told !== undefined && <Notice tone="good">{told}</Notice>}
          {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
          {sent ? (
            <form onSubmit={enter}>
              {canCome ? (
                <p class="soft">{t.signIn.codeLead(jid.trim())}</p>
              ) : (
                <Notice tone="warn">
                  <p>{t.signIn.streamDown}</p>
                  <p>{t.signIn.terminal}</p>
                  <code class="terminal">isthmus console code {jid.trim()}</code>
                </Notice>
              )}
              <Field label={t.signIn.code}>
                {(ties) => (
                  <input
                    {...ties}
                    ref={codeInput}
                    class="input code-input"
                    name="code"
                    autocomplete="one-time-code"
                    autocapitalize="characters"
                    spellcheck={false}
                    required
                    value={code}
                    onInput={(event) => setCode(event.currentTarget.value)}
                  />
                )}
              </Field>
              <button type="submit" class="button main" disabled={busy}>
                {t.signIn.enter}
              </button>
              <div class="buttons">
                <button type="button" class="button plain" disabled={busy} onClick={again}>
                  {t.signIn.resend}
                </button>
                <button type="button" class="button plain" onClick={() => setSent(false)}>
                  {t.signIn.again}
                </button>
              </div>
            </form>
          ) : (
            <form onSubmit={ask}>
              <p class="soft">{t.signIn.lead}</p>
              <Field label={t.signIn.jid} hint={t.signIn.jidHint}>
                {(ties) => (
                  <input
                    {...ties}
                    class="input"
                    name="jid"
                    type="text"
                    inputMode="email"
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck={false}
                    required
                    value={jid}
                    onInput={(event) => setJid(event.currentTarget.value)}
                  />
                )}
              </Field>
              <button type="submit" class="button main" disabled={busy}>
                {t.signIn.send}
              </button>
            </form>
          )}
        </div>
      </Card>
    </main>
  );
}
