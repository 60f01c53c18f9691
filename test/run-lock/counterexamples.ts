import type { Script } from './commands.js';

const PLAIN: Script['settings'] = {
  policy: 'fifo',
  runMode: 'supported',
  mimServiceExportTakesSyncLock: false,
  lockLists: 0,
  windows: false,
  spacing: false,
  disabled: false,
  thresholds: 0,
  shortWait: false,
};

/** Histories that once broke a property, made as short as could be. */
export const COUNTEREXAMPLES: readonly { readonly what: string; readonly script: Script }[] = [
  {
    what: 'a cycle gives back a lease that this run lock has never heard of, and gets one',
    script: {
      settings: { ...PLAIN, windows: true, spacing: true, disabled: true },
      managementAgents: [2, 0],
      heldBefore: [3],
      commands: [
        {
          kind: 'begin-look',
          catalogue: true,
        },
        {
          kind: 'end-look',
          look: 0,
        },
        {
          kind: 'end-run',
          cycle: 0,
          end: 'ran',
          next: {
            want: 0,
            urgency: 'normal',
            exclusive: true,
            repeats: true,
          },
        },
        {
          kind: 'give-back-to-hold',
          cycle: 0,
          asking: {
            want: 0,
            urgency: 'immediate',
            exclusive: true,
            repeats: true,
          },
          insists: true,
        },
        {
          kind: 'repeat',
          message: 0,
        },
      ],
    },
  },
  {
    what: 'a look arrives that is older than a run which has been shown since and was released by force',
    script: {
      settings: { ...PLAIN, policy: 'yield-queued' },
      managementAgents: [0, 1],
      heldBefore: [2],
      commands: [
        { kind: 'begin-look', catalogue: true },
        { kind: 'end-look', look: 0 },
        { kind: 'begin-look', catalogue: false },
        { kind: 'terminate', cycle: 0, runGoesOn: false },
        { kind: 'somebody-starts', want: 4 },
        { kind: 'somebody-starts', want: 0 },
        { kind: 'look' },
        {
          kind: 'control',
          action: 'force-release',
          target: 1,
          wholeServer: true,
          cancelRuns: false,
        },
        {
          kind: 'ask',
          cycle: 0,
          asking: { want: 0, urgency: 'normal', exclusive: true, repeats: true },
        },
      ],
    },
  },
  {
    what: 'an export that is held is put to the front, and then approved',
    script: {
      settings: PLAIN,
      managementAgents: [1, 0],
      commands: [
        { kind: 'begin-look', catalogue: true },
        { kind: 'end-look', look: 0 },
        {
          kind: 'give-back-to-hold',
          cycle: 0,
          asking: { want: 1, urgency: 'normal', exclusive: false, repeats: false },
          insists: false,
        },
        { kind: 'control', action: 'move-to-front', target: 0, wholeServer: false, cancelRuns: false },
        { kind: 'ask', cycle: 0, asking: { want: 0, urgency: 'normal', exclusive: false, repeats: false } },
        {
          kind: 'ask',
          cycle: 0,
          asking: { want: 0, urgency: 'continuation', exclusive: true, repeats: false },
        },
        { kind: 'decide', held: 0, decision: 'approve' },
      ],
    },
  },
];
