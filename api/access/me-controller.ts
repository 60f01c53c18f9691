import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Caller } from '../../domain/access/caller.js';
import { ROLES } from '../../domain/access/role.js';
import { API_PATH } from '../links.js';
import { By } from './by.js';
import { Needs } from './needs-role.js';

/** A {@link Caller}, for the API's documentation. */
const callerSchema: z.ZodType<Caller> = z
  .strictObject({
    name: z
      .string()
      .describe('The account that runs the API, the name of the API key, or what the provider says.'),
    role: z.enum(ROLES).describe('Each may do what the ones before it may.'),
    by: z.enum(['this-machine', 'api-key', 'oidc']).describe('How that is known.'),
  })
  .meta({ id: 'Caller', examples: [{ name: 'console', role: 'operator', by: 'api-key' }] });

/** Tells callers who they are. */
@ApiTags('Access')
@Controller(`${API_PATH}/me`)
export class MeController {
  @Get()
  @Needs('viewer')
  @ApiOperation({ summary: 'Who you are, and what you may do' })
  @ApiOkResponse({ standardSchema: callerSchema })
  me(@By() { name, role, by }: Caller): Caller {
    return { name, role, by };
  }
}
