import { InvalidArgumentError } from 'commander';
import { serverId } from '../../../config/schema.js';

/** The id of a sync server, on the command line. */
export function readServerId(text: string): string {
  const { data, error } = serverId.safeParse(text);
  if (data !== undefined) return data;
  throw new InvalidArgumentError(error.issues.map(({ message }) => message).join(', '));
}
