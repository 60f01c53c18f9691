import type { StepType } from './management-agent.js';

/**
 * Translates the engine's `step-type` element into a {@link StepType}.
 *
 * An import goes on to synchronize unless a subtype says where it stops: `to-cs`, or `to-file`, which writes a drop
 * file. `resume-from-file` says where it reads from. Several come as several elements or as one comma-joined value.
 *
 * @param type `step-type/@type`
 * @param subtypes the texts of `import-subtype`, `apply-rules-subtype` or `export-subtype` below it
 * @returns the step type and whether a drop file stands in for the connected directory; `undefined` for a
 *   type that this version does not know
 */
export function stepTypeFromXml(
  type: string,
  subtypes: readonly string[],
): { readonly type: StepType; readonly dropFile: boolean } | undefined {
  const parts = subtypes.flatMap((subtype) => subtype.split(',')).map((part) => part.trim().toLowerCase());
  const dropFile = parts.some((part) => part === 'to-file' || part === 'resume-from-file');
  const stopsInConnectorSpace = parts.includes('to-cs') || parts.includes('to-file');
  switch (type.toLowerCase()) {
    case 'delta-import':
      return { type: stopsInConnectorSpace ? 'delta-import' : 'delta-import-delta-sync', dropFile };
    case 'full-import':
      return { type: stopsInConnectorSpace ? 'full-import' : 'full-import-delta-sync', dropFile };
    case 'full-import-reevaluate-rules':
      return { type: 'full-import-full-sync', dropFile };
    case 'apply-rules':
      return { type: parts.includes('reevaluate-flow-connectors') ? 'full-sync' : 'delta-sync', dropFile };
    case 'export':
      return { type: 'export', dropFile };
    default:
      return undefined;
  }
}
