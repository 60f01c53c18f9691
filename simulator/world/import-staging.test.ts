import { describe, expect, it } from 'vitest';
import type { ConnectorSpaceObject, ExportChange, Image } from './connector-space.js';
import { stageKnownObject, stageMissingObject, stageNewObject } from './import-staging.js';

const identity = {
  id: '{1}',
  managementAgentId: '{MA}',
  partitionId: '{P}',
  objectType: 'user',
  anchor: 'a1',
};
const connector = { ...identity, link: { kind: 'connector', metaverseObjectId: '{MV}' } } as const;
const image = (attributes: Image['attributes'], dn = 'CN=x'): Image => ({ dn, attributes });
const update = (attributes: ExportChange['attributes']): ExportChange => ({
  operation: 'update',
  attributes,
});
const known = (state: Partial<ConnectorSpaceObject>): ConnectorSpaceObject => ({ ...connector, ...state });
const stage = (object: ConnectorSpaceObject, seen: Image, carriesOn = false) =>
  stageKnownObject(object, seen, () => carriesOn);

describe('staging', () => {
  it('a new object is an add', () => {
    expect(stageNewObject(identity, image({ a: '1' }))).toEqual({
      counted: 'add',
      object: {
        ...identity,
        link: { kind: 'normal-disconnector' },
        staged: { operation: 'add', image: image({ a: '1' }) },
      },
    });
  });

  it('an object as it was is no change, and takes back what was staged', () => {
    const object = known({
      confirmed: image({ a: '1' }),
      staged: { operation: 'update', image: image({ a: '2' }) },
    });
    expect(stage(object, image({ a: '1' }))).toMatchObject({
      counted: 'no-change',
      object: { staged: undefined },
    });
  });

  it('a change is an update, and the same change once more is no change', () => {
    const first = stage(known({ confirmed: image({ a: '1' }) }), image({ a: '2' }));
    expect(first).toMatchObject({ counted: 'update', object: { staged: { operation: 'update' } } });
    expect(first.object && stage(first.object, image({ a: '2' }))).toMatchObject({
      counted: 'no-change',
      object: { staged: { operation: 'update' } },
    });
  });

  it('another DN is a rename, whatever else changed', () => {
    const object = known({ confirmed: image({ a: '1' }) });
    expect(stage(object, image({ a: '2' }, 'CN=y'))).toMatchObject({ counted: 'rename' });
  });

  it('confirms what came back, and reports what did not', () => {
    const object = known({
      confirmed: image({ a: '1', b: '1' }),
      unconfirmed: update({ a: '2', b: '2', c: null }),
    });
    const outcome = stage(object, image({ a: '2', b: '1' }));
    expect(outcome).toMatchObject({
      counted: 'no-change',
      notReimported: { operation: 'update', attributes: { b: '2' } },
      object: { confirmed: image({ a: '2', b: '1' }), staged: undefined },
    });
    expect(outcome.object).not.toHaveProperty('unconfirmed');
  });

  it('confirms an add, and stages what the directory added to it', () => {
    const object = known({ unconfirmed: { operation: 'add', dn: 'CN=x', attributes: { a: '1' } } });
    expect(stage(object, image({ a: '1' }))).toMatchObject({ counted: 'no-change' });
    expect(stage(object, image({ a: '1', sid: 's' }))).toMatchObject({
      counted: 'update',
      object: { confirmed: image({ a: '1' }) },
    });
  });

  it('stages a confirmed value that the import flows would carry on', () => {
    const object = known({ confirmed: image({ a: '1' }), unconfirmed: update({ a: '2' }) });
    expect(stage(object, image({ a: '2' }), true)).toMatchObject({
      counted: 'update',
      object: { confirmed: image({ a: '1' }), staged: { image: image({ a: '2' }) } },
    });
  });

  it('does not confirm a rename that nobody exported', () => {
    const object = known({ confirmed: image({ a: '1' }), unconfirmed: update({ a: '2' }) });
    expect(stage(object, image({ a: '2' }, 'CN=y'))).toMatchObject({
      counted: 'rename',
      object: { confirmed: { dn: 'CN=x' } },
    });
  });

  it('reports a rename that the directory did not take', () => {
    const rename: ExportChange = { operation: 'rename', dn: 'CN=y', attributes: {} };
    expect(stage(known({ confirmed: image({}), unconfirmed: rename }), image({}, 'CN=z'))).toMatchObject({
      counted: 'rename',
      notReimported: { dn: 'CN=y' },
    });
  });

  it('an object that is deleted and there again is an add', () => {
    const object = known({
      confirmed: image({ a: '1' }),
      unconfirmed: { operation: 'delete', attributes: {} },
    });
    const { object: again, counted } = stage(object, image({ a: '1' }));
    expect(counted).toBe('add');
    expect(again?.confirmed).toBeUndefined();
  });
});

describe('a missing object', () => {
  it('is staged as deleted, once', () => {
    const first = stageMissingObject(known({ confirmed: image({}) }));
    expect(first).toMatchObject({ counted: 'delete', object: { staged: { operation: 'delete' } } });
    expect(first.object && stageMissingObject(first.object)).toMatchObject({ counted: 'no-change' });
  });

  it('confirms our own delete', () => {
    const object = known({ confirmed: image({}), unconfirmed: { operation: 'delete', attributes: {} } });
    expect(stageMissingObject(object)).toEqual({ object: undefined, counted: 'no-change' });
  });

  it('that nothing was made of leaves no trace', () => {
    const { object } = stageNewObject(identity, image({}));
    expect(object && stageMissingObject(object)).toEqual({ object: undefined, counted: 'delete' });
  });

  it('that we had just created is reported', () => {
    const unconfirmed: ExportChange = { operation: 'add', dn: 'CN=x', attributes: {} };
    expect(stageMissingObject(known({ unconfirmed }))).toMatchObject({
      counted: 'delete',
      notReimported: unconfirmed,
    });
  });
});
