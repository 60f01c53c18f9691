/** Whether all generated cases of each property are to be tried. */
export const IS_THOROUGH = process.env['AUTOSYNC_THOROUGH'] === '1';

/**
 * So many of all the generated cases of a property are tried: all of them in `npm run test:thorough`, which `.ci/run` runs,
 * too; one in ten in `npm test`, which is to be over soon.
 */
export function triedOf(all: number): number {
  return IS_THOROUGH ? all : Math.ceil(all / 10);
}
