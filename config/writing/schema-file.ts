import { existsSync } from 'node:fs';

/** Seen from this file, as it is written and as it is built. */
const PLACES = ['../../docs/autosync.schema.json', '../../../docs/autosync.schema.json'];

/** Address of the JSON Schema of the configuration, which comes with AutoSync: editors check and complete by it. */
export function schemaFile(): string {
  const places = PLACES.map((place) => new URL(place, import.meta.url));
  return (places.find((place) => existsSync(place)) ?? places[0])?.href ?? '';
}
