import {
  attributeOf,
  childrenNamed,
  elementAt,
  textAt,
  type XmlElement,
} from '../../../domain/xml/xml-element.js';

/** The syntax of reference attributes: values that name another object. Source: DSML in exported schemas. */
const REFERENCE_SYNTAX = '1.3.6.1.4.1.1466.115.121.1.12';

/** What a schema says of one attribute, as far as the simulation needs it. */
export interface SchemaAttribute {
  readonly name: string;
  readonly multiValued: boolean;
  readonly reference: boolean;
  /** The connected directory sets it and lets nobody else: an identity column, Active Directory's `objectSid`. */
  readonly readOnly: boolean;
  /** Can be written but never read back, as passwords can. */
  readonly exportOnly: boolean;
}

/** An object type of a schema. */
export interface SchemaClass {
  readonly name: string;
  readonly attributes: readonly string[];
}

/** The `schema` element of a management agent or of the metaverse. */
export interface Schema {
  readonly classes: readonly SchemaClass[];
  /** By attribute name. */
  readonly attributes: ReadonlyMap<string, SchemaAttribute>;
}

/**
 * Reads a DSML schema.
 *
 * Classes refer to attributes by the id of their `attribute-type`; in Active Directory's schema the id is not the
 * name. An attribute has one value only if `single-value` says `true`: where it is missing it has several.
 *
 * @param owner the `ma-data` or `mv-data` element
 */
export function readSchema(owner: XmlElement): Schema {
  const directory = elementAt(owner, 'schema', 'dsml', 'directory-schema');
  const types = childrenNamed(directory, 'attribute-type').map((type) => ({
    id: attributeOf(type, 'id'),
    attribute: {
      name: textAt(type, 'name') || attributeOf(type, 'id'),
      multiValued: attributeOf(type, 'single-value') !== 'true',
      reference: textAt(type, 'syntax') === REFERENCE_SYNTAX,
      readOnly:
        attributeOf(type, 'user-modification') === 'false' || attributeOf(type, 'isreadonly') === 'true',
      exportOnly: attributeOf(type, 'export-only') === 'true',
    },
  }));
  const nameById = new Map(types.map(({ id, attribute }) => [id, attribute.name]));
  return {
    attributes: new Map(types.map(({ attribute }) => [attribute.name, attribute])),
    classes: childrenNamed(directory, 'class').map((each) => ({
      name: textAt(each, 'name') || attributeOf(each, 'id'),
      attributes: childrenNamed(each, 'attribute').map((attribute) => {
        const id = attributeOf(attribute, 'ref').replace(/^#/, '');
        return nameById.get(id) ?? id;
      }),
    })),
  };
}
