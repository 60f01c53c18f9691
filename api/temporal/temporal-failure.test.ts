import {
  NamespaceNotFoundError,
  QueryNotRegisteredError,
  QueryRejectedError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import protocol from '@temporalio/proto';
import { describe, expect, test } from 'vitest';
import { temporalFailure } from './temporal-failure.js';

/** An error as gRPC's client throws it. */
function grpcError(code: number, details: string): Error {
  return Object.assign(new Error(`${code} X: ${details}`), { code, details, metadata: {} });
}

describe('temporalFailure', () => {
  test.each([
    [1, 'too-late'],
    [2, 'failed'],
    [3, 'invalid'],
    [4, 'too-late'],
    [5, 'not-found'],
    [7, 'unreachable'],
    [8, 'unreachable'],
    [9, 'no-worker'],
    [13, 'failed'],
    [14, 'unreachable'],
    [16, 'unreachable'],
  ])('gRPC status %i is %s, bare or wrapped by the SDK', (code, kind) => {
    const error = grpcError(code, 'why');
    expect(temporalFailure(error)).toEqual({ kind, message: 'why' });
    expect(temporalFailure(new ServiceError('Failed to query', { cause: error }))).toEqual({
      kind,
      message: 'why',
    });
  });

  test("knows the SDK's own errors", () => {
    expect(temporalFailure(new WorkflowNotFoundError('gone', 'id', undefined))).toMatchObject({
      kind: 'not-found',
    });
    const { WORKFLOW_EXECUTION_STATUS_TERMINATED } = protocol.temporal.api.enums.v1.WorkflowExecutionStatus;
    expect(temporalFailure(new QueryRejectedError(WORKFLOW_EXECUTION_STATUS_TERMINATED))).toMatchObject({
      kind: 'not-found',
    });
    const notRegistered: unknown = Object.create(QueryNotRegisteredError.prototype);
    expect(temporalFailure(notRegistered)).toMatchObject({ kind: 'no-worker' });
    const noAnswer = new WorkflowUpdateRPCTimeoutOrCancelledError('late', { cause: grpcError(4, 'why') });
    expect(temporalFailure(noAnswer)).toEqual({ kind: 'too-late', message: 'why' });
    expect(temporalFailure(new NamespaceNotFoundError('nix'))).toEqual({
      kind: 'unreachable',
      message: 'it has no namespace "nix"',
    });
  });

  test("drops what gRPC's client appends and does not know", () => {
    const error = grpcError(14, 'No connection established. Last error: refused. Resolution note: ');
    expect(temporalFailure(error)?.message).toBe('No connection established. Last error: refused');
  });

  test.each([
    new TypeError('a defect'),
    new WorkflowExecutionAlreadyStartedError('m', 'id', 'cycle'),
    grpcError(12, 'unimplemented'),
    'thrown text',
  ])('%s is none of its failures', (thrown) => {
    expect(temporalFailure(thrown)).toBeUndefined();
  });
});
