import { describe, expect, it } from 'vitest';
import { runResultPage } from './run-result-page.js';
import { RESULT_TABLE } from './run-result.js';

describe('docs/run-results.md', () => {
  it('is what the decision table says', async () => {
    await expect(runResultPage()).toMatchFileSnapshot('../../docs/run-results.md');
  });

  it('has every row', () => {
    const headings = runResultPage().match(/^### .+$/gm);
    expect(headings).toHaveLength(RESULT_TABLE.length);
  });
});
