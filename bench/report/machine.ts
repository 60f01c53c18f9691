import { cpus, release, totalmem, type } from 'node:os';
import type { Client } from '@temporalio/client';

/** Where figures were measured. */
export interface Machine {
  readonly cores: number;
  readonly model: string;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** The version of the Temporal server. */
  readonly temporal: string;
}

/** @param temporal the server that was measured with; absent where none was needed */
export async function describeMachine(temporal?: Client): Promise<Machine> {
  const { serverVersion } = (await temporal?.workflowService.getSystemInfo({})) ?? {};
  const processors = cpus();
  return {
    cores: processors.length,
    model: processors[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    temporal: serverVersion ?? 'not needed',
  };
}
