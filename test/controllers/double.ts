import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ControllerQuestion } from '../../domain/controller/controller.js';

/** What a controller answers: a status, and a body that is JSON unless it is text. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** A controller that listens, and answers as a test wants it to. */
export interface ControllerDouble {
  readonly url: string;
  /** What it was asked, in order. */
  readonly asked: readonly ControllerQuestion[];
  close(): Promise<void>;
}

/** Starts a controller. */
export async function startController(
  answer: (question: ControllerQuestion, times: number) => Answer,
): Promise<ControllerDouble> {
  const asked: ControllerQuestion[] = [];
  async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const question = JSON.parse(await text(request)) as ControllerQuestion;
    asked.push(question);
    const times = asked.filter(({ id }) => id === question.id).length;
    const { status, body } = answer(question, times);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
  }

  const server = createServer((request, response) => void reply(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
