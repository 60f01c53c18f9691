import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { suffices, type Role } from '../../domain/access/role.js';
import { AutoSyncError, type ErrorCode } from '../../domain/errors.js';
import { describeRequest } from '../audit/describe-request.js';
import { Refusals } from '../audit/refusals.js';
import { authenticate, saysWhoSendsIt } from './authenticate.js';
import { setCaller } from './by.js';
import { FailedLogIns } from './failed-log-ins.js';
import { ACCESS, type Access as RouteAccess } from './needs-role.js';
import { ACCESS_CONTROL, type Access } from './open-access.js';
import { sourceOf } from './source-address.js';

/** What keeps somebody out, for good or until it can be found out who it is. */
const REFUSALS: readonly ErrorCode[] = [
  'unauthenticated',
  'forbidden',
  'too-many-attempts',
  'authentication-unavailable',
];

/** Lets a request through to its handler if its caller may do what the handler does; records it if not. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(ACCESS_CONTROL) private readonly access: Access,
    @Inject(FailedLogIns) private readonly failedLogIns: FailedLogIns,
    @Inject(Refusals) private readonly refusals: Refusals,
  ) {}

  /**
   * @throws {AutoSyncError} `unauthenticated`, `forbidden`, `too-many-attempts`, or `authentication-unavailable`
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    try {
      await this.#admit(request, this.reflector.get<RouteAccess | undefined>(ACCESS, context.getHandler()));
      return true;
    } catch (thrown) {
      if (thrown instanceof AutoSyncError && REFUSALS.includes(thrown.code)) {
        tellHowToMendIt(http.getResponse<Response>(), request, thrown);
        const { code, message, httpStatus } = thrown;
        await this.refusals.record({
          event: 'refused',
          ...describeRequest(request),
          status: httpStatus,
          code,
          detail: message,
        });
      }
      throw thrown;
    }
  }

  async #admit(request: Request, route: RouteAccess | undefined): Promise<void> {
    if (route === undefined) {
      throw new AutoSyncError('forbidden', `${request.method} ${request.path} does not say who may call it.`);
    }
    if ('open' in route && !(route.recognizes && saysWhoSendsIt(this.access, request.headers))) return;
    const caller = await authenticate(this.access, this.failedLogIns, request.headers, sourceOf(request.ip));
    setCaller(request, caller);
    if ('needs' in route) requireRole(caller, route.needs, request);
  }
}

function requireRole(
  { name, role }: { readonly name: string; readonly role: Role },
  needed: Role,
  { method, path }: Request,
): void {
  if (suffices(role, needed)) return;
  throw new AutoSyncError(
    'forbidden',
    `${method} ${path} needs the role ${needed}; ${name} has the role ${role}.`,
  );
}

function tellHowToMendIt(response: Response, request: Request, refusal: AutoSyncError): void {
  if (refusal.code === 'unauthenticated') {
    // RFC 6750: a request without a token is told no more than what kind it needs.
    const error = request.headers.authorization === undefined ? '' : ', error="invalid_token"';
    response.set('WWW-Authenticate', `Bearer realm="AutoSync"${error}`);
  }
}
