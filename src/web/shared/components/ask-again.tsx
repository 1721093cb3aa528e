import type { VNode } from 'preact';

const AGAIN_SECONDS = 4;

/** Without JavaScript a waiting page loads itself again; with it, the script asks quietly and this is never read. */
export function AskAgain(): VNode {
  return (
    <noscript>
      <meta http-equiv="refresh" content={String(AGAIN_SECONDS)} />
    </noscript>
  );
}
