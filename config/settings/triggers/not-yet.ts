import { z } from 'zod';
import { duration, durationOrNone } from '../duration.js';
import { notYet } from '../not-yet.js';
import { secret } from '../secret.js';
import { starts } from './starts.js';

const MEANWHILE =
  'give the partition an importInterval, or let a program that sees the changes fire a webhook trigger';

const { disabled, runProfile, partition, exclusive, urgent } = starts;

const credentials = z
  .strictObject({
    user: z.string().min(1).describe('Whom to log in as, for example CONTOSO\\svc-autosync.'),
    password: secret.describe('The password: {env: NAME} or {file: PATH}.'),
  })
  .optional()
  .describe('Whom to log in as. Left out: the account that AutoSync runs under.');

const started = {
  disabled,
  runProfile: runProfile.describe(
    'Name of the run profile that it starts. Left out: the delta import of the partition.',
  ),
  partition: partition.describe(
    'Name or id of the partition. Left out: the one that it watches, or "default".',
  ),
  exclusive,
  urgent,
};

/** Asks a script what is to run. */
export const powershellTrigger = notYet(
  z
    .strictObject({
      type: z.literal('powershell'),
      path: z
        .string()
        .min(1)
        .meta({
          description: 'Path of the script that has the function Get-RunProfileToExecute.',
          examples: ['D:\\Scripts\\Trigger.ps1'],
        }),
      every: duration.prefault('30s').describe('How often the function is called.'),
      onError: z
        .enum(['terminate', 'reset'])
        .default('terminate')
        .describe(
          'What an exception does: terminate = the trigger ends; reset = it begins in a new session.',
        ),
      credentials,
      disabled,
      exclusive,
      urgent,
    })
    .describe('Asks a PowerShell script which run profile is to run.'),
  'PowerShell triggers',
  'let the script post the run profile that it chooses to /api/v1/servers/<server>/cycles',
);

/** Looks for changes in Active Directory or AD LDS. */
export const activeDirectoryTrigger = notYet(
  z
    .strictObject({
      type: z.literal('active-directory'),
      baseDn: z
        .string()
        .min(1)
        .meta({
          description: 'Below which it looks for changes: the DN of the partition, or of an OU.',
          examples: ['DC=contoso,DC=com'],
        }),
      host: z
        .string()
        .min(1)
        .optional()
        .meta({
          description: 'A domain controller. Left out: any that answers.',
          examples: ['dc01.contoso.com'],
        }),
      objectClasses: z
        .array(z.string().min(1))
        .min(1, 'name at least one object class')
        .default(['user', 'group', 'organizationalUnit'])
        .describe('Changes of such objects count.'),
      minInterval: duration.prefault('60s').describe('It fires no more often than this.'),
      lastLogonOffset: durationOrNone
        .prefault('60s')
        .describe('Changes of log-on attributes that are younger do not count.'),
      credentials,
      ...started,
    })
    .describe('Looks for changes in Active Directory or AD LDS.'),
  'change detection in Active Directory',
  MEANWHILE,
);

/** Looks for requests that the MIM Service has completed. */
export const mimServiceTrigger = notYet(
  z
    .strictObject({
      type: z.literal('mim-service'),
      host: z
        .string()
        .min(1)
        .optional()
        .meta({
          description: 'Where the MIM Service is. Left out: as its management agent says.',
          examples: ['http://mim.contoso.com:5725'],
        }),
      every: duration.prefault('60s').describe('How often to look.'),
      credentials,
      ...started,
    })
    .describe('Looks for requests that the MIM Service has completed.'),
  'change detection in the MIM Service',
  MEANWHILE,
);

/** Looks for changes in a database. */
export const sqlTrigger = notYet(
  z
    .strictObject({
      type: z.literal('sql'),
      connection: secret.describe('The connection string: {env: NAME} or {file: PATH}.'),
      query: z
        .string()
        .min(1)
        .meta({
          description:
            'Answers with one value that grows with each change, for example a highest row version.',
          examples: ['SELECT MAX(RowVersion) FROM Employees'],
        }),
      every: duration.prefault('30s').describe('How often to ask.'),
      ...started,
    })
    .describe('Looks for changes in a database.'),
  'change detection by SQL',
  MEANWHILE,
);

/** Looks for changes in an LDAP directory. */
export const ldapTrigger = notYet(
  z
    .strictObject({
      type: z.literal('ldap'),
      url: z
        .string()
        .regex(/^ldaps?:\/\//, 'write an address such as ldaps://directory.example')
        .meta({ description: 'The directory.', examples: ['ldaps://directory.example'] }),
      baseDn: z.string().meta({ description: 'Below which it looks for changes.', examples: ['o=example'] }),
      filter: z.string().default('(objectClass=*)').describe('Which objects count.'),
      watermark: z
        .string()
        .default('modifyTimestamp')
        .describe('The attribute that grows with each change, for example modifyTimestamp or changeNumber.'),
      every: duration.prefault('30s').describe('How often to ask.'),
      credentials,
      ...started,
    })
    .describe('Looks for changes in an LDAP directory.'),
  'change detection by LDAP',
  MEANWHILE,
);
