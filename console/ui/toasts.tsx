import type { JSX } from 'preact';

/** A short word on what was done, which goes by itself. */
export interface Toast {
  readonly id: number;
  readonly sentence: string;
  readonly kind: 'done' | 'failed';
}

/** What was just done or failed, at the edge; its place is there from the start, so that screen readers hear what comes into it. */
export function Toasts({ toasts }: { readonly toasts: readonly Toast[] }): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, sentence, kind }) => (
        <div key={id} class="toast" data-tone={kind}>
          {sentence}
        </div>
      ))}
    </div>
  );
}
