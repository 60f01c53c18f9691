import { z } from 'zod';

/**
 * A setting that has its place and that nothing carries out yet: it is refused, so that nobody relies on it.
 *
 * @param what in words, as the subject of a sentence: `mail`
 * @param meanwhile what to do instead, as an order: `look at failed cycles in the REST API`
 */
export function notYet<Setting extends z.ZodType>(
  setting: Setting,
  what: string,
  meanwhile: string,
): Setting {
  return setting
    .superRefine((value, context) => {
      if (isSwitchedOff(value)) return;
      context.addIssue(
        `AutoSync does not do that yet (${what}): take it out, or write "disabled: true". Until then: ${meanwhile}`,
      );
    })
    .describe(`Not yet: it is refused unless it is disabled. ${setting.description ?? ''}`.trim());
}

function isSwitchedOff(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'disabled' in value && value.disabled === true;
}
