import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../load.js';

const parse = (managementAgents: string) =>
  parseConfiguration(`servers: { main: { managementAgents: ${managementAgents} } }`, 'a.yaml').servers[
    'main'
  ];

describe('the id of a management agent', () => {
  it('stands beside its name', () => {
    expect(parse('{ HR: { id: "{7496}" }, AD: {} }')?.managementAgents).toMatchObject({
      HR: { id: '{7496}' },
      AD: {},
    });
  });

  it('without quotes is told how to write it', () => {
    expect(() => parse('{ HR: { id: {7496280C-95A0-5600-A48E-BF0774C4C7F1} } }')).toThrow(
      'servers.main.managementAgents.HR.id: write the id in quotes, as the engine has it, such as "{',
    );
  });

  it.each([
    [
      '{ HR: { id: "{a}" }, Personnel: { id: "{A}" } }',
      'Personnel.id: "HR" is the management agent with the id "{A}" already',
    ],
    ['{ HR: { id: "{a}" }, "{A}": {} }', '"{A}": "HR" is the management agent with the id "{A}" already'],
    ['{ "{A}": {}, HR: { id: "{a}" } }', 'HR.id: "{A}" is the management agent with the id "{a}" already'],
  ])('stands in one place: %s', (managementAgents, message) => {
    expect(() => parse(managementAgents)).toThrow(message);
  });
});
