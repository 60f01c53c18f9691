import type { RunningRunWithProgress, ServerStatus } from '../../../api/servers/server-status.js';
import type { ManagementAgentState, Stopped, WaitingRequest } from '../../../domain/run-lock/status.js';
import { plural } from '../../../domain/run-history/describe-run.js';
import { lasting, moment, ago, type Look } from '../printing/look.js';
import { describeRunOf, shortCycle } from '../printing/names.js';
import { printable } from '../printing/printable.js';
import { colorOfResult } from '../printing/result-color.js';
import { table } from '../printing/table.js';
import { describeHolds } from './describe-holds.js';

/** A sync server on one page: how it is, its management agents, what runs, what waits and why, what is held. */
export function describeStatus(status: ServerStatus, look: Look): readonly string[] {
  return [
    ...describeHead(status, look),
    '',
    ...describeManagementAgents(status, look),
    ...describeQueue(status, look, 'in short'),
  ];
}

/** So much of the queue is told where it is not what was asked for. */
const WAITING_IN_SHORT = 5;

/** What runs, what waits and why, what is held; in full with the names that other commands take. */
export function describeQueue(
  status: ServerStatus,
  look: Look,
  extent: 'in full' | 'in short' = 'in full',
): readonly string[] {
  const { running, waiting, holds } = status;
  const held = new Set(holds.map(({ requestId }) => requestId));
  const others = waiting.filter(({ requestId }) => !held.has(requestId));
  const { bold } = look.colors;
  return [
    ...(running.length === 0
      ? []
      : ['', bold('Runs'), ...running.flatMap((run) => describeRunning(run, look))]),
    ...(others.length === 0
      ? []
      : ['', bold('Waits'), ...describeAllWaiting(others, status.server, look, extent)]),
    ...(holds.length === 0 ? [] : ['', bold('Held'), ...describeHolds(holds, status.server, look)]),
    ...(running.length + waiting.length === 0 ? ['', 'Nothing runs, and nothing waits.'] : []),
  ];
}

function describeHead(status: ServerStatus, look: Look): readonly string[] {
  const { colors } = look;
  const { server, control, stopped, engine, engineWorker, engineSeen, hearing, policy, runMode } = status;
  const { unknownInConfiguration: unknown = [] } = status;
  const good = (text: string, well: boolean) => (well ? colors.green(text) : colors.red(text));
  const facts = [
    good(control, control === 'started'),
    `engine ${good(engine.state, engine.state === 'up')}`,
    `worker ${good(engineWorker.state, engineWorker.state === 'present')}`,
    colors.dim(`policy ${policy}, run mode ${runMode}`),
  ];
  return [
    `${colors.bold(`sync server ${server}`)}: ${facts.join(', ')}`,
    ...(stopped ? [`  stopped ${describeStop(stopped, look)}`] : []),
    ...(engine.state === 'down'
      ? [
          `  the engine does not answer${engine.since ? ` since ${moment(engine.since, look)}` : ''}${engine.reason ? `: ${printable(engine.reason)}` : ''}`,
        ]
      : []),
    ...(engineWorker.state === 'absent'
      ? [
          `  no worker asks for the engine's work${engineWorker.since ? ` since ${moment(engineWorker.since, look)}` : ''}: nothing starts (autosync doctor says more)`,
        ]
      : []),
    ...(engineSeen ? [] : ['  the run lock has not seen the engine yet, and grants nothing before']),
    ...(unknown.length > 0
      ? [
          colors.yellow(
            `  the configuration has settings of ${unknown.map((name) => `"${printable(name)}"`).join(', ')}, which the engine does not have: they do nothing (autosync config check says more)`,
          ),
        ]
      : []),
    ...(hearing.length > 0
      ? [`  the run lock was lost, and waits for ${plural(hearing.length, 'cycle')} to say what they hold`]
      : []),
  ];
}

function describeManagementAgents({ managementAgents }: ServerStatus, look: Look): readonly string[] {
  if (managementAgents.length === 0) return ['The engine has no management agents, or was not seen yet.'];
  return table(
    ['MANAGEMENT AGENT', 'CONTROL', 'DOES', 'LAST RUN'],
    managementAgents.flatMap((ma) => {
      const row = [
        printable(ma.name),
        colorOfControl(ma, look),
        ma.execution === 'running' ? look.colors.cyan(ma.execution) : ma.execution,
        describeLast(ma, look),
      ];
      const why = describeWhyStopped(ma, look);
      return why === undefined ? [row] : [row, ['', '', '', look.colors.yellow(why)]];
    }),
    look,
  );
}

function colorOfControl({ control, error }: ManagementAgentState, { colors }: Look): string {
  if (error !== undefined) return colors.red(control);
  return control === 'started' ? control : colors.yellow(control);
}

function describeLast({ lastOutcome: last }: ManagementAgentState, look: Look): string {
  if (last === undefined) return look.colors.dim('none yet');
  const summary = last.summary === '' ? '' : `, ${printable(last.summary)}`;
  const errors = last.errorCount === 0 ? '' : `, ${plural(last.errorCount, 'error')}`;
  const result = colorOfResult(last.result, look.colors)(printable(last.result));
  return `${describeRunOf(last)}: ${result}${summary}${errors}, ${ago(last.at, look)}`;
}

function describeWhyStopped({ error, stopped }: ManagementAgentState, look: Look): string | undefined {
  if (stopped === undefined) return error;
  return `stopped ${describeStop(stopped, look)}${error === undefined ? '' : ` (${error})`}`;
}

function describeStop({ at, by, why }: Stopped, look: Look): string {
  return `by ${printable(by)}, ${moment(at, look)}${why === undefined ? '' : `: ${printable(why)}`}`;
}

function describeRunning(run: RunningRunWithProgress, look: Look): readonly string[] {
  const { colors } = look;
  const head = `  ${printable(run.managementAgent)}  ${colors.bold(describeRunOf(run))} for ${lasting(run.since, look)}`;
  const progress = run.progress === undefined ? '' : colors.cyan(`  ${describeProgress(run.progress)}`);
  const reason = run.cycle === undefined ? 'somebody else started it' : `because ${printable(run.reason)}`;
  return [`${head}${progress}`, colors.dim(`    ${reason} (lease ${run.token})`)];
}

/** How far a run is: `step 2, delta-import of default: 120 adds staged`. */
export function describeProgress(progress: NonNullable<RunningRunWithProgress['progress']>): string {
  const { step, stepType, partition, completing, summary, errors } = progress;
  const where = [stepType, partition && `of ${printable(partition)}`].filter(Boolean).join(' ');
  return [
    step === 0 ? '' : `step ${step}${where === '' ? '' : `, ${where}`}`,
    completing === undefined ? summary : `completing ${completing}`,
    errors === 0 ? '' : plural(errors, 'error'),
  ]
    .filter((text) => text !== '')
    .join(': ');
}

function describeAllWaiting(
  requests: readonly WaitingRequest[],
  server: string,
  look: Look,
  extent: 'in full' | 'in short',
): readonly string[] {
  if (extent === 'in full') return requests.flatMap((request) => describeWaiting(request, server, look));
  const more = requests.length - WAITING_IN_SHORT;
  return [
    ...requests.slice(0, WAITING_IN_SHORT).flatMap((request) => describeInShort(request, look)),
    ...(more > 0 ? [look.colors.dim(`  and ${more} more: autosync queue`)] : []),
  ];
}

function describeInShort(request: WaitingRequest, look: Look): readonly string[] {
  const [first] = request.waitsFor;
  return [
    `${describeRequest(request, look)}${look.colors.dim(`, because ${printable(request.reason)}`)}`,
    ...(first === undefined ? [] : [look.colors.dim(`     waits for ${printable(first)}`)]),
  ];
}

function describeWaiting(request: WaitingRequest, server: string, look: Look): readonly string[] {
  const { dim } = look.colors;
  const { urgency, reason, waitsFor, requestId } = request;
  return [
    `${describeRequest(request, look)}, ${urgency}`,
    dim(`     because ${printable(reason)}`),
    ...waitsFor.map((what) => dim(`     waits for ${printable(what)}`)),
    dim(`     request ${printable(shortCycle(server, requestId))}`),
  ];
}

function describeRequest(request: WaitingRequest, look: Look): string {
  const { position, managementAgent, runProfile, since } = request;
  const lasted = since === undefined ? '' : `, for ${lasting(since, look)}`;
  return `  ${position}. ${printable(managementAgent)}  ${look.colors.bold(printable(runProfile))}${lasted}`;
}
