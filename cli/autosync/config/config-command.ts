import { Command } from 'commander';
import type { Ended, Surroundings } from '../surroundings.js';
import { checkCommand } from './check-command.js';
import { diffCommand } from './diff-command.js';
import { importCommand } from './import-command.js';
import { initCommand } from './init-command.js';

/** `autosync config …`: everything about the configuration file. */
export function configCommand(surroundings: Surroundings, ended: Ended): Command {
  return new Command('config')
    .description('Makes, checks and compares configuration files.')
    .addCommand(initCommand(surroundings))
    .addCommand(importCommand(surroundings))
    .addCommand(checkCommand(surroundings, ended))
    .addCommand(diffCommand(surroundings, ended));
}
