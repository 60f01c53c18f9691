import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The compiled file of a module that a process of its own has to run.
 *
 * Node runs JavaScript only: from `dist/` the file is a neighbour, from the sources (as the tests run) it is
 * looked up in `dist/`.
 *
 * @param specifier as in an import: `./guard.js`
 * @param importer `import.meta.url` of the module that asks
 * @returns an absolute path
 * @throws Error when the project has not been built: a defect of the set-up, not something that a user does
 */
export function compiledModule(specifier: string, importer: string): string {
  const neighbour = fileURLToPath(new URL(specifier, importer));
  if (existsSync(neighbour)) return neighbour;
  const root = projectRoot(dirname(neighbour));
  const built = join(root, 'dist', relative(root, neighbour));
  if (existsSync(built)) return built;
  throw new Error(`${built} does not exist: run "npm run build" first.`);
}

function projectRoot(folder: string): string {
  let candidate = folder;
  while (!existsSync(join(candidate, 'package.json'))) {
    const parent = dirname(candidate);
    if (parent === candidate) throw new Error(`No package.json above ${folder}${sep}.`);
    candidate = parent;
  }
  return candidate;
}
