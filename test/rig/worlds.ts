import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DirectoryObject } from '../../simulator/http-contract.js';
import { loadWorldDefinition } from '../../simulator/definition/load-world-definition.js';

/** The shipped example. */
export const FABRIKAM = fileURLToPath(new URL('../../examples/fabrikam', import.meta.url));

/** Contoso's export, where the reference files are at hand. */
export const CONTOSO =
  process.env['AUTOSYNC_REFERENCE'] && join(process.env['AUTOSYNC_REFERENCE'], 'ma-export', 'contoso');

export const loadFabrikam = () => loadWorldDefinition({ exportFolder: FABRIKAM });

/** A hire in Fabrikam's HR. */
export const ADA: Pick<DirectoryObject, 'objectType' | 'attributes'> = {
  objectType: 'person',
  attributes: {
    EmployeeID: 'E1001',
    FirstName: 'Ada',
    LastName: 'Berg',
    DisplayName: 'Ada Berg',
    LogonName: 'aberg',
    Department: 'Finance',
    JobTitle: 'Clerk',
    EmployeeStatus: 'active',
  },
};

/** A hire in Contoso's HR. */
export const CONTOSO_HIRE: Pick<DirectoryObject, 'objectType' | 'attributes'> = {
  objectType: 'person',
  attributes: {
    EmployeeID: 'E1001',
    Firstname: 'Ada',
    LastName: 'Berg',
    PrefName: 'Ada',
    Department: 'Finance',
    JobTitle: 'Clerk',
    EmployeeStatus: 'active',
  },
};
