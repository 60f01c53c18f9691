import { findRunProfile } from '../../../domain/management-agent/management-agent.js';
import type { XmlElement } from '../../../domain/xml/xml-element.js';
import type { Setting } from '../../writing/commented-yaml.js';
import { durationSetting } from '../settings.js';
import { durationIn, isTrue, saidIn } from '../values.js';
import { clockSettings } from './clock.js';
import { describeInterval, type OldTrigger, type TriggerSurroundings } from './old-trigger.js';
import { importsBy } from './trigger-stand-in.js';

/** What a trigger starts. */
interface Start {
  readonly runProfile: string;
  readonly exclusive: boolean;
  readonly immediate: boolean;
}

const NO_PLACE: Pick<OldTrigger, 'why' | 'instead'> = {
  why: 'nobody can say what it started, or how often',
  instead: 'find out what it did, and write a trigger of the type interval or scheduled',
};

/** Starts a run profile again and again. Where it does no more than repeat an import, the import interval does the same. */
export function intervalTrigger(element: XmlElement, surroundings: TriggerSurroundings): OldTrigger {
  const start = startedBy(element);
  const everyMs = durationIn(element, 'interval');
  const what = `an interval trigger: ${describeStart(start)} ${describeInterval(element, 'interval')}`;
  const every = durationSetting('every', everyMs);
  if (!start || everyMs === undefined || every.length === 0) return { what, ...NO_PLACE };
  const partition = surroundings.partitions.find((each) => importsBy(each, start.runProfile));
  const standIn =
    partition && !start.exclusive && !start.immediate
      ? { standIn: { partition, repeated: { runProfile: start.runProfile, everyMs } } }
      : {};
  return {
    what,
    ...standIn,
    ...declare('interval', every, start, surroundings, {}),
  };
}

/** Starts a run profile at times that are counted from a first one, by the clock of the old server. */
export function scheduledTrigger(element: XmlElement, surroundings: TriggerSurroundings): OldTrigger {
  const start = startedBy(element);
  const everyMs = durationIn(element, 'interval');
  const from = saidIn(element, 'start-date');
  const what = `a scheduled trigger: ${describeStart(start)} ${describeInterval(element, 'interval')}, counted from ${from ?? 'no start date'} by the clock of the old server`;
  const every = durationSetting('every', everyMs);
  if (!start || every.length === 0) return { what, ...NO_PLACE };
  const clock = clockSettings(from, everyMs);
  if (!clock) {
    return {
      what,
      ...declare('interval', every, start, surroundings, {
        works: false,
        why: 'a scheduled trigger here fires at times of a calendar, and no calendar has those',
        instead: 'choose its times (type: scheduled, with a cron or a calendar), and take "disabled" out',
      }),
    };
  }
  const { timeZone } = surroundings;
  return {
    what,
    ...declare('scheduled', [...clock, { key: 'timeZone', value: timeZone }], start, surroundings, {
      why: 'here it goes by the clock on the wall, at the change of the clocks too, and from the start, even if it was to begin later; the file does not say in which time zone the old server was',
      instead: `it fires by the clock of ${timeZone}; import again with --time-zone if the old server had another`,
    }),
  };
}

interface Otherwise extends Pick<OldTrigger, 'why' | 'instead'> {
  readonly works?: boolean;
}

function declare(
  type: 'interval' | 'scheduled',
  when: readonly Setting[],
  { runProfile, exclusive, immediate }: Start,
  { known }: TriggerSurroundings,
  { works = true, ...otherwise }: Otherwise,
): Pick<OldTrigger, 'declared' | 'why' | 'instead'> {
  const isGone = known !== undefined && !findRunProfile(known, runProfile);
  return {
    ...otherwise,
    ...(isGone
      ? {
          why: `the engine has no run profile "${runProfile}"`,
          instead: 'name one that it has, and take "disabled" out, or take the trigger out',
        }
      : {}),
    declared: {
      title: runProfile,
      works: works && !isGone,
      settings: [
        { key: 'type', value: type },
        ...when,
        { key: 'runProfile', value: runProfile },
        ...(exclusive ? [{ key: 'exclusive', value: true }] : []),
        ...(immediate ? [{ key: 'urgent', value: true }] : []),
      ],
    },
  };
}

function startedBy(element: XmlElement): Start | undefined {
  const runProfile = saidIn(element, 'run-profile-name');
  if (runProfile === undefined) return undefined;
  return {
    runProfile,
    exclusive: isTrue(element, 'exclusive'),
    immediate: isTrue(element, 'run-immediate'),
  };
}

function describeStart(start: Start | undefined): string {
  if (!start) return 'no run profile';
  return `run profile "${start.runProfile}"${start.exclusive ? ', exclusively' : ''}${start.immediate ? ', before others' : ''},`;
}
