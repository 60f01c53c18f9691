import { describe, expect, it } from 'vitest';
import type { StepRecord } from '../run-record.js';
import { company } from '../../fixtures/company.js';
import { createOperator, type Operator } from '../../fixtures/operator.js';
import { runToRest } from '../../fixtures/quiescence.js';

function staffed(count: number): Operator {
  const operator = createOperator(company);
  for (let number = 1; number <= count; number++) {
    operator.hire({ employeeId: `E${number}`, fullName: `Employee ${number}` });
  }
  runToRest(operator);
  return operator;
}

/** What the step of a run says of itself, each time that something about it changes: `result progress`. */
function said(operator: Operator, managementAgent: string, runProfile: string): readonly string[] {
  const { engine } = operator.simulator;
  const answer = engine.start(managementAgent, runProfile, 'me');
  if (!answer.started) throw new Error(answer.result);
  const run = engine.run(managementAgent, answer.runNumber);
  const texts: string[] = [];
  const listen = (): void => {
    const step: StepRecord | undefined = run.steps.at(-1);
    texts.push([step?.result, step?.progress].filter((part) => part !== undefined).join(' '));
    if (run.end === undefined) engine.onChange(run, listen);
  };
  engine.onChange(run, listen);
  operator.clock.advanceUntilIdle();
  return texts;
}

describe('an import that deletes', () => {
  it('says that it completes referential updates, before it is final', () => {
    const operator = staffed(3);
    operator.remove('HR', 'E1');
    operator.remove('HR', 'E2');
    expect(said(operator, 'HR', 'FI')).toEqual(['completing-referential-updates 0/2', 'success']);
  });

  it('shows how far it is, and nothing of it when it has ended', () => {
    const operator = staffed(600);
    for (let number = 1; number <= 400; number++) operator.remove('HR', `E${number}`);
    const texts = said(operator, 'HR', 'FI');
    const obsoletion = texts.filter((text) => text.startsWith('completing-obsoletion'));
    expect(texts[0]).toBe('in-progress');
    expect(obsoletion.length).toBeGreaterThan(2);
    expect(obsoletion.every((text) => text.endsWith('/400'))).toBe(true);
    expect(texts.filter((text) => text.startsWith('completing-referential-updates')).length).toBeGreaterThan(
      1,
    );
    expect(texts.at(-1)).toBe('success');
  });

  it('of nothing says none of it', () => {
    const operator = staffed(300);
    expect(new Set(said(operator, 'HR', 'FI'))).toEqual(new Set(['in-progress', 'success']));
  });
});
