import type { ImportReport, ReportItem, Severity } from '../../../config/autosync-import/account/report.js';

const HEADINGS: readonly (readonly [severity: Severity, heading: string])[] = [
  ['action', 'Not carried over: something is to be done'],
  ['replaced', 'Done in another way'],
  ['note', 'Good to know'],
];

/** The report of an import, for people. */
export function describeImport({ items, carried, reported, meaningless }: ImportReport): string {
  const ignored = Object.values(meaningless).flat().length;
  const sections = HEADINGS.flatMap(([severity, heading]) => {
    const ofThem = items.filter((item) => item.severity === severity);
    return ofThem.length === 0
      ? []
      : [`${heading} (${ofThem.length}):\n\n${ofThem.map(describe).join('\n')}`];
  });
  const sum = `Of ${carried.length + reported.length + ignored} elements ${carried.length} are carried over, ${reported.length} are told of here, and ${ignored} mean nothing to AutoSync (--json lists them).\n`;
  return [...sections, sum].join('\n');
}

function describe({ subject, what, why, instead, where }: ReportItem): string {
  return `  ${subject}: ${what}\n    why: ${why}\n    instead: ${instead}\n    in: ${where}\n`;
}
