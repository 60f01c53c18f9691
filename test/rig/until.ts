import { setTimeout as delay } from 'node:timers/promises';

/** Between two looks; how long a test waits in all is the test's own time limit. */
const LOOK_EVERY_MS = 25;

/** Waits until something has come about. It looks again and again: there is nothing that could tell. */
export async function until(hasComeAbout: () => Promise<boolean>): Promise<void> {
  while (!(await hasComeAbout())) await delay(LOOK_EVERY_MS);
}
