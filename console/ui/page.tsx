import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../texts.js';

interface PageProps {
  readonly title: string;
  readonly lead?: ComponentChildren;
  /** Beside the heading: choices and buttons for the whole page. */
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Whether somebody has been on a page before: the first one does not take the focus. */
let moved = false;

/** A page: who comes to it from another one hears its heading first. */
export function Page({ title, lead, tools, children }: PageProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t.name}`;
    if (moved) {
      heading.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    moved = true;
  }, [title]);
  return (
    <div class="page">
      <div class="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead !== undefined && <p class="lead">{lead}</p>}
        </div>
        {tools}
      </div>
      {children}
    </div>
  );
}

/** A part of a page with a frame. */
export function Card({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <section class="card">{children}</section>;
}

/** A sentence that has to be seen: a failure, or that something is as it should be. */
export function Notice({
  tone,
  children,
}: {
  readonly tone: 'bad' | 'good' | 'warn';
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="notice" data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

interface ReadProps<View> {
  readonly of: {
    readonly data: View | undefined;
    readonly error: string | undefined;
    readonly loading: boolean;
    readonly reload: () => void;
  };
  readonly children: (view: View) => ComponentChildren;
}

/** What was read from the server, once it is there; else that it is on its way, or why it is not. */
export function Read<View>({ of: { data, error, reload }, children }: ReadProps<View>): JSX.Element {
  return (
    <>
      {error !== undefined && (
        <Notice tone="bad">
          {t.failed(error)}
          <button type="button" class="button small" onClick={reload}>
            {t.retryReading}
          </button>
        </Notice>
      )}
      {data === undefined && error === undefined && (
        <p class="soft" role="status">
          {t.loading}
        </p>
      )}
      {data !== undefined && children(data)}
    </>
  );
}
