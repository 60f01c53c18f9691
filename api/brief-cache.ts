/**
 * Remembers answers for a moment, so that many who ask the same at once cost one question.
 *
 * @param load asks; an answer that is a rejection is not remembered
 * @param timeToLiveMs how long an answer is good for
 * @param now milliseconds of any clock that never goes back
 */
export function briefCache<Question, Answer>(
  load: (question: Question) => Promise<Answer>,
  timeToLiveMs: number,
  now: () => number = () => performance.now(),
): (question: Question) => Promise<Answer> {
  const answers = new Map<string, { readonly until: number; readonly answer: Promise<Answer> }>();
  return (question) => {
    for (const [key, { until }] of answers) if (until <= now()) answers.delete(key);
    const key = JSON.stringify(question);
    const known = answers.get(key);
    if (known) return known.answer;
    const answer = load(question);
    answers.set(key, { until: now() + timeToLiveMs, answer });
    answer.catch(() => answers.delete(key));
    return answer;
  };
}
