import { z } from 'zod';

/** What is said where a secret is to stand. Whatever stands there instead is never repeated: it may be the secret. */
const WHERE_IT_IS =
  'write where the secret is kept, {env: NAME} or {file: PATH}: a secret never stands in the configuration itself';

/** What is said where an address is to stand that may hold a secret. */
const ADDRESS =
  'write an address such as https://controller.example/autosync without a user or password, or where it is kept, {env: NAME} or {file: PATH}';

const VARIABLE = 'write the name of an environment variable, such as AUTOSYNC_CONTROLLER_TOKEN';

const env = z
  .strictObject({
    env: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, VARIABLE)
      .describe('Name of an environment variable of the process that uses the secret.'),
  })
  .describe('In an environment variable.');

const file = z
  .strictObject({
    file: z
      .string()
      .min(1, 'write the path of a file')
      .describe(
        'Path of a file that the process can read. A line break at its end is no part of the secret.',
      ),
  })
  .describe('In a file.');

/**
 * Where a secret is kept. The secret itself is read where it is used, each time (`resolveSecret`): it is in no
 * configuration, workflow state, history, log or answer.
 */
export const secret = z
  .union([env, file], { error: WHERE_IT_IS })
  .describe('Where a secret is kept: {env: NAME} or {file: PATH}.');

/** Where a secret is kept. */
export type Secret = z.infer<typeof secret>;

/** An address that may stand there as it is, or be kept as a secret where a part of it is one. */
export const addressOrSecret = z
  .union(
    [
      z.url({ protocol: /^https?$/, error: ADDRESS, abort: true }).refine(isWithoutPassword, ADDRESS),
      env,
      file,
    ],
    { error: ADDRESS },
  )
  .describe('An address, or where it is kept: {env: NAME} or {file: PATH}.');

/** Whether a complaint is about something that may be a secret: then what stands there is not repeated. */
export function isAboutSecret(complaint: string): boolean {
  return [WHERE_IT_IS, ADDRESS, VARIABLE].includes(complaint);
}

/** A secret's place, for messages: `{env: NAME}`. */
export function describeSecret(kept: Secret): string {
  return 'env' in kept ? `{env: ${kept.env}}` : `{file: ${kept.file}}`;
}

function isWithoutPassword(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { username, password } = new URL(address);
  return username === '' && password === '';
}
