import { get, type IncomingMessage } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AutoSyncError } from '../../domain/errors.js';
import type { RunLockStatus } from '../../domain/run-lock/status.js';
import { fakeDependencies, STATUS } from '../../test/api/fake-dependencies.js';
import { Gate } from '../../test/api/gate.js';
import { request, serveWithFakes, SILENT } from '../../test/api/served-api.js';
import { serveApi } from '../serve-api.js';
import { USUAL_PACE } from './pace.js';

const PACE = { ...USUAL_PACE, lookEvery: 1, lookAgainAfterFailure: 1 };

interface Heard {
  readonly id: string;
  readonly event: string;
  readonly data: { readonly kind: string; readonly version?: number };
}

/** A listener over HTTP: what it hears, one after the other. */
class Stream {
  readonly heard: Heard[] = [];
  ended = false;
  #text = '';
  #changed: () => void = () => undefined;

  constructor(private readonly answer: IncomingMessage) {
    answer.setEncoding('utf8').on('data', (text: string) => {
      const blocks = (this.#text + text).split('\n\n');
      this.#text = blocks.pop() ?? '';
      this.heard.push(...blocks.filter((block) => block.startsWith('id: ')).map(parseEvent));
      this.#changed();
    });
    answer.on('close', () => {
      this.ended = true;
      this.#changed();
    });
  }

  static async open(url: string, lastEventId?: string): Promise<Stream> {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get(url, { agent: false, headers }, resolve).on('error', reject);
    });
    if (answer.statusCode !== 200) throw new Error(`the answer is ${answer.statusCode}`);
    const stream = new Stream(answer);
    onTestFinished(() => stream.leave());
    return stream;
  }

  /** Resolves as soon as what was heard satisfies a condition. */
  async until(condition: (heard: readonly Heard[]) => boolean): Promise<readonly Heard[]> {
    while (!condition(this.heard)) {
      if (this.ended) throw new Error('the stream has ended');
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
    return this.heard;
  }

  async untilEnded(): Promise<void> {
    while (!this.ended) await new Promise<void>((resolve) => (this.#changed = resolve));
  }

  leave(): void {
    this.answer.destroy();
  }

  get complete(): boolean {
    return this.answer.complete;
  }
}

function parseEvent(block: string): Heard {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? '';
  return {
    id: field('id'),
    event: field('event'),
    data: JSON.parse(field('data')) as Heard['data'],
  };
}

/** Serves a run lock whose status the test changes. */
async function serve(pace = PACE) {
  const lock = { status: STATUS as RunLockStatus | Promise<RunLockStatus>, looks: 0 };
  const { routes } = await serveWithFakes({
    eventPace: pace,
    runLocks: {
      status: () => {
        lock.looks += 1;
        return Promise.resolve(lock.status);
      },
    },
  });
  return { lock, events: `${routes}/servers/default/events` };
}

function statusAt(version: number): RunLockStatus {
  return { ...STATUS, version, running: version % 2 === 0 ? [] : STATUS.running };
}

const hasCome = (version: number) => (heard: readonly Heard[]) =>
  heard.some(({ data }) => data.version === version);

describe('GET /servers/:server/events', () => {
  test('tells at once which version there is, and then what happens', async () => {
    const { lock, events } = await serve();
    const stream = await Stream.open(events);
    await stream.until(hasCome(7));
    lock.status = statusAt(8);
    const heard = await stream.until(hasCome(8));
    expect(heard.map(({ event, data }) => [event, data.kind])).toEqual([
      ['status', 'status'],
      ['run-finished', 'run-finished'],
      ['status', 'status'],
    ]);
  });

  test('whoever comes back with the last id has heard the same as who never went', async () => {
    const { lock, events } = await serve();
    const [faithful, first] = await Promise.all([Stream.open(events), Stream.open(events)]);
    await Promise.all([faithful.until(hasCome(7)), first.until(hasCome(7))]);
    const all: Heard[] = [];
    let leaving = first;
    for (let version = 8; version < 14; version += 1) {
      lock.status = statusAt(version);
      await leaving.until((heard) => heard.length > 0);
      leaving.leave();
      await leaving.untilEnded();
      all.push(...leaving.heard);
      await faithful.until(hasCome(version));
      leaving = await Stream.open(events, all.at(-1)?.id);
    }
    await leaving.until(hasCome(13));
    all.push(...leaving.heard);
    const numbers = all.map(({ id }) => Number(id.split('-')[1]));
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    expect(all.slice(-faithful.heard.length)).toEqual(faithful.heard.slice(-all.length));
  });

  test.each(['3f2a9c10-41', 'nonsense', '-1'])(
    'of what came after the id %s nobody knows: it says so, and goes on',
    async (lastEventId) => {
      const { lock, events } = await serve();
      const stream = await Stream.open(events, lastEventId);
      await stream.until(hasCome(7));
      lock.status = statusAt(8);
      const heard = await stream.until(hasCome(8));
      expect(heard[0]).toMatchObject({ event: 'reset', data: { kind: 'reset', why: expect.any(String) } });
      // The id of the reset is one to come back with.
      const again = await Stream.open(events, heard[0]?.id);
      expect((await again.until(hasCome(8))).map(({ event }) => event)).not.toContain('reset');
    },
  );

  test('what is too long ago is no longer known', async () => {
    const { lock, events } = await serve({ ...PACE, kept: 3 });
    const stream = await Stream.open(events);
    const [first] = await stream.until(hasCome(7));
    for (const version of [8, 9, 10]) {
      lock.status = statusAt(version);
      await stream.until(hasCome(version));
    }
    const late = await Stream.open(events, first?.id);
    expect((await late.until((heard) => heard.length > 0))[0]).toMatchObject({ event: 'reset' });
  });

  test('a thousand listeners cost one look', async () => {
    const { lock, events } = await serve();
    const [first, second] = [new Gate<RunLockStatus>(), new Gate<RunLockStatus>()];
    lock.status = first.opened;
    const streams: Stream[] = [];
    while (streams.length < 1_000) {
      streams.push(...(await Promise.all(Array.from({ length: 50 }, () => Stream.open(events)))));
    }
    expect(lock.looks).toBe(1);
    lock.status = second.opened;
    first.open(statusAt(8));
    await Promise.all(streams.map((stream) => stream.until(hasCome(8))));
    expect(lock.looks).toBeLessThanOrEqual(2);
    second.open(statusAt(9));
    await Promise.all(streams.map((stream) => stream.until(hasCome(9))));
    expect(new Set(streams.map(({ heard }) => heard.length))).toEqual(new Set([3]));
    // A thousand connections take their time on a machine that has much else to do.
  }, 120_000);

  test('tells once that nobody answers, and that somebody does again', async () => {
    const { lock, events } = await serve();
    const stream = await Stream.open(events);
    await stream.until(hasCome(7));
    const unreachable = Promise.reject(new AutoSyncError('worker-unreachable', 'no worker'));
    unreachable.catch(() => undefined);
    lock.status = unreachable;
    await stream.until((heard) => heard.some(({ event }) => event === 'unreachable'));
    const { looks } = lock;
    while (lock.looks < looks + 3) await new Promise(setImmediate);
    lock.status = statusAt(8);
    expect((await stream.until(hasCome(8))).map(({ data }) => data)).toMatchObject([
      { kind: 'status', version: 7 },
      { kind: 'unreachable', code: 'worker-unreachable', detail: 'no worker' },
      { kind: 'reachable' },
      { kind: 'run-finished' },
      { kind: 'status', version: 8 },
    ]);
  });

  test('ends when the API ends, in good order', async () => {
    const api = await serveApi(fakeDependencies({ eventPace: PACE }), { port: 0 }, SILENT);
    const stream = await Stream.open(`${api.url}/api/v1/servers/default/events`);
    await stream.until(hasCome(7));
    await api.close();
    await stream.untilEnded();
    expect(stream.complete).toBe(true);
  });

  test('looks no more when nobody has listened for a while', async () => {
    const { lock, events } = await serve({ ...PACE, lingers: 1 });
    const stream = await Stream.open(events);
    const [first] = await stream.until(hasCome(7));
    stream.leave();
    let looks = -1;
    while (looks !== lock.looks) {
      looks = lock.looks;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const again = await Stream.open(events, first?.id);
    expect((await again.until((heard) => heard.length > 0))[0]).toMatchObject({ event: 'reset' });
  });

  test('is no answer for who wants something else, or only the head', async () => {
    const { events } = await serve();
    expect(await request(events, { headers: { accept: 'application/json' } })).toMatchObject({
      status: 406,
      body: { code: 'not-acceptable' },
    });
    const head = await request(events, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    expect(await request(events.replace('default', 'berlin'))).toMatchObject({
      status: 404,
      body: { code: 'unknown-server' },
    });
  });
});
