import { condition, defineQuery, defineSignal, setHandler, sleep, upsertMemo } from '@temporalio/workflow';

/** What comes later starts a timer, what comes at once is noted: a decision that goes by the time, as the run lock's do. */
export async function goesByTheTime(): Promise<void> {
  let before = Date.now();
  let heard = 0;
  setHandler(defineSignal('hear'), () => {
    heard += 1;
    if (Date.now() === before) upsertMemo({ heard });
    else void sleep(3_600_000);
    before = Date.now();
  });
  setHandler(defineQuery('heard'), () => heard);
  await condition(() => false);
}
