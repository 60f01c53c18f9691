import { createHash } from 'node:crypto';
import { AutoSyncError } from '../../domain/errors.js';

/** What a list was asked for, but for the page. */
type Filters = Readonly<Record<string, string | boolean | undefined>>;

/**
 * A place in a list, as callers get it: opaque, and good for this list with these filters alone.
 *
 * @param place where the next page begins, by whoever keeps the list; URL-safe
 */
export function cursorOf(filters: Filters, place: string): string {
  return `${seal(filters, place)}.${place}`;
}

/**
 * The place that a cursor stands for.
 *
 * @throws {AutoSyncError} `invalid-input` for a cursor that no page of this list, with these filters, has given
 */
export function placeOf(filters: Filters, cursor: string): string {
  const place = cursor.slice(cursor.indexOf('.') + 1);
  if (cursorOf(filters, place) === cursor) return place;
  throw foreignCursor(cursor);
}

/** A cursor that is none, or none of this list with these filters. */
export function foreignCursor(cursor: string): AutoSyncError {
  const shown = cursor.length > LONGEST_SHOWN ? `${cursor.slice(0, LONGEST_SHOWN)}…` : cursor;
  return new AutoSyncError(
    'invalid-input',
    `query.cursor is ${JSON.stringify(shown)}: it is not the \`next\` of a page of this list with these filters. Begin without a cursor, and leave the filters as they are from page to page.`,
  );
}

const LONGEST_SHOWN = 40;

/** Tells what was meant for something else, or was changed on its way; it is no protection against anybody. */
function seal(filters: Filters, place: string): string {
  const given = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([given, place]))
    .digest('base64url')
    .slice(0, 12);
}
