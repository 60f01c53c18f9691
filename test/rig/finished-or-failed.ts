/**
 * Does something behind all tests, without which the run must not count as green. Vitest itself only writes down what
 * goes wrong there, and whatever ends its process early ends it as it stands.
 *
 * @param what in words: `The search of the histories`
 */
export async function finishedOrFailed(what: string, work: () => Promise<void>): Promise<void> {
  const fail = (): void => {
    process.exitCode ||= 1;
    process.stderr.write(`${what} was not finished, or found something: this run fails.\n`);
  };
  process.once('exit', fail);
  await work();
  process.off('exit', fail);
}
