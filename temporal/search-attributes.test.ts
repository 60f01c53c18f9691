import proto from '@temporalio/proto';
import { expect, test } from 'vitest';
import { missingSearchAttributes } from './search-attributes.js';

const { INDEXED_VALUE_TYPE_KEYWORD: KEYWORD, INDEXED_VALUE_TYPE_INT: INT } =
  proto.temporal.api.enums.v1.IndexedValueType;

test('only what the server does not have is missing', () => {
  const wanted = { AutosyncServer: 'Keyword', AutosyncDepth: 'Int' } as const;
  expect(missingSearchAttributes(wanted, { AutosyncServer: KEYWORD, Other: INT })).toEqual({
    AutosyncDepth: INT,
  });
  expect(missingSearchAttributes(wanted, { AutosyncServer: KEYWORD, AutosyncDepth: INT })).toEqual({});
});

test('one of another type is an error that names it: its type can never be changed', () => {
  expect(() => missingSearchAttributes({ AutosyncServer: 'Keyword' }, { AutosyncServer: INT })).toThrow(
    expect.objectContaining({
      code: 'invalid-configuration',
      message: expect.stringContaining('"AutosyncServer"') as string,
    }),
  );
});
