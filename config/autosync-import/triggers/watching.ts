import type { XmlElement } from '../../../domain/xml/xml-element.js';
import { durationText } from '../../settings/duration.js';
import type { ImportedPartition } from '../imported.js';
import { durationSetting, textSetting } from '../settings.js';
import { durationIn, isTrue, listIn, saidIn } from '../values.js';
import { describeInterval, type OldTrigger, type TriggerSurroundings } from './old-trigger.js';
import { importsBy } from './trigger-stand-in.js';

/** Between two imports that stand in for the detection of changes, which is quicker but costs nothing while nothing changes. */
const CHANGE_DETECTION_STAND_IN_MS = 300_000;

const NO_CHANGE_DETECTION = 'AutoSync does not detect changes yet';

/** Asks a script what is to run. */
export function powershellTrigger(element: XmlElement): OldTrigger {
  const user = saidIn(element, 'username');
  const path = saidIn(element, 'path');
  const onError = saidIn(element, 'exception-behaviour')?.toLowerCase();
  return {
    what: `a PowerShell trigger: ${path ?? 'no script'}, asked ${describeInterval(element, 'interval')}${user === undefined ? '' : ` as ${user}`}, on an error: ${onError ?? 'terminate'}`,
    why: 'AutoSync does not run PowerShell triggers yet',
    instead:
      'keep the script; until AutoSync runs it, let it post the run profile that it chooses to /api/v1/servers/<server>/cycles',
    ...(path === undefined
      ? {}
      : {
          declared: {
            title: 'powershell',
            works: false,
            settings: [
              { key: 'type', value: 'powershell' },
              { key: 'path', value: path },
              ...durationSetting('every', durationIn(element, 'interval')),
              ...(onError === 'reset' || onError === 'terminate' ? textSetting('onError', onError) : []),
            ],
            ...(user === undefined ? {} : { user }),
          },
        }),
  };
}

/** Is notified by Active Directory or AD LDS. */
export function activeDirectoryTrigger(element: XmlElement, { partitions }: TriggerSurroundings): OldTrigger {
  const baseDn = saidIn(element, 'base-dn') ?? '';
  const named = saidIn(element, 'run-profile-name');
  const partition =
    partitions.find(({ name }) => name.toLowerCase() === baseDn.toLowerCase()) ??
    (named === undefined ? undefined : partitions.find((each) => importsBy(each, named)));
  const explicit = isTrue(element, 'use-explicit-credentials');
  const user = saidIn(element, 'username');
  const host = saidIn(element, 'host-name');
  const objectClasses = listIn(element, 'object-classes');
  const offsetMs = durationIn(element, 'last-logon-offset');
  const details = [
    `object classes ${objectClasses.join(', ') || 'none'}`,
    `on ${host ?? 'any host'}`,
    `at most ${describeInterval(element, 'min-interval')}`,
    `log-on attributes younger than ${saidIn(element, 'last-logon-offset') ?? 'PT0S'} ignored`,
    ...(explicit ? [`as ${user ?? 'nobody'}`] : []),
    ...(user !== undefined && !explicit ? [`user ${user} not used`] : []),
    ...(named === undefined ? [] : [`starts "${named}"`]),
  ];
  return {
    what: `change detection in Active Directory below "${baseDn}" (${details.join('; ')})`,
    ...standInOf(
      partition,
      named ?? partition?.runProfiles['delta-import'],
      durationIn(element, 'min-interval'),
    ),
    why: NO_CHANGE_DETECTION,
    instead:
      'give a partition an importInterval, or let something that sees the changes fire a webhook trigger',
    ...(baseDn === ''
      ? {}
      : {
          declared: {
            title: 'changes',
            works: false,
            settings: [
              { key: 'type', value: 'active-directory' },
              { key: 'baseDn', value: baseDn },
              ...textSetting('host', host),
              ...(objectClasses.length === 0 ? [] : [{ key: 'objectClasses', value: objectClasses }]),
              ...durationSetting('minInterval', durationIn(element, 'min-interval')),
              ...(offsetMs === 0
                ? [{ key: 'lastLogonOffset', value: durationText(0) }]
                : durationSetting('lastLogonOffset', offsetMs)),
              ...textSetting('runProfile', named),
            ],
            ...(explicit && user !== undefined ? { user } : {}),
          },
        }),
  };
}

/** Asks the MIM Service for requests that it has completed. */
export function mimServiceTrigger(element: XmlElement, { partitions }: TriggerSurroundings): OldTrigger {
  const partition = partitions.find(({ name }) => name.toLowerCase() === 'default') ?? partitions[0];
  const host = saidIn(element, 'host-name');
  const everyMs = durationIn(element, 'interval');
  return {
    what: `change detection in the MIM Service at ${host ?? 'its default address'}, ${describeInterval(element, 'interval')}`,
    ...standInOf(partition, partition?.runProfiles['delta-import'], everyMs),
    why: NO_CHANGE_DETECTION,
    instead: 'give the partition an importInterval',
    declared: {
      title: 'changes',
      works: false,
      settings: [
        { key: 'type', value: 'mim-service' },
        ...textSetting('host', host),
        ...durationSetting('every', everyMs),
      ],
    },
  };
}

function standInOf(
  partition: ImportedPartition | undefined,
  runProfile: string | null | undefined,
  leastMs: number | undefined,
): Pick<OldTrigger, 'standIn'> {
  if (!partition || !runProfile) return {};
  const everyMs = Math.max(leastMs ?? 0, CHANGE_DETECTION_STAND_IN_MS);
  return { standIn: { partition, repeated: { runProfile, everyMs } } };
}
