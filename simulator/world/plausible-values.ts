/**
 * Values that look like what an attribute of this name would hold, derived from a number: the same name and number give
 * the same value. Only their variety and uniqueness matter to the engine; their looks help whoever watches.
 */

const GIVEN_NAMES = [
  'Ada',
  'Ben',
  'Clara',
  'Dilan',
  'Edda',
  'Femi',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Kaya',
];
const SURNAMES = ['Adler', 'Brandt', 'Costa', 'Dogan', 'Eriksen', 'Fuchs', 'Gruber', 'Hansen', 'Ivanova'];
const DEPARTMENTS = ['Finance', 'Research', 'Sales', 'Production', 'Purchasing', 'Legal', 'Service'];
const TITLES = ['Analyst', 'Engineer', 'Manager', 'Clerk', 'Consultant'];
const CITIES = ['Aachen', 'Basel', 'Delft', 'Graz', 'Lyon', 'Oslo', 'Turin'];

function pick(choices: readonly string[], number: number): string {
  return choices[number % choices.length] ?? '';
}

function fullName(number: number): string {
  return `${pick(GIVEN_NAMES, number)} ${pick(SURNAMES, Math.floor(number / GIVEN_NAMES.length))}`;
}

/** By what the attribute's name contains, the first that fits. */
const MAKERS: readonly (readonly [RegExp, (number: number) => string])[] = [
  [/given|first/i, (number) => pick(GIVEN_NAMES, number)],
  [/^sn$|surname|last/i, (number) => pick(SURNAMES, Math.floor(number / GIVEN_NAMES.length))],
  [
    /mail|proxy|upn|principal/i,
    (number) => `${fullName(number).toLowerCase().replace(' ', '.')}.${number}@fabrikam.example`,
  ],
  [/phone|mobile|fax|extension/i, (number) => `+49 555 ${String(number).padStart(6, '0')}`],
  [/department|division|company|org/i, (number) => pick(DEPARTMENTS, number)],
  [/title|job/i, (number) => pick(TITLES, number)],
  [/city|location|office|^l$/i, (number) => pick(CITIES, number)],
  [
    /account|login|uid|alias|nick/i,
    (number) => `${pick(SURNAMES, number).slice(0, 3).toLowerCase()}${number}`,
  ],
  [/id$|number|code|key|no$/i, (number) => `E${String(number).padStart(5, '0')}`],
  [/name|^cn$|^ou$/i, fullName],
  [/^(is|has)[A-Z]|enabled|active/, () => 'true'],
];

/**
 * @param unique the value must be no other number's: it names or identifies an object somewhere
 */
export function plausibleValue(attribute: string, number: number, unique: boolean): string {
  const maker = MAKERS.find(([pattern]) => pattern.test(attribute))?.[1];
  const value = maker?.(number) ?? `${attribute} ${number}`;
  return unique && !value.includes(String(number)) ? `${value} ${number}` : value;
}
