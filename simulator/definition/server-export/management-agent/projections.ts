import type { ProjectionRule } from '../../world-definition.js';
import { attributeOf, elementsAt, textAt, type XmlElement } from '../../../../domain/xml/xml-element.js';

/** A projection of an export: one by a rules extension does not say into which metaverse object type. */
export interface ExportedProjection {
  readonly objectType: string;
  readonly metaverseObjectType?: string;
}

/**
 * Reads the projection rules of a management agent, those of sync rules included. The first of an object type
 * counts.
 *
 * @param ma the `ma-data` element
 */
export function readProjections(ma: XmlElement): readonly ExportedProjection[] {
  const projections = elementsAt(ma, 'projection', 'class-mapping').map((mapping) => {
    const metaverseObjectType = textAt(mapping, 'mv-object-type');
    return {
      objectType: attributeOf(mapping, 'cd-object-type'),
      ...(metaverseObjectType !== '' && { metaverseObjectType }),
    };
  });
  return projections.filter(
    ({ objectType }, index) =>
      projections.findIndex((projection) => projection.objectType === objectType) === index,
  );
}

/** Whether a projection says into which metaverse object type it projects. */
export function isDeclared(projection: ExportedProjection): projection is ProjectionRule {
  return projection.metaverseObjectType !== undefined;
}
