import { Controller, Get, Headers, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Configuration } from '../../config/schema.js';
import { Needs } from '../access/needs-role.js';
import { CONFIGURATION } from '../dependencies.js';
import { API_PATH } from '../links.js';
import { AnswersProblems } from '../problems/problem-schema.js';
import { requireAccepted } from '../problems/require-accepted.js';
import { findServer } from '../servers/find-server.js';
import { serverIdSchema } from '../servers/server-id-schema.js';
import { EventHub } from './event-hub.js';
import { EVENTS_EXAMPLE } from './events-example.js';
import { beginEventStream, EVENT_STREAM, listenerOf } from './server-sent-events.js';

/** A token may expire, or be taken away: whoever listens must show it again from time to time. */
const LONGEST_STREAM_MS = 15 * 60_000;

/** What happens at a sync server, as it happens. */
@ApiTags('Sync servers')
@Controller(`${API_PATH}/servers/:server/events`)
export class EventsController {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(EventHub) private readonly hub: EventHub,
  ) {}

  @Get()
  @Needs('viewer')
  @ApiOperation({
    summary: 'What happens at a sync server, as it happens',
    description:
      'Server-sent events. Each is JSON with a `kind`, which is the name of the event, too, and a `time`. Whoever comes back with `Last-Event-ID` misses nothing, or is told by an event `reset` that the status must be read anew. A stream ends after a quarter of an hour: come back then. Whoever reads too slowly is cut off.',
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The `id` of the last event that you have heard: you are told what came after it.',
  })
  @ApiOkResponse({
    description: 'A stream that goes on.',
    content: { [EVENT_STREAM]: { schema: { type: 'string' }, example: EVENTS_EXAMPLE } },
  })
  @AnswersProblems('unknown-server', 'not-acceptable')
  listen(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Headers('last-event-id') lastHeard: string | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    findServer(this.configuration, server);
    requireAccepted(request, [EVENT_STREAM], 'events');
    beginEventStream(response);
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const leave = this.hub.listen(server, listenerOf(response), lastHeard);
    const end = setTimeout(() => response.end(), LONGEST_STREAM_MS);
    response.on('close', () => {
      clearTimeout(end);
      leave();
    });
  }
}
