import fc from 'fast-check';
import type { Urgency } from '../../domain/run-lock/messages.js';

/**
 * One thing that happens in a history. Numbers choose among what there is when it happens: a cycle, an answer under
 * way, a message of before. What cannot happen then, does not.
 */
export type Command =
  | { readonly kind: 'ask'; readonly cycle: number; readonly want: number; readonly urgency: Urgency }
  /** The run of a cycle ends, or never started; the next request may travel with the release. */
  | {
      readonly kind: 'end-run';
      readonly cycle: number;
      readonly started: boolean;
      readonly next?: { readonly want: number; readonly urgency: Urgency };
    }
  | { readonly kind: 'withdraw'; readonly cycle: number }
  /** The withdrawal overtakes its request. */
  | { readonly kind: 'withdraw-in-advance'; readonly cycle: number; readonly want: number }
  /** A cycle that waits is terminated: it says nothing any more. */
  | { readonly kind: 'vanish'; readonly cycle: number }
  /** An answer arrives; `closed`: a cycle that withdrew has ended by then. */
  | { readonly kind: 'deliver'; readonly answer: number; readonly closed: boolean }
  /** A release with a token that is not the cycle's. */
  | { readonly kind: 'stray-release'; readonly cycle: number; readonly token: number }
  /** A withdrawal of what another cycle asked for. */
  | { readonly kind: 'stray-withdrawal'; readonly cycle: number; readonly of: number }
  | { readonly kind: 'repeat'; readonly message: number }
  | { readonly kind: 'somebody-starts'; readonly want: number }
  | { readonly kind: 'run-of-somebody-ends'; readonly run: number }
  /** A look at the engine takes its time: what it found may be old when it arrives. */
  | { readonly kind: 'begin-look' }
  | { readonly kind: 'end-look' }
  | { readonly kind: 'configure'; readonly mimServiceExportTakesSyncLock: boolean };

const any = fc.nat({ max: 1000 });
const urgency = fc.constantFrom<Urgency[]>('normal', 'normal', 'immediate', 'continuation');

function command<K extends Command['kind'], T>(
  kind: K,
  fields: { readonly [key in keyof T]: fc.Arbitrary<T[key]> },
): fc.Arbitrary<{ readonly kind: K } & T> {
  return fc.record({ kind: fc.constant(kind), ...fields }) as fc.Arbitrary<{ readonly kind: K } & T>;
}

const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 10, arbitrary: command('ask', { cycle: any, want: any, urgency }) },
  { weight: 12, arbitrary: command('deliver', { answer: any, closed: fc.boolean() }) },
  { weight: 6, arbitrary: command('end-run', { cycle: any, started: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: command('end-run', {
      cycle: any,
      started: fc.constant(true),
      next: fc.record({ want: any, urgency: fc.constant<Urgency>('continuation') }),
    }),
  },
  { weight: 3, arbitrary: command('withdraw', { cycle: any }) },
  { weight: 1, arbitrary: command('withdraw-in-advance', { cycle: any, want: any }) },
  { weight: 2, arbitrary: command('vanish', { cycle: any }) },
  { weight: 1, arbitrary: command('stray-release', { cycle: any, token: any }) },
  { weight: 1, arbitrary: command('stray-withdrawal', { cycle: any, of: any }) },
  { weight: 2, arbitrary: command('repeat', { message: any }) },
  { weight: 2, arbitrary: command('somebody-starts', { want: any }) },
  { weight: 2, arbitrary: command('run-of-somebody-ends', { run: any }) },
  { weight: 2, arbitrary: command('begin-look', {}) },
  { weight: 3, arbitrary: command('end-look', {}) },
  { weight: 1, arbitrary: command('configure', { mimServiceExportTakesSyncLock: fc.boolean() }) },
);

/** Histories of up to so many commands. Most begin with a look at the engine, as a run lock does. */
export function anyHistory(maxLength = 80): fc.Arbitrary<readonly Command[]> {
  const looked: readonly Command[] = [{ kind: 'begin-look' }, { kind: 'end-look' }];
  return fc
    .tuple(fc.constantFrom(looked, looked, looked, []), fc.array(anyCommand, { maxLength, size: 'max' }))
    .map(([first, rest]) => [...first, ...rest]);
}
