/**
 * Who may import whom. Imports point downwards only:
 *
 *     cli, api, worker → workflows, activities → sync-engine, config → domain
 *
 * with `temporal`, `process` and `simulator` beside them, above `domain`.
 */

/** Beside what they test: not part of the program. */
const TESTS = '[.]test[.]ts$';

/** Everything of the project that is not one of these folders. */
const allFoldersBut = (...folders) =>
  [
    'activities',
    'api',
    'bench',
    'cli',
    'config',
    'domain',
    'process',
    'simulator',
    'soak',
    'sync-engine',
    'temporal',
    'test',
    'worker',
    'workflows',
  ]
    .filter((folder) => !folders.includes(folder))
    .map((folder) => `^${folder}/`);

/** `folder` may import itself, `below`, and of other folders the files in `contracts` only. */
const mayImport = (folder, below, contracts = []) => ({
  name: `${folder}-imports-downwards`,
  comment: `${folder}/ may import ${[...below, ...contracts].join(', ') || 'nothing of the project'}`,
  severity: 'error',
  from: { path: `^${folder}/`, pathNot: TESTS },
  to: {
    path: allFoldersBut(folder, ...below),
    pathNot: contracts.map((file) => `^${file.replace('.', '[.]')}$`),
  },
});

const WORKFLOW_CONTRACTS = ['workflows/contract.ts', 'workflows/cycle-options.ts'];
const SIMULATOR_CONTRACTS = ['simulator/http-contract.ts', 'simulator/http-refusal.ts'];

module.exports = {
  forbidden: [
    mayImport('domain', []),
    mayImport('config', ['domain']),
    mayImport('temporal', ['domain'], ['process/pause.ts', ...WORKFLOW_CONTRACTS]),
    mayImport('process', ['domain']),
    mayImport('simulator', ['domain', 'process']),
    mayImport('sync-engine', ['domain'], SIMULATOR_CONTRACTS),
    // Workflow code knows of an activity no more than its type.
    mayImport('workflows', ['domain'], ['activities/contract.ts']),
    // An activity may speak to a workflow, by its contract.
    mayImport(
      'activities',
      ['sync-engine', 'config', 'domain'],
      [
        ...WORKFLOW_CONTRACTS,
        'temporal/schedules.ts',
        'temporal/schedule-spec.ts',
        'temporal/control-run-lock.ts',
      ],
    ),
    mayImport('worker', [
      'workflows',
      'activities',
      'sync-engine',
      'config',
      'domain',
      'temporal',
      'process',
    ]),
    mayImport('api', ['sync-engine', 'config', 'domain', 'temporal', 'process'], WORKFLOW_CONTRACTS),
    {
      name: 'workflow-contracts-are-types-and-names',
      comment: 'What workflows may know of activities must not draw their code into the workflow bundle.',
      severity: 'error',
      from: { path: '^activities/contract[.]ts$' },
      to: { pathNot: '^domain/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'Decisions have no I/O and no clock: of libraries, only those that compute.',
      severity: 'error',
      from: { path: '^domain/', pathNot: TESTS },
      to: { pathNot: ['^domain/', '^node_modules/(zod|fast-xml-parser|cron-parser)/'] },
    },
    {
      name: 'workflows-are-deterministic',
      comment:
        "Workflow code runs in Temporal's sandbox: no Node modules, and no library but Temporal's own.",
      severity: 'error',
      from: { path: '^workflows/', pathNot: TESTS },
      to: {
        pathNot: ['^(workflows|domain|activities)/', '^node_modules/@temporalio/(workflow|common)/'],
      },
    },
    {
      name: 'calendars-stay-out-of-workflows',
      comment: 'Workers may differ in what they know of time zones: a workflow is told what came of it.',
      severity: 'error',
      from: { path: '^workflows/', pathNot: TESTS },
      to: { path: '^node_modules/cron-parser/', reachable: true },
    },
    {
      name: 'nest-stays-in-the-api',
      severity: 'error',
      from: { path: '^[^/]+/', pathNot: ['^api/', '^test/', '^node_modules/'] },
      to: { path: ['^node_modules/@nestjs/', '^node_modules/(reflect-metadata|rxjs)/'] },
    },
    {
      name: 'no-cycles',
      comment: 'Of two files that need each other, none can be understood alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that imports nothing and that nothing imports is not used.',
      severity: 'error',
      from: { orphan: true, pathNot: [TESTS, '^node_modules/'] },
      to: {},
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'production-imports-no-tests',
      severity: 'error',
      from: { path: '^[^/]+/', pathNot: [TESTS, '^test/', '^node_modules/'] },
      to: { path: ['^test/', TESTS] },
    },
    {
      name: 'production-imports-no-dev-dependencies',
      comment: 'An installation without development dependencies must run.',
      severity: 'error',
      from: { path: '^[^/]+/', pathNot: [TESTS, '^test/', '^node_modules/'] },
      to: { dependencyTypes: ['npm-dev'], pathNot: '^node_modules/@types/' },
    },
    {
      name: 'dependencies-are-declared',
      comment: 'What package.json does not name may be gone with the next update of what brought it.',
      severity: 'error',
      from: { path: '^[^/]+/', pathNot: '^node_modules/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    // TypeScript 7 has no JavaScript interface; swc reads its syntax, type-only imports included.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: '^node_modules/' },
    exclude: { path: '^dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
