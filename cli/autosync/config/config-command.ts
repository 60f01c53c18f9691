import { Command } from 'commander';
import type { Ended, Surroundings } from '../surroundings.js';
import { applyCommand } from './applied/apply-command.js';
import { historyCommand } from './applied/history-command.js';
import { rollBackCommand } from './applied/roll-back-command.js';
import { showCommand } from './applied/show-command.js';
import { checkCommand } from './check-command.js';
import { diffCommand } from './diff-command.js';
import { importCommand } from './import-command.js';
import { initCommand } from './init-command.js';

/** `autosync config …`: everything about the configuration, its files and what is applied of them. */
export function configCommand(surroundings: Surroundings, ended: Ended): Command {
  return new Command('config')
    .description('Makes, checks, compares and applies configuration files.')
    .addCommand(initCommand(surroundings))
    .addCommand(importCommand(surroundings))
    .addCommand(checkCommand(surroundings, ended))
    .addCommand(diffCommand(surroundings, ended))
    .addCommand(applyCommand(surroundings, ended))
    .addCommand(historyCommand(surroundings))
    .addCommand(showCommand(surroundings))
    .addCommand(rollBackCommand(surroundings, ended));
}
