import { z } from 'zod';
import { notYet } from './not-yet.js';
import { secret } from './secret.js';

/** Who is told by mail of runs that did not go well. */
export const mail = notYet(
  z
    .strictObject({
      disabled: z.boolean().default(false).describe('Whether no mail is sent.'),
      smtp: z
        .strictObject({
          host: z
            .string()
            .min(1)
            .meta({ description: 'Name of the mail server.', examples: ['smtp.example.com'] }),
          port: z.int().min(1).max(65_535).default(587).describe('Its port.'),
          tls: z
            .enum(['required', 'if-offered', 'none'])
            .default('required')
            .describe('Whether the connection is encrypted.'),
          user: z
            .string()
            .min(1)
            .optional()
            .meta({ description: 'Whom to log in as. Left out: nobody.', examples: ['CONTOSO\\svc-mail'] }),
          password: secret.optional().describe('The password of the user: {env: NAME} or {file: PATH}.'),
        })
        .describe('The mail server.'),
      from: z
        .string()
        .min(3)
        .meta({ description: 'The address that mails come from.', examples: ['mim@example.com'] }),
      to: z
        .array(z.string().min(3))
        .min(1, 'name at least one address')
        .meta({ description: 'The addresses they go to.', examples: [['idm@example.com']] }),
      maxErrors: z
        .int()
        .min(1)
        .default(10)
        .describe('So many errors of one run are listed in a mail, at most.'),
      everyTime: z
        .boolean()
        .default(false)
        .describe(
          'Whether to send a mail for each such run, not only when the result of a run profile changes.',
        ),
      ignoreResults: z
        .array(z.string().min(1))
        .default(['success', 'completed-no-objects'])
        .describe('Results of runs of which nobody need be told.'),
    })
    .describe('Who is told by mail of runs that did not go well.'),
  'mail',
  'let what watches your servers ask the REST API for failed cycles',
);
