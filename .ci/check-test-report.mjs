import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

// Fails when a test that should have run did not: a file that was not collected, a test that was skipped or left as
// "todo". Only tests that need the reference files may be skipped, and only where those are not at hand.
const reports = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')));
const testResults = reports.flatMap((report) => report.testResults);
const count = (status) =>
  testResults.flatMap((file) => file.assertionResults).filter((test) => test.status === status).length;
const mayLackReference = process.env.AUTOSYNC_REFERENCE === undefined;

const ran = new Set(testResults.map((file) => relative(process.cwd(), file.name)));
const missing = committedTests().filter((file) => !ran.has(file));
const skipped = testResults
  .flatMap((file) => file.assertionResults)
  .filter((test) => test.status !== 'passed' && test.status !== 'failed')
  .map((test) => test.fullName)
  .filter((name) => !(mayLackReference && /reference/i.test(name)));

for (const file of missing) console.error(`did not run: ${file}`);
for (const name of skipped) console.error(`was skipped: ${name}`);
console.log(`${count('passed')} passed, ${count('failed') + missing.length + skipped.length} failed`);
process.exit(count('failed') + missing.length + skipped.length === 0 ? 0 : 1);

function committedTests() {
  return execFileSync('git', ['ls-files', '*.test.ts'], { encoding: 'utf8' }).split('\n').filter(Boolean);
}
