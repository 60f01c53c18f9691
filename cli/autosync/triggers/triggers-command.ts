import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import type { CycleLinks } from '../../../api/cycles/cycle-tree.js';
import type { TriggerAnswer } from '../../../api/triggers/trigger-schema.js';
import { carryOut } from '../operating/carry-out.js';
import { followCycle } from '../operating/follow-cycle.js';
import {
  followedBy,
  OUTCOME_EXIT_CODES,
  withFollowOptions,
  type FollowOptions,
} from '../operating/run-command.js';
import { whyOf } from '../operating/start-stop-commands.js';
import { lookOf, moment, type Look } from '../printing/look.js';
import { shortCycle } from '../printing/names.js';
import { printable } from '../printing/printable.js';
import { table } from '../printing/table.js';
import { whileWaiting } from '../printing/while-waiting.js';
import { apiFor } from '../reach/api-for.js';
import { withServerOptions, type ServerOptions } from '../reach/api-options.js';
import { serverOf, serverPath } from '../reach/server.js';
import { asJson, type Ended, type Surroundings } from '../surroundings.js';

interface Options extends ServerOptions {
  readonly why?: string;
}

interface FireOptions extends Options, FollowOptions {
  readonly wait: boolean;
}

const EXAMPLES = `
Examples:
  autosync triggers
  autosync triggers fire "import/HR/default"
  autosync triggers pause nightly --why "HR is being moved"
  autosync triggers resume nightly`;

/** `autosync triggers …`: what starts cycles, and when. */
export function triggersCommand(surroundings: Surroundings, ended: Ended): Command {
  return new Command('triggers')
    .description('Lists what starts cycles and when; fires, pauses and resumes it.')
    .addCommand(listCommand(surroundings), { isDefault: true })
    .addCommand(fireCommand(surroundings, ended))
    .addCommand(switchCommand('pause', surroundings))
    .addCommand(switchCommand('resume', surroundings))
    .addHelpText('after', EXAMPLES);
}

function listCommand(surroundings: Surroundings): Command {
  return withServerOptions(new Command('list'))
    .description('Lists all of them (what `autosync triggers` alone does).')
    .addHelpText('after', '\nExample:\n  autosync triggers list --json')
    .action(async (options: ServerOptions) => {
      const api = await apiFor(options, surroundings);
      const server = await serverOf(api, options);
      const { triggers } = await whileWaiting(surroundings, 'asking Temporal', () =>
        api.get<{ readonly triggers: readonly TriggerAnswer[] }>(serverPath(server, 'triggers')),
      );
      surroundings.out(
        options.json
          ? asJson({ server, triggers })
          : `${describeTriggers(triggers, lookOf(surroundings)).join('\n')}\n`,
      );
    });
}

/** What a trigger is called is copied: it is not cut. */
const WIDEST_ID = 80;

function describeTriggers(triggers: readonly TriggerAnswer[], look: Look): readonly string[] {
  if (triggers.length === 0) return ['There are no triggers: the configuration has none.'];
  const when = (iso: string | undefined) => (iso === undefined ? '' : moment(iso, look));
  const rows = triggers.map(
    ({ id, kind, state, managementAgent, lastFired, nextFiring, description, reason }) => [
      printable(id),
      kind,
      state === 'active' ? look.colors.green(state) : look.colors.yellow(state),
      printable(managementAgent),
      when(lastFired),
      when(nextFiring),
      printable([description, reason].filter((text) => text !== undefined).join('; ')),
    ],
  );
  const head = ['TRIGGER', 'KIND', 'STATE', 'MANAGEMENT AGENT', 'LAST FIRED', 'FIRES NEXT', 'WHAT'];
  return table(head, rows, look, WIDEST_ID);
}

function fireCommand(surroundings: Surroundings, ended: Ended): Command {
  return withServerOptions(withFollowOptions(new Command('fire')))
    .description('Fires a trigger now, and follows the cycle to its end.')
    .argument('<trigger>', 'the trigger, as `autosync triggers` shows it')
    .option('--why <text>', 'why, in words: kept with the cycle')
    .addOption(
      new Option('--no-wait', 'start it, and do not follow it').conflicts(['throughHolds', 'timeout']),
    )
    .addHelpText(
      'after',
      `${OUTCOME_EXIT_CODES}\n\nExample:\n  autosync triggers fire nightly --why "HR has a new department"`,
    )
    .action(async (trigger: string, options: FireOptions) => {
      const api = await apiFor(options, surroundings);
      const server = await serverOf(api, options);
      const started = await whileWaiting(surroundings, 'starting the cycle', () =>
        api.send<CycleLinks>(
          'POST',
          serverPath(server, 'triggers', trigger, 'fire'),
          whyOf(options),
          randomUUID(),
        ),
      );
      if (options.wait) {
        ended(await followCycle(api, followedBy(options, server, started.cycle), surroundings));
        return;
      }
      const name = printable(shortCycle(server, started.cycle));
      surroundings.out(options.json ? asJson({ server, ...started }) : `${name}\n`);
    });
}

function switchCommand(verb: 'pause' | 'resume', surroundings: Surroundings): Command {
  const words = {
    pause: { does: 'Pauses a trigger: it does not fire until it is resumed.', done: 'is paused' },
    resume: { does: 'Resumes a trigger that was paused.', done: 'fires again' },
  }[verb];
  return withServerOptions(new Command(verb))
    .description(words.does)
    .argument('<trigger>', 'the trigger, as `autosync triggers` shows it')
    .option('--why <text>', 'why, in words: kept with it')
    .addHelpText('after', `\nExample:\n  autosync triggers ${verb} nightly`)
    .action(async (trigger: string, options: Options) => {
      const api = await apiFor(options, surroundings);
      const server = await serverOf(api, options);
      await carryOut(
        api,
        { path: serverPath(server, 'triggers', trigger, verb), body: whyOf(options) },
        options,
        () => `${printable(trigger)} ${words.done}.`,
        surroundings,
      );
    });
}
