import { z } from 'zod';
import { faultRequestSchema } from '../../faults/fault-request.js';
import { readFilterNotation, readJoinNotation, readStepNotation } from './notation.js';

/** A text in one of the short forms of `notation.ts`, read on the spot so that an error has the text's path. */
function notation<T extends object>(read: (text: string) => T | string) {
  return z.string().transform((text, context) => {
    const answer = read(text);
    if (typeof answer === 'string') {
      context.addIssue({ code: 'custom', message: answer });
      return z.NEVER;
    }
    return answer;
  });
}

/** One or several: a single entry needs no list. */
function oneOrMore<T extends z.ZodType>(entry: T) {
  return z.union([z.array(entry).min(1), entry.transform((single) => [single])]);
}

const name = z.string().min(1);

const flow = z
  .union([
    name.transform((from) => ({ from })),
    z.strictObject({ constant: z.string() }),
    z.strictObject({ from: name, initial: z.boolean().optional(), allowNull: z.boolean().optional() }),
    z.strictObject({ constant: z.string(), initial: z.boolean() }),
  ])
  .describe('A source attribute, {constant: …} or {from: …, initial: true, allowNull: true}.');

const objectTypeRules = z.strictObject({
  metaverse: name.describe('The metaverse object type that this object type is synchronized with.'),
  project: z.boolean().default(false).describe('Project objects that no join rule joins.'),
  join: oneOrMore(notation(readJoinNotation))
    .default([])
    .describe('Join rules in their order: `EmployeeID = employeeID`.'),
  filter: oneOrMore(notation(readFilterNotation))
    .default([])
    .describe('Connector filters, one of which is enough: `Status equals Draft`.'),
  import: z.record(name, flow).default({}).describe('Metaverse attribute: where its value comes from.'),
  export: z.record(name, flow).default({}).describe('Attribute, or `dn`: where its value comes from.'),
  provision: z
    .union([z.boolean(), name])
    .optional()
    .describe('Whether, or into which partition; by default into the first one that holds the object type.'),
});

const partition = z.union([
  z.array(name).transform((objectTypes) => ({ objectTypes, selected: true })),
  z.strictObject({ objectTypes: z.array(name).default([]), selected: z.boolean().default(true) }),
]);

const managementAgent = z.strictObject({
  category: name.describe('As the engine names it: `AD`, `ADAM`, `FIM`, `MSSQL`, `Extensible2`, …'),
  partitions: z
    .record(name, partition)
    .optional()
    .describe('Name: the object types that it holds. By default one, `default`, with all of them.'),
  anchor: name.optional().describe('The attribute that identifies an object in the connected directory.'),
  multiValued: z.array(name).default([]),
  directoryMade: z
    .array(name)
    .default([])
    .describe('Attributes to which the connected directory itself gives a value.'),
  runProfiles: z
    .record(name, oneOrMore(notation(readStepNotation)))
    .describe('Name: a step such as `delta-import` or `full-import DC=lab (deletes 10)`, or a list.'),
  objectTypes: z.record(name, objectTypeRules).default({}),
  deprovision: z
    .enum(['delete-object', 'make-normal-disconnector', 'make-explicit-disconnector'])
    .default('delete-object'),
});

const attributeValue = z.union([z.string(), z.array(z.string())]);

/**
 * A scenario: a small sync engine written by hand, for tests and demonstrations. This schema is its only
 * definition.
 */
export const scenarioSchema = z.strictObject({
  server: name.describe('The name of the simulated sync server.'),
  managementAgents: z.record(name, managementAgent),
  multiValued: z
    .record(name, z.array(name))
    .default({})
    .describe('Metaverse object type: its attributes with several values.'),
  precedence: z
    .record(
      z.string().regex(/^[^.]+\..+$/, 'Write "<metaverse object type>.<attribute>".'),
      z.union([z.literal('equal'), z.array(name).min(1)]),
    )
    .default({})
    .describe('`person.mobile: [Phone, HR]` or `equal`. By default the order of the management agents.'),
  deletion: z
    .record(name, z.array(name).min(1))
    .default({})
    .describe('Metaverse object type: the management agents whose disconnection deletes the object.'),
  objects: z
    .record(name, z.array(z.record(name, z.record(name, attributeValue))))
    .default({})
    .describe('Management agent: its first objects, each `{<object type>: {<attribute>: <value>}}`.'),
  faults: z.array(faultRequestSchema).default([]).describe('What goes wrong, armed from the start.'),
});

/** A scenario as read, with its defaults. */
export type Scenario = z.output<typeof scenarioSchema>;

/** What a scenario says of one management agent. */
export type ScenarioManagementAgent = Scenario['managementAgents'][string];

/** What a scenario says of one object type of a management agent. */
export type ScenarioObjectType = ScenarioManagementAgent['objectTypes'][string];

/** Where a scenario's flow takes its value from. */
export type ScenarioFlow = ScenarioObjectType['import'][string];
