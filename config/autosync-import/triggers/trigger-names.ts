/** The longest name that a trigger may have. */
const LONGEST = 40;

/** Gives triggers names: they stand once in a sync server, and are part of addresses. */
export interface TriggerNames {
  /**
   * @param managementAgent whose trigger it is
   * @param title what it does, in a word or two: `full sync`
   */
  nameFor(managementAgent: string, title: string): string;
}

/** @returns names of which none is given twice */
export function triggerNames(): TriggerNames {
  const taken = new Set<string>();
  return {
    nameFor: (managementAgent, title) => {
      const what = wordsOf(title, 16);
      const said = [wordsOf(managementAgent, LONGEST - 4 - what.length), what].filter(
        (words) => words !== '',
      );
      const wanted = said.join('-') || 'trigger';
      let name = wanted;
      for (let count = 2; taken.has(name); count += 1) {
        const suffix = `-${count}`;
        name = `${wanted.slice(0, LONGEST - suffix.length)}${suffix}`;
      }
      taken.add(name);
      return name;
    },
  };
}

function wordsOf(text: string, longest: number): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, longest + 1)
    .replace(/^-/, '')
    .slice(0, longest)
    .replace(/-$/, '');
}
