import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

// Fails when a test that should have run did not: a file that was not collected, a test that was skipped or left as
// "todo". Only tests that need the reference files may be skipped, and only where those are not at hand.
const report = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const mayLackReference = process.env.AUTOSYNC_REFERENCE === undefined;

const ran = new Set(report.testResults.map((file) => relative(process.cwd(), file.name)));
const missing = committedTests().filter((file) => !ran.has(file));
const skipped = report.testResults
  .flatMap((file) => file.assertionResults)
  .filter((test) => test.status !== 'passed' && test.status !== 'failed')
  .map((test) => test.fullName)
  .filter((name) => !(mayLackReference && /reference/i.test(name)));

for (const file of missing) console.error(`did not run: ${file}`);
for (const name of skipped) console.error(`was skipped: ${name}`);
console.log(
  `${report.numPassedTests} passed, ${report.numFailedTests + missing.length + skipped.length} failed`,
);
process.exit(report.numFailedTests + missing.length + skipped.length === 0 ? 0 : 1);

function committedTests() {
  return execFileSync('git', ['ls-files', '*.test.ts'], { encoding: 'utf8' }).split('\n').filter(Boolean);
}
