import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Caller } from '../../domain/access/caller.js';
import { suffices } from '../../domain/access/role.js';
import { AutoSyncError } from '../../domain/errors.js';
import { LOCAL_USER } from '../controls/local-user.js';
import { setCaller } from './by.js';
import { ACCESS, type Access } from './needs-role.js';

/** Lets a request through to its handler if its caller may do what the handler does. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(LOCAL_USER) private readonly localUser: string,
  ) {}

  /** @throws {AutoSyncError} `forbidden` */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const access = this.reflector.get<Access | undefined>(ACCESS, context.getHandler());
    if (access === undefined) {
      throw new AutoSyncError('forbidden', `${request.method} ${request.path} does not say who may call it.`);
    }
    if ('open' in access) return true;
    const caller: Caller = { name: this.localUser, role: 'admin', by: 'this-machine' };
    if (!suffices(caller.role, access.needs)) {
      throw new AutoSyncError(
        'forbidden',
        `${request.method} ${request.path} needs the role ${access.needs}; ${caller.name} has the role ${caller.role}.`,
      );
    }
    setCaller(request, caller);
    return true;
  }
}
