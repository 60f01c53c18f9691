import { askedToEnd } from '../../process/asked-to-end.js';

/** npm passes Ctrl-C on to a process that has already got it from the terminal: two signals so close are one wish. */
const SAME_WISH_MS = 1000;

/** How the user ends everything: once in order, twice at once. */
export interface EndRequests {
  /** Aborted by the first request. */
  readonly inOrder: AbortSignal;
  /** Aborted by the second. */
  readonly atOnce: AbortSignal;
}

/** Listens for the wish to end: Ctrl-C, SIGTERM, a closed terminal or pipe, or a parent that is gone. */
export function listenForEnd(): EndRequests {
  const inOrder = new AbortController();
  const atOnce = new AbortController();
  let firstAt: number | undefined;
  const wish = (isSignal: boolean): void => {
    firstAt ??= Date.now();
    inOrder.abort();
    if (isSignal && Date.now() - firstAt > SAME_WISH_MS) atOnce.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => wish(true));
  // Nobody reads any more: `npm start | head`, or a terminal that was closed.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => wish(false));
  void endWithParent(() => wish(false));
  return { inOrder: inOrder.signal, atOnce: atOnce.signal };
}

async function endWithParent(wish: () => void): Promise<void> {
  if ((await askedToEnd()) === 'parent-gone') wish();
}
