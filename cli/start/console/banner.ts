import type { Colors } from './colors.js';
import type { Addresses } from '../process-plan.js';

/** What the banner tells. */
export interface BannerFacts {
  readonly addresses: Addresses & { readonly apiDocumentation?: string };
  readonly tookMs: number;
  /** What the simulator simulates. */
  readonly world: { readonly server: string; readonly managementAgents: number; readonly speed: number };
  /** How often the demo changes something; absent when it is quiet. */
  readonly changesEveryMs?: number;
  /** Its whole path. */
  readonly dataFolder: string;
  /** Whether it is the one that commands look in if they are not told. */
  readonly isUsualFolder: boolean;
}

/** What a person reads when everything is up. */
export function banner(facts: BannerFacts, colors: Colors): string {
  const { addresses, world, changesEveryMs } = facts;
  const change = facts.isUsualFolder
    ? 'npm run change'
    : `npm run change -- --data ${quoted(facts.dataFolder)}`;
  const lines = [
    '',
    colors.bold(colors.green(`AutoSync is up (${(facts.tookMs / 1000).toFixed(1)} s).`)),
    row('API', addresses.api),
    ...(addresses.apiDocumentation === undefined ? [] : [row('API docs', addresses.apiDocumentation)]),
    ...(addresses.webUi === undefined ? [] : [row('Web UI', addresses.webUi)]),
    row('Temporal', addresses.temporal),
    row(
      'Simulator',
      `${addresses.simulator}  ${world.server}: ${world.managementAgents} management agents, ${world.speed === 1 ? '' : `${world.speed} times `}as fast as a real engine`,
    ),
    row('Data', `${facts.dataFolder}  (--fresh begins anew)`),
    '',
    changesEveryMs === undefined
      ? `The directories are still. Change something: ${change}`
      : `Something changes in a directory every ${changesEveryMs / 1000} s. By hand: ${change}`,
    ...(facts.isUsualFolder ? [] : [`Commands in another terminal want --data ${quoted(facts.dataFolder)}.`]),
    'Ctrl-C ends everything.',
    '',
  ];
  return lines.join('\n');
}

function quoted(folder: string): string {
  return /\s/.test(folder) ? `"${folder}"` : folder;
}

function row(label: string, text: string): string {
  return `  ${label.padEnd(12)}${text}`;
}
