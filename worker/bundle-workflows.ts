import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/*
 * Build step: bundles the workflows once, so that a worker starts without doing so.
 */
const { code } = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL('../workflows/index.js', import.meta.url)),
  workflowInterceptorModules: [
    fileURLToPath(new URL('../workflows/interceptors/half-a-task.js', import.meta.url)),
  ],
  // Whoever starts AutoSync for the first time sees this: a list of modules is nothing for them.
  logger: new DefaultLogger('WARN'),
});
await writeFile(new URL('workflow-bundle.js', import.meta.url), code);
