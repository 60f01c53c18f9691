/*
 * A process of its own for the SDK's download: the SDK downloads in native code that cannot be interrupted, and
 * loading it takes half a second that a start from the cache need not pay.
 *
 * Arguments: the folder to download into, the version.
 */
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [downloadDir = '', version = ''] = process.argv.slice(2);

try {
  // The SDK offers no download without a start.
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir, version: `v${version}` } },
  });
  await environment.teardown();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
